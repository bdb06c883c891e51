package dev.weir.lists.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowWriterTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void csvIsQuotedOnlyWhereItMustBe() throws IOException {
        Path out = folder.resolve("out.csv");
        try (RowWriter writer = RowWriter.to(out, FileFormat.CSV, List.of("a", "b"))) {
            writer.write(List.of("plain", "Doe, \"Jane\""));
            writer.write(List.of("", "two\nlines"));
            writer.commit();
        }

        assertThat(out).hasContent("a,b\nplain,\"Doe, \"\"Jane\"\"\"\n,\"two\nlines\"\n");
        assertThat(Files.readString(out)).endsWith("\"\n");
    }

    @Test
    void jsonlHasOneObjectPerRowWithTypedValues() {
        Path out = folder.resolve("out.jsonl");
        try (RowWriter writer = RowWriter.to(out, FileFormat.JSONL, List.of("name", "size", "note"))) {
            writer.write(List.of("=Jörg \"J\"\n", "12", ""), Set.of(1));
            writer.write(List.of("x", "[1,2]", "12"), Set.of(1));
            writer.commit();
        }

        assertThat(out).hasContent("""
                {"name":"=Jörg \\"J\\"\\n","size":12,"note":null}
                {"name":"x","size":[1,2],"note":"12"}
                """);
    }

    @Test
    void cellsThatGotAnApostropheAreCountedAndColumnNamesAreNot() {
        for (FileFormat format : FileFormat.values()) {
            Path out = folder.resolve("counted." + format.ending());
            try (RowWriter writer = RowWriter.to(out, format, List.of("=a", "b"))) {
                writer.write(List.of("=1+1", "plain"));
                writer.write(List.of("+49 171", "-"));
                assertThat(writer.guarded()).isEqualTo(format == FileFormat.CSV ? 3 : 0);
            }
        }
    }

    @Test
    void verbatimLeavesFormulasAlone() {
        Path out = folder.resolve("out.csv");
        try (RowWriter writer = RowWriter.to(out, FileFormat.CSV, List.of("a"), CellStyle.VERBATIM)) {
            writer.write(List.of("+49 30 1"));
            writer.commit();
        }

        assertThat(out).hasContent("a\n+49 30 1\n");
    }

    @Test
    void theTargetChangesOnlyAtTheCommit() throws IOException {
        Path out = Files.writeString(folder.resolve("out.csv"), "before");
        try (RowWriter writer = RowWriter.to(out, FileFormat.CSV, List.of("a"))) {
            writer.write(List.of("1"));
            assertThat(out).hasContent("before");
            writer.commit();
            assertThat(out).hasContent("a\n1\n");
        }

        assertThat(names()).containsExactly("out.csv");
    }

    @Test
    void closingWithoutACommitLeavesEverythingAsItWas() throws IOException {
        Path out = Files.writeString(folder.resolve("out.csv"), "before");
        try (RowWriter writer = RowWriter.to(out, FileFormat.CSV, List.of("a"))) {
            for (int i = 0; i < 100_000; i++) {
                writer.write(List.of("something"));
            }
        }

        assertThat(out).hasContent("before");
        assertThat(names()).containsExactly("out.csv");
    }

    @Test
    void aLinkStaysALinkAndPermissionsStayToo() throws IOException {
        Path real = Files.writeString(folder.resolve("real.csv"), "before");
        assumeThat(Files.getFileStore(real).supportsFileAttributeView("posix")).isTrue();
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), real);
        try (RowWriter writer = RowWriter.to(link, FileFormat.CSV, List.of("a"))) {
            writer.commit();
        }

        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("a\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void whatCannotBeWrittenIsSaidBeforeAnyRow() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "x");

        assertRefused(plain.resolve("out.csv"), "output_unwritable", "There is no folder");
        assertRefused(folder.resolve("none/out.csv"), "output_unwritable", "Create it");
        assertRefused(folder, "output_unwritable", "folder");
        assertThat(names()).containsExactly("plain");
    }

    @Test
    void askingWhetherATargetCanBeWrittenLeavesNoTrace() throws IOException {
        RowWriter.requireWritable(folder.resolve("out.csv"));

        assertThat(names()).isEmpty();
    }

    @Test
    void aFullDiskIsSaid() {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();

        assertThatThrownBy(() -> {
                    try (RowWriter writer = RowWriter.to(full, FileFormat.CSV, List.of("a"))) {
                        writer.write(List.of("1"));
                        writer.commit();
                    }
                })
                .hasMessageContaining("no room left")
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("output_disk_full"));
    }

    @Test
    void runningOutOfRoomHalfWayLeavesTheOldFileAndNothingElse() throws Exception {
        Path shell = Path.of("/bin/sh");
        assumeThat(shell).exists();
        Path out = Files.writeString(folder.resolve("out.csv"), "before");
        // A limit on the size of files stands in for a disk that fills up while rows are written.
        ChildJvm.Ended child = ChildJvm.run(
                "ulimit -f 256 && ", List.of("-Xmx64m", "-XX:-UsePerfData"), EndlessWriter.class, out.toString());

        assertThat(child.output()).contains("output_disk_full");
        assertThat(child.status()).isEqualTo(3);
        assertThat(out).hasContent("before");
        assertThat(names()).containsExactly("out.csv");
    }

    @Test
    void standardOutputIsWrittenToAndLeftOpen() throws Exception {
        ChildJvm.Ended child = ChildJvm.run("", List.of("-Xmx64m"), StandardOutputWriter.class);

        assertThat(child.output()).isEqualTo("a\n1\nstill open\n");
    }

    @Test
    void leavingsOfAKilledWriterAreTakenAwayThoseOfALivingOneAreNot() throws IOException {
        Path abandoned = part(Long.MAX_VALUE / 100, Duration.ofHours(2));
        Path recent = part(Long.MAX_VALUE / 100, Duration.ofMinutes(2));
        Path living = part(ProcessHandle.current().pid(), Duration.ofHours(2));

        RowWriter.requireWritable(folder.resolve("out.csv"));

        assertThat(abandoned).doesNotExist();
        assertThat(recent).exists();
        assertThat(living).exists();
    }

    private Path part(long pid, Duration age) throws IOException {
        Path part = Files.createFile(folder.resolve(".weir-" + pid + "-" + age.toMinutes() + ".part"));
        return Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(age)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void assertRefused(Path out, String code, String words) {
        assertThatThrownBy(() -> RowWriter.to(out, FileFormat.CSV, List.of("a")))
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    /** Writes until it is refused. */
    static final class EndlessWriter {

        private EndlessWriter() {}

        public static void main(String[] arguments) {
            try (RowWriter writer = RowWriter.to(Path.of(arguments[0]), FileFormat.CSV, List.of("a"))) {
                for (int i = 0; i < 10_000_000; i++) {
                    writer.write(List.of("a row like any other"));
                }
                writer.commit();
            } catch (Problem problem) {
                System.out.println(problem.code());
                System.exit(3);
            }
        }
    }

    /** Writes to standard output by both doors. */
    static final class StandardOutputWriter {

        private StandardOutputWriter() {}

        public static void main(String[] arguments) {
            try (RowWriter writer = RowWriter.to(Path.of("-"), FileFormat.CSV, List.of("a"))) {
                writer.write(List.of("1"));
                writer.commit();
            }
            System.out.print("still open\n");
        }
    }
}
