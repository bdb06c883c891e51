package dev.weir.app.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.lists.files.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleListTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theCompanyListIsReadAsItIs() {
        Path file = folder.resolve("companies.csv");
        SampleList.writeCompanies(file);

        Table table = Table.open(file);
        assertThat(table.rows()).isEqualTo(503);
        assertThat(table.warnings()).isEmpty();
        assertThat(table.header().names()).contains(SampleList.COMPANY_COLUMN);
    }

    @Test
    void thereIsOnePersonPerCompany() {
        assertThat(SampleList.people(1))
                .extracting(SampleList.Person::companyName)
                .isEqualTo(SampleList.companies())
                .hasSize(503)
                .contains("3M", "A. O. Smith");
    }

    @Test
    void theSameSeedGivesTheSamePeopleEverywhere() {
        assertThat(SampleList.people(7)).isEqualTo(SampleList.people(7)).isNotEqualTo(SampleList.people(8));
        assertThat(SampleList.people(7).getFirst()).isEqualTo(new SampleList.Person("Grace", "Sato", "3M"));
    }

    @Test
    void thePeopleAreWrittenAsAListWeirReads() {
        Path file = folder.resolve("people.csv");
        SampleList.writePeople(file, 7);

        List<List<String>> rows = new ArrayList<>();
        Table table = Table.open(file);
        table.forEach(row -> rows.add(row.cells()));
        assertThat(table.header().names()).containsExactly("First name", "Last name", "Company");
        assertThat(rows)
                .isEqualTo(SampleList.people(7).stream()
                        .map(who -> List.of(who.firstName(), who.lastName(), who.companyName()))
                        .toList());
    }
}
