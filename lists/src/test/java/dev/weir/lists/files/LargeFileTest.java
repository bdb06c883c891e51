package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LargeFileTest {

    private static final int ROWS = 4_000_000;

    @Test
    void aListManyTimesLargerThanTheHeapIsSurveyed() throws Exception {
        ChildJvm.Ended csv = ChildJvm.run("", List.of("-Xmx24m"), Surveyor.class, "CSV");
        ChildJvm.Ended jsonl = ChildJvm.run("", List.of("-Xmx24m"), Surveyor.class, "JSONL");

        assertThat(csv).isEqualTo(new ChildJvm.Ended(0, ROWS + " rows, [a, b, c]\n"));
        assertThat(jsonl).isEqualTo(new ChildJvm.Ended(0, ROWS / 8 + " rows, [a, b]\n"));
    }

    @Test
    void aWorkbookLargerThanTheHeapIsWrittenAndRead(@TempDir Path folder) throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(
                "",
                List.of("-Xmx32m"),
                Copier.class,
                folder.resolve("large.xlsx").toString());

        assertThat(ended).isEqualTo(new ChildJvm.Ended(0, "80000 rows, 500 characters\n"));
    }

    /** Writes and reads 80,000 rows of 500 characters that differ: 40 MB of text. */
    static final class Copier {

        private Copier() {}

        public static void main(String[] arguments) {
            Path file = Path.of(arguments[0]);
            try (RowWriter writer = RowWriter.to(file, FileFormat.XLSX, List.of("a", "b"))) {
                for (int row = 0; row < 80_000; row++) {
                    writer.write(List.of(String.valueOf(row), String.format("%0500d", row)));
                }
                writer.commit();
            }
            Table table = Table.open(file);
            System.out.println(table.rows() + " rows, " + table.longestCell() + " characters");
        }
    }

    /** Surveys rows that are made while they are read: 200 MB of CSV, 25 MB of JSONL. */
    static final class Surveyor {

        private Surveyor() {}

        public static void main(String[] arguments) throws Exception {
            FileFormat format = FileFormat.valueOf(arguments[0]);
            InputStream made = switch (format) {
                case CSV -> new Repeated("a,b,c\n", "an ordinary cell,\"one, with a comma\",Zürich and so\n", ROWS);
                case JSONL -> new Repeated("", "{\"a\":\"an ordinary cell\",\"b\":[1,2,\"and so on\"]}\n", ROWS / 8);
                case XLSX -> throw new IllegalArgumentException("a workbook is no text");
            };
            ListFile file = ListFile.of(Path.of("made"));
            try (OpenedRows rows = OpenedRows.over(file, made, Opening.utf8(format), List.of())) {
                Survey survey = Survey.of(file, Opening.utf8(format), rows, ListLimits.NONE);
                System.out.println(survey.rows() + " rows, " + survey.header().names());
            }
        }
    }

    /** A start, then one line many times over. */
    private static final class Repeated extends InputStream {

        private final byte[] line;
        private byte[] current;
        private int next;
        private int left;

        Repeated(String start, String line, int times) {
            this.current = start.getBytes(StandardCharsets.UTF_8);
            this.line = line.getBytes(StandardCharsets.UTF_8);
            this.left = times;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (next == current.length) {
                if (left-- <= 0) {
                    return -1;
                }
                current = line;
                next = 0;
            }
            int count = Math.min(length, current.length - next);
            System.arraycopy(current, next, target, offset, count);
            next += count;
            return count;
        }
    }
}
