package dev.weir.temporal.testing;

import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Temporal's test server in a JVM of its own. It keeps everything in memory, so there is no restart: whatever it knew
 * ends with it, and only a {@link RealServer} shows what survives. Its time is the machine's, and is not skipped.
 *
 * <p>It knows no list of workflows, no schedules and no worker versions.
 */
public final class TestServerProcess implements TemporalServer {
    private static final long SECONDS_TO_END = 10;

    private final Process process;
    private final String target;
    private final WorkflowServiceStubs stubs;

    private TestServerProcess(Process process, String target) {
        this.process = process;
        this.target = target;
        this.stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(target).build());
    }

    /** Starts one at any free port; returns when it serves. */
    public static TestServerProcess start() {
        return start(0);
    }

    /** The same at that port, as another one's successor, which knows nothing of what that one knew. */
    public static TestServerProcess start(int port) {
        return started(port, List.of());
    }

    /** The same for workers that die: what one has begun goes on with any other, as a real server has it after seconds. */
    public static TestServerProcess startForMortals(int port) {
        return started(port, List.of(TestServerMain.NO_STICKY_QUEUES));
    }

    private static TestServerProcess started(int port, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                TestServerMain.class.getName(),
                Integer.toString(port)));
        command.addAll(more);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new TestServerProcess(process, "127.0.0.1:" + port(process));
        } catch (IOException failed) {
            throw new IllegalStateException("Temporal's test server cannot be started: " + failed.getMessage(), failed);
        }
    }

    private static int port(Process process) throws IOException {
        // Left open: closing the reader would close the pipe.
        BufferedReader answer = process.inputReader(StandardCharsets.US_ASCII);
        String port = answer.readLine();
        if (port == null) {
            throw new IOException("it ended before it served; its standard error says why");
        }
        return Integer.parseInt(port);
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public WorkflowServiceStubs stubs() {
        return stubs;
    }

    /** Does nothing: it takes any namespace. */
    @Override
    public void register(String namespace) {}

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** With which it ended. */
    int exitValue() {
        return process.exitValue();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        close();
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
