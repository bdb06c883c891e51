package dev.weir.acceptance.chaos.inside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.patient.Patient;
import dev.weir.server.egress.Failpoint;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent in a process of its own. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Control control;
    private Path jar;
    private @Nullable Process process;

    @BeforeEach
    void folder() throws IOException {
        control = new Control(folder.resolve("control"));
        jar = AgentJar.write(folder.resolve("agent"));
    }

    @AfterEach
    void end() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** Without the harness's classes: the agent brings its own. */
    private void start(Plan plan) throws IOException {
        start(plan, "");
    }

    private void start(Plan plan, String first) throws IOException {
        String harness = Path.of("acceptance", "target", "classes").toString();
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith(harness))
                .collect(Collectors.joining(File.pathSeparator, first, ""));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        control.option(jar, plan),
                        "-cp",
                        classPath,
                        Patient.class.getName())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        assertThat(heard()).as(Files.readString(folder.resolve("err.txt"))).isEqualTo("here");
    }

    private Process process() {
        return Objects.requireNonNull(process);
    }

    private void say(String line) throws IOException {
        Writer to = process().outputWriter(StandardCharsets.UTF_8);
        to.write(line + "\n");
        to.flush();
    }

    private @Nullable String heard() throws IOException {
        BufferedReader from = process().inputReader(StandardCharsets.UTF_8);
        String line = from.readLine();
        while (line != null && !line.startsWith(Patient.SAYS)) {
            line = from.readLine();
        }
        return line == null ? null : line.substring(Patient.SAYS.length());
    }

    private @Nullable String ask(String line) throws IOException {
        say(line);
        return heard();
    }

    @Test
    void whatIsArmedBeforeTheProcessBeginsHaltsItAtItsHitAndNeverAgain() throws Exception {
        control.arm(Arming.at("one", "enrichment.loaded", Arming.Action.HALT, 3));
        start(Plan.SOUND);

        assertThat(ask("enrichment.loaded")).isEqualTo("passed enrichment.loaded");
        assertThat(ask("another")).isEqualTo("passed another");
        assertThat(ask("enrichment.loaded")).isEqualTo("passed enrichment.loaded");
        long pid = process().pid();
        assertThat(ask("enrichment.loaded")).isNull();

        assertThat(process().waitFor()).isEqualTo(137);
        assertThat(control.fired())
                .singleElement()
                .satisfies(fired -> assertThat(fired.id() + " at " + fired.point() + " of " + fired.pid())
                        .isEqualTo("one at enrichment.loaded of " + pid))
                .satisfies(
                        fired -> assertThat(fired.at()).isBetween(Instant.now().minusSeconds(30), Instant.now()));
        assertThat(control.seen()).containsEntry("enrichment.loaded", 3L).containsEntry("another", 1L);

        start(Plan.SOUND);
        for (int i = 0; i < 5; i++) {
            assertThat(ask("enrichment.loaded")).isEqualTo("passed enrichment.loaded");
        }
    }

    @Test
    void whatIsArmedWhileItRunsThrowsAndItGoesOn() throws Exception {
        start(Plan.SOUND);
        assertThat(ask("webhooks.sent")).isEqualTo("passed webhooks.sent");
        control.arm(
                Arming.at("never", "webhooks.*", Arming.Action.HALT, Long.MAX_VALUE),
                Arming.at("two", "webhooks.*", Arming.Action.THROW, 1));

        assertThat(Waiting.until(
                        () -> "PlantedFailure: planted by the fault harness: two at webhooks.sent"
                                .equals(asked("webhooks.sent")),
                        Duration.ofMillis(10),
                        PATIENCE))
                .isTrue();
        assertThat(ask("webhooks.sent")).isEqualTo("passed webhooks.sent");
        assertThat(control.fired()).extracting(Fired::id).containsExactly("two");
    }

    private @Nullable String asked(String line) {
        try {
            return ask(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStallStopsTheWholeProcessUntilItIsContinued() throws Exception {
        control.arm(Arming.at("three", "storage.written", Arming.Action.STALL, 1));
        start(Plan.SOUND);
        long pid = process().pid();
        say("storage.written");

        assertThat(Waiting.until(() -> state(pid) == 'T', Duration.ofMillis(10), PATIENCE))
                .isTrue();
        assertThat(control.fired()).extracting(Fired::pid).containsExactly(pid);
        assertThat(process().inputReader(StandardCharsets.UTF_8).ready()).isFalse();
        new ProcessBuilder("kill", "-CONT", String.valueOf(pid)).start().waitFor();

        assertThat(heard()).isEqualTo("passed storage.written");
    }

    private static char state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void commitsSayWhoWantsThemAndEndAsTheyAreArmed() throws Exception {
        String who = "acceptance.chaos.patient.Patient";
        String torn = "DataAccessResourceFailureException: JDBC commit; planted by the fault harness: ";
        control.arm(
                Arming.at("before", "commit.before:" + who, Arming.Action.THROW, 2),
                Arming.at("after", "commit.after:*", Arming.Action.THROW, 2),
                Arming.at("during", "commit.during:" + who, Arming.Action.HALT, 3));
        start(Plan.SOUND);

        assertThat(commit()).containsExactly("committed", "went on");
        assertThat(commit()).containsExactly("torn", torn + "before at commit.before:" + who);
        assertThat(commit()).containsExactly("committed", "torn", torn + "after at commit.after:" + who);
        say("commit");
        assertThat(process().waitFor()).isEqualTo(137);
        assertThat(control.fired()).extracting(Fired::id).containsExactly("before", "after", "during");
        assertThat(control.seen()).containsEntry("commit.before:" + who, 4L);
    }

    /** What a commit says, up to how it ended. */
    private List<String> commit() throws IOException {
        say("commit");
        List<String> said = new ArrayList<>();
        do {
            said.add(said());
        } while (List.of("committed", "torn").contains(said.getLast()));
        return said;
    }

    private String said() throws IOException {
        String line = heard();
        return line == null ? "nothing" : line;
    }

    @Test
    void aClockThatIsAnHourBehindSaysSoInAllWords() throws Exception {
        start(Plan.SOUND.clock(Duration.ofHours(-1)));
        Instant real = Instant.now().minus(Duration.ofHours(1));

        say("clock");
        String[] words = said().split(" ", -1);

        Instant shown = Instant.parse(words[0]);
        assertThat(shown).isBetween(real.minusSeconds(1), real.plusSeconds(30));
        for (int i = 1; i <= 3; i++) {
            assertThat(Instant.ofEpochMilli(Long.parseLong(words[i])))
                    .isBetween(shown.minusMillis(1), shown.plusSeconds(5));
        }
        assertThat(LocalDate.parse(words[4])).isEqualTo(LocalDate.ofInstant(shown, ZoneOffset.UTC));
    }

    @Test
    void aBugIsInTheClassThatIsLoadedAndIsNamed() throws Exception {
        start(Plan.SOUND.bug(Bug.KEY_IGNORED.name()).bug(Bug.HOLD_KEPT.name()));
        assertThat(control.planted()).isEmpty();

        assertThat(ask(Patient.LOAD + "dev.weir.server.jobs.JobRequest")).isEqualTo("loaded JobRequest");

        assertThat(control.planted()).containsExactly(Bug.KEY_IGNORED.name());
        assertThat(control.failed()).isEmpty();
    }

    @Test
    void aClassThatIsNotAsTheAgentKnowsItEndsTheProcess() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other/dev/weir/server/egress"));
        ClassFile.of().buildTo(other.resolve("Failpoint.class"), ClassDesc.of(Failpoint.class.getName()), _ -> {});
        start(Plan.SOUND, folder.resolve("other") + File.pathSeparator);

        assertThat(ask("enrichment.loaded")).isNull();

        assertThat(process().waitFor()).isEqualTo(Agent.BROKEN);
        assertThat(control.failed())
                .singleElement()
                .asString()
                .contains("Failpoint")
                .contains("there is no method");
    }

    @Test
    void theAgentMadeFromAJarIsTheOneMadeFromClasses() throws Exception {
        try (URLClassLoader fromJar =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Path again = (Path) fromJar.loadClass(AgentJar.class.getName())
                    .getMethod("write", Path.class)
                    .invoke(null, folder.resolve("again"));

            assertThat(names(again)).isEqualTo(names(jar)).contains("META-INF/MANIFEST.MF");
        }
    }

    private static List<String> names(Path file) throws IOException {
        try (JarFile open = new JarFile(file.toFile())) {
            return open.stream().map(ZipEntry::getName).toList();
        }
    }
}
