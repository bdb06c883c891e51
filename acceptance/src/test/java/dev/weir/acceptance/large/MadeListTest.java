package dev.weir.acceptance.large;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.lists.files.Row;
import dev.weir.lists.files.Rows;
import dev.weir.lists.files.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MadeListTest {

    private static final int ROWS = 2_000;

    @TempDir
    private Path folder;

    @Test
    void noTwoRowsAreAboutTheSamePerson() throws IOException {
        Path file = made("list.csv", ROWS, 7);
        Set<String> people = new HashSet<>();
        try (Rows rows = Table.open(file).read()) {
            while (rows.hasNext()) {
                Row row = rows.next();
                people.add(row.cells().get(1) + row.cells().get(2) + row.cells().get(5));
            }
        }

        assertThat(people).hasSize(ROWS);
    }

    @Test
    void aRowHasSomeThreeHundredBytes() throws IOException {
        assertThat(Files.size(made("list.csv", ROWS, 7)) / ROWS).isBetween(290L, 330L);
    }

    @Test
    void aShorterListOfTheSameSeedIsItsStartAndAnotherSeedAnotherList() throws IOException {
        String list = Files.readString(made("list.csv", ROWS, 7));

        assertThat(list)
                .startsWith(Files.readString(made("shorter.csv", ROWS / 2, 7)))
                .isNotEqualTo(Files.readString(made("other.csv", ROWS, 8)));
    }

    private Path made(String name, int rows, long seed) throws IOException {
        Path file = folder.resolve(name);
        MadeList.write(file, rows, seed);
        return file;
    }
}
