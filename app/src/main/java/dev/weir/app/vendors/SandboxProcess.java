package dev.weir.app.vendors;

import dev.weir.app.home.Users;
import dev.weir.app.home.WeirHome;
import dev.weir.server.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The use of a home's sandbox, which is a process of its own: it is started when none runs, serves whoever uses it, and
 * ends by itself soon after its last user has, also when that one was killed. Its ledger stays.
 *
 * <p>Ctrl-C does not reach it, so that calls in flight are still answered while a job pauses.
 */
public final class SandboxProcess implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Ctrl-C goes to all of a terminal's processes; what a shell ignores, the program it becomes ignores too. */
    private static final List<String> DEAF_TO_CTRL_C =
            List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "weir-sandbox");

    /**
     * It shares the machine with those it serves, so its heap is bounded closely. What bounds its old generation is the
     * limit alone: a connection's reader is a chain of buffers, and once a dead one has been promoted, all that follow it
     * in the chain are, request by request, until the old generation is full and collected.
     */
    private static final List<String> MODEST = List.of(
            "-Xms64m",
            "-Xmx160m",
            "-Xmn48m",
            "-XX:SurvivorRatio=4",
            "-XX:MinHeapFreeRatio=25",
            "-XX:MaxHeapFreeRatio=40",
            "-XX:+UseSerialGC",
            // What its compilers needed for moments goes back to the system.
            "-XX:TrimNativeHeapInterval=5000",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseCompactObjectHeaders");

    private final Users.Entry user;
    private final SandboxClient client;

    private SandboxProcess(Users.Entry user, SandboxClient client) {
        this.user = user;
        this.client = client;
    }

    /**
     * Uses the home's sandbox until closed.
     *
     * @param settings a file of changes to the sandbox's usual settings; null for the usual ones, or those that the
     *     running one has
     * @throws Problem {@code sandbox_unavailable} when it does not start, {@code sandbox_settings} when the file is wrong
     */
    public static SandboxProcess use(WeirHome home, @Nullable Path settings, Consumer<String> say) {
        Users.Entry user = home.sandboxUsers().enter();
        boolean ready = false;
        try {
            String changes = settings == null ? null : read(settings);
            Optional<SandboxClient> running = SandboxClient.running(home.sandbox());
            SandboxClient client = running.isPresent() ? running.get() : start(home);
            if (changes != null) {
                client.change(changes);
            }
            if (running.isPresent()) {
                say.accept("Using the sandbox that runs at " + client.address().base() + ".");
            }
            ready = true;
            return new SandboxProcess(user, client);
        } finally {
            if (!ready) {
                user.close();
            }
        }
    }

    public SandboxClient client() {
        return client;
    }

    private static String read(Path settings) {
        try {
            return Files.readString(settings);
        } catch (IOException unreadable) {
            throw Problem.invalid(
                    "sandbox_settings",
                    "The sandbox settings " + settings + " cannot be read: " + unreadable + ". Check the file's name.");
        }
    }

    private static SandboxClient start(WeirHome home) {
        Path log = home.folder().resolve("sandbox.log");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Process process = launch(home, log);
        while (System.nanoTime() < deadline) {
            Optional<SandboxClient> running = SandboxClient.running(home.sandbox());
            if (running.isPresent()) {
                return running.get();
            }
            if (!process.isAlive()) {
                // Its predecessor may just have been ending, with the ledger still in its hands.
                process = launch(home, log);
                LockSupport.parkNanos(LOOK.toNanos() * 10);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        process.destroy();
        throw new Problem(
                Problem.Kind.UNAVAILABLE,
                "sandbox_unavailable",
                "The sandbox does not start. Look into " + log + ", which says why.");
    }

    private static Process launch(WeirHome home, Path log) {
        List<String> command = new ArrayList<>(DEAF_TO_CTRL_C);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(MODEST);
        // What this JVM was told about its compiler holds for the child too.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel="))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SandboxMain.class.getName()));
        command.add(home.folder().toString());
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("WEIR_HOME", home.folder().toString());
            return builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException refused) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "sandbox_unavailable",
                    "The sandbox does not start: " + refused
                            + ". Check that this machine has processes and memory to spare.");
        }
    }

    @Override
    public void close() {
        user.close();
    }
}
