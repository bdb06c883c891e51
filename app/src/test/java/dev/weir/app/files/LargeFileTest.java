package dev.weir.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LargeFileTest {

    private static final int ROWS = 4_000_000;

    @Test
    void aListManyTimesLargerThanTheHeapIsSurveyed() throws Exception {
        ChildJvm.Ended csv = ChildJvm.run("", List.of("-Xmx24m"), Surveyor.class, "CSV");
        ChildJvm.Ended jsonl = ChildJvm.run("", List.of("-Xmx24m"), Surveyor.class, "JSONL");

        assertThat(csv).isEqualTo(new ChildJvm.Ended(0, ROWS + " rows, [a, b, c]\n"));
        assertThat(jsonl).isEqualTo(new ChildJvm.Ended(0, ROWS / 8 + " rows, [a, b]\n"));
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
            try (OpenedRows rows = OpenedRows.over(Path.of("made"), made, Opening.utf8(format), List.of())) {
                Survey survey = Survey.of(Path.of("made"), Opening.utf8(format), rows);
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
