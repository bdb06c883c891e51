package dev.weir.postgres;

import dev.weir.postgres.testing.CtrlC;
import dev.weir.postgres.testing.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running {@link HoldingProgram}, in a process group of its own as a shell's foreground job would be. */
final class HoldingJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final long postgresPid;

    private HoldingJvm(Process process, BufferedReader output, long postgresPid) {
        this.process = process;
        this.output = output;
        this.postgresPid = postgresPid;
    }

    static HoldingJvm start(Path home) throws Exception {
        List<String> command = new ArrayList<>(Tool.ownSession());
        command.addAll(CtrlC.heardBy(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HoldingProgram.class.getName(),
                home.toString(),
                TestPostgres.unpackFolder().toString())));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String pid = output.readLine();
        if (pid == null) {
            throw new IOException("the holding program ended with " + process.waitFor());
        }
        return new HoldingJvm(process, output, Long.parseLong(pid));
    }

    long pid() {
        return process.pid();
    }

    long postgresPid() {
        return postgresPid;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As a terminal does: to every process of the foreground group. */
    void ctrlC() throws Exception {
        Process kill = new ProcessBuilder("sh", "-c", "kill -INT -\"$1\"", "sh", Long.toString(pid())).start();
        kill.waitFor();
    }

    @Nullable
    String nextLine() throws IOException {
        return output.readLine();
    }

    @Override
    public void close() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
