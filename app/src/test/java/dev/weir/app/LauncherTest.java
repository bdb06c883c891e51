package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher and the search for a JDK, in a tree of their own whose JDK and Maven are scripts. */
@Timeout(60)
final class LauncherTest {

    private static final List<String> TOOLS = List.of(
            "sh",
            "dirname",
            "readlink",
            "sed",
            "head",
            "tail",
            "find",
            "mkdir",
            "rm",
            "mv",
            "cat",
            "flock",
            "ln",
            "sleep",
            "mkfifo");

    @TempDir
    Path folder = Path.of("");

    private Path root = Path.of("");
    private Path bin = Path.of("");
    private Path jdk = Path.of("");

    @BeforeEach
    void layOutATree() throws IOException {
        assumeThat(Path.of("/bin/sh")).exists();
        // A hidden folder, a blank in a name, a folder called target: none of it may matter.
        root = Files.createDirectories(folder.resolve(".a tree/target"));
        Path source = Path.of("..").toAbsolutePath().normalize();
        Files.copy(source.resolve("weir"), root.resolve("weir"));
        root.resolve("weir").toFile().setExecutable(true);
        write("app/src/main/sh/find-jdk.sh", Files.readString(source.resolve("app/src/main/sh/find-jdk.sh")));
        write("pom.xml", "<project/>");
        write("app/src/main/java/Main.java", "class Main {}");
        jdk = fakeJdk("jdk", "25.0.1");
        bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            for (Path place : List.of(Path.of("/usr/bin"), Path.of("/bin"))) {
                if (Files.exists(place.resolve(tool)) && !Files.exists(bin.resolve(tool))) {
                    executable(bin.resolve(tool), "exec " + place.resolve(tool) + " \"$@\"\n");
                }
            }
        }
        maven("mkdir -p app/target/weir; echo built > app/target/weir/weir.jar");
    }

    @Test
    void theFirstCallBuildsAndTheNextDoesNot() throws Exception {
        Ended first = weir("enrich", "two words", "*");
        Ended second = weir("--version");

        assertThat(first.status()).isEqualTo(7);
        assertThat(first.errors()).contains("Building Weir");
        assertThat(first.output()).contains("argument: enrich\nargument: two words\nargument: *\n");
        assertThat(first.output())
                .contains("-jar\nargument: " + root.toRealPath().resolve("app/target/weir/weir.jar"));
        assertThat(second.errors()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void itRunsInTheCallersFolderAlsoThroughLinks() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("one"), Path.of("../.a tree/target/weir"));
        Files.createSymbolicLink(elsewhere.resolve("two"), Path.of("one"));

        Ended ended = ended(start(elsewhere, List.of("./two", "x")));

        assertThat(ended.output()).contains("folder: " + elsewhere.toRealPath());
        assertThat(root.resolve("app/target/weir/weir.jar")).exists();
    }

    @Test
    void aChangedSourceOrADeletedOneMeansANewBuild() throws Exception {
        weir("x");
        later(root.resolve("app/src/main/java/Main.java"), 60);
        weir("x");
        assertThat(builds()).isEqualTo(2);

        later(root.resolve("app/src/main/java/Main.java"), -60);
        weir("x");
        Files.delete(root.resolve("app/src/main/java/Main.java"));
        later(root.resolve("app/src/main/java"), 60);
        weir("x");
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void aChangedTestMeansNone() throws Exception {
        write("app/src/test/java/Test.java", "class Test {}");
        weir("x");
        later(root.resolve("app/src/test/java/Test.java"), 60);
        weir("x");

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void whatWeirIsMeasuredAgainstIsBuiltForThatAloneAndStandsBesideTheProgram() throws Exception {
        maven("""
                case "$*" in
                *'-pl peers '*) mkdir -p peers/target; echo built > peers/target/weir-peers.jar ;;
                *) mkdir -p app/target/weir; echo built > app/target/weir/weir.jar ;;
                esac""");
        weir("bench", "engine");
        weir("bench", "peers", "--help");
        weir("bench", "--only", "engine,start");
        assertThat(builds()).isEqualTo(1);

        Ended first = weir("bench", "peers", "--quick");
        Ended second = weir("bench");

        assertThat(builds()).isEqualTo(2);
        assertThat(first.errors()).contains("Building what Weir is measured against");
        assertThat(second.errors()).isEmpty();
        assertThat(second.output()).contains("weir-peers.jar");
        Path tree = root.toRealPath();
        assertThat(first.output())
                .contains("-cp\nargument: " + tree.resolve("app/target/weir/weir.jar") + ":"
                        + tree.resolve("peers/target/weir-peers.jar")
                        + "\nargument: dev.weir.app.Main\nargument: bench\nargument: peers\nargument: --quick\n")
                .doesNotContain("argument: -jar");
        later(root.resolve("app/src/main/java/Main.java"), 60);
        weir("bench", "--only", "start,peers");
        assertThat(builds()).isEqualTo(4);
    }

    @Test
    void aBuildRehearsesAStartAndWhatEnrichesGoesByIt() throws Exception {
        Ended first = weir("enrich", "x");
        String notes = "argument: -XX:AOTCache=" + root.toRealPath().resolve("app/target/weir/weir.aot") + "\n";

        assertThat(first.errors()).contains("Rehearsing a start");
        assertThat(first.output()).contains(notes).doesNotContain("AOTCacheOutput");
        assertThat(weir("--version").output()).doesNotContain("AOTCache");
        assertThat(root.resolve("target/launcher/rehearsal")).doesNotExist();

        later(root.resolve("app/target/weir/weir.aot"), -60);
        assertThat(weir("enrich", "x").output())
                .as("notes of an older program are passed over")
                .contains("argument: enrich")
                .doesNotContain("AOTCache");
    }

    @Test
    void theFirstServeRehearsesOneAndEveryServeGoesByIt() throws Exception {
        String notes = "argument: -XX:AOTCache=" + root.toRealPath().resolve("app/target/weir/weir-serve.aot") + "\n";

        Ended first = weir("serve", "--port", "1");
        assertThat(first.errors()).contains("Rehearsing a start of the server");
        assertThat(first.output()).contains(notes, "argument: serve").doesNotContain("AOTCacheOutput");
        Ended second = weir("serve");
        assertThat(second.errors()).doesNotContain("Rehearsing");
        assertThat(second.output()).contains(notes);
        assertThat(weir("worker").output()).contains(notes, "argument: worker");
        assertThat(root.resolve("target/launcher/serving")).doesNotExist();
    }

    @Test
    void aRehearsalOfServingThatComesToNothingIsNotTriedAgainForTheSameBuild() throws Exception {
        weir("x");
        executable(jdk.resolve("bin/java"), "for a in \"$@\"; do printf 'argument: %s\\n' \"$a\"; done; exit 1\n");

        assertThat(weir("serve").output()).contains("argument: serve").doesNotContain("AOTCache");
        assertThat(weir("serve").errors()).doesNotContain("Rehearsing");
    }

    @Test
    void aRehearsalThatComesToNothingIsNoFailure() throws Exception {
        executable(jdk.resolve("bin/java"), "for a in \"$@\"; do printf 'argument: %s\\n' \"$a\"; done; exit 1\n");

        Ended ended = weir("enrich", "x");

        assertThat(ended.output()).contains("argument: enrich").doesNotContain("AOTCache");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void aFailedBuildShowsItsLastLinesAndRunsNothing() throws Exception {
        maven("i=0; while [ $i -lt 100 ]; do i=$((i+1)); echo \"line $i\"; done; exit 1");

        Ended ended = weir("x");

        assertThat(ended.status()).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(ended.output()).isEmpty();
        assertThat(ended.errors()).contains("line 100", "build.log").doesNotContain("line 50\n");
    }

    @Test
    void withoutMavenItSaysSo() throws Exception {
        Files.delete(bin.resolve("mvn"));

        Ended ended = weir("x");

        assertThat(ended.status()).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(ended.errors()).contains("Maven (mvn) is needed", "apt install maven");
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws Exception {
        Path launcher = root.resolve("weir");
        Files.writeString(launcher, Files.readString(launcher).replace("needed=25", "needed=99"));

        Ended ended = weir("x");

        assertThat(ended.status()).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(ended.errors()).contains("no JDK 99 or newer found", "JAVA_HOME", "adoptium");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoAtOnceBuildOnce(boolean withFlock) throws Exception {
        if (!withFlock) {
            Files.deleteIfExists(bin.resolve("flock"));
        }
        Path gate = folder.resolve("gate");
        assertThat(ended(start(folder, List.of("mkfifo", gate.toString()))).status())
                .isEqualTo(0);
        maven("cat \"" + gate + "\"; mkdir -p app/target/weir; echo built > app/target/weir/weir.jar");

        Process one = start(folder, List.of(root + "/weir", "one"));
        Process two = start(folder, List.of(root + "/weir", "two"));
        // Opening waits for the build that reads; a second build would wait in vain and run into the time limit.
        try (OutputStream open = Files.newOutputStream(gate)) {
            open.write('\n');
        }

        assertThat(ended(one).output()).contains("argument: one");
        assertThat(ended(two).output()).contains("argument: two");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void theLockOfADeadBuildDoesNotLast() throws Exception {
        Files.deleteIfExists(bin.resolve("flock"));
        Path work = Files.createDirectories(root.resolve("target/launcher"));
        Process dead = start(folder, List.of("sh", "-c", "exit 0"));
        ended(dead);
        Files.createSymbolicLink(work.resolve("lock.pid"), Path.of(Long.toString(dead.pid())));

        assertThat(weir("x").output()).contains("argument: x");
        assertThat(Files.isSymbolicLink(work.resolve("lock.pid"))).isFalse();
    }

    @Test
    void aJdkThatIsTooOldOrHasNoCompilerIsPassedOver() throws Exception {
        Path old = fakeJdk("old", "17.0.15");
        Path early = fakeJdk("early", "26-ea");
        Path jre = fakeJdk("jre", "27");
        Files.delete(jre.resolve("bin/javac"));
        Path home = Files.createDirectories(folder.resolve("home/.jdks"));
        Files.createSymbolicLink(home.resolve("a"), old);
        Files.createSymbolicLink(home.resolve("b"), jre);
        Files.createSymbolicLink(home.resolve("c"), early);

        assertThat(found("26", old)).isEqualTo(home.resolve("c").toString());
        assertThat(found("17", old)).isEqualTo(old.toString());
        assertThat(found("17", early)).isEqualTo(early.toString());
        assertThat(found("99", early)).isEmpty();
    }

    private String found(String wanted, Path javaHome) throws Exception {
        Process search = process(
                folder,
                List.of("sh", root.resolve("app/src/main/sh/find-jdk.sh").toString(), wanted),
                javaHome);
        return ended(search).output().strip();
    }

    private Ended weir(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(root + "/weir"));
        command.addAll(List.of(arguments));
        return ended(start(folder, command));
    }

    private Process start(Path in, List<String> command) throws IOException {
        return process(in, command, jdk);
    }

    private Process process(Path in, List<String> command, Path javaHome) throws IOException {
        List<String> run = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\"", "sh"));
        run.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(run).directory(in.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        return builder.redirectError(Files.createTempFile(folder, "errors", "").toFile())
                .start();
    }

    private Ended ended(Process process) throws Exception {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            StringBuilder errors = new StringBuilder();
            try (var files = Files.newDirectoryStream(folder, "errors*")) {
                for (Path file : files) {
                    errors.append(Files.readString(file));
                    Files.delete(file);
                }
            }
            return new Ended(status, output, errors.toString());
        } finally {
            process.destroyForcibly();
        }
    }

    private void maven(String script) throws IOException {
        executable(bin.resolve("mvn"), "echo build >> \"" + folder.resolve("builds") + "\"\n" + script + "\n");
    }

    private long builds() throws IOException {
        return Files.readAllLines(folder.resolve("builds")).size();
    }

    private Path fakeJdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.createDirectories(home.resolve("bin"));
        executable(
                home.resolve("bin/java"),
                "echo \"folder: $(pwd -P)\"; for a in \"$@\"; do printf 'argument: %s\\n' \"$a\"; "
                        + "case $a in -XX:AOTCacheOutput=*) echo notes > \"${a#*=}\";; esac; done; exit 7\n");
        executable(home.resolve("bin/javac"), "exit 1\n");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, content);
    }

    private static void later(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    private record Ended(int status, String output, String errors) {}
}
