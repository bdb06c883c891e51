package dev.weir.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program under a tiny shell that stops it when the pipe to this JVM closes. The kernel closes the pipe however the
 * JVM ends, {@code kill -9} included, so nothing outlives it for longer than {@link #GRACE} and a few seconds; and
 * stopping on purpose takes the same, therefore well-trodden, way. Both live in a session of their own.
 */
final class Watchdog {
    /** For PostgreSQL's fast shutdown, which writes a checkpoint; then immediate shutdown, then kill. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** {@link #GRACE}, the script's five seconds for the immediate shutdown, and room for a busy machine. */
    private static final Duration STOP_BOUND = GRACE.plusSeconds(15);

    // The guard reads with the shell's built-in, so that no further process holds the pipe. SIGINT is repeated because
    // one sent before the program has set its handlers is lost: shells start background jobs with SIGINT ignored.
    private static final String SCRIPT = """
            umask 077
            log=$1 grace=$2
            shift 2
            exec 3<&0 4>&1 </dev/null >>"$log" 2>&1
            "$@" 3<&- 4>&- &
            program=$!
            echo "$program" >&4
            exec 4>&-
            (
              while read -r _ <&3; do :; done
              for signal in INT QUIT; do
                i=0
                while kill -0 "$program" && [ "$i" -lt "$grace" ]; do
                  kill -"$signal" "$program"
                  sleep 1
                  i=$((i + 1))
                done
                grace=5
              done
              kill -KILL "$program"
            ) 2>/dev/null &
            guard=$!
            exec 3<&-
            wait "$program"
            code=$?
            kill -KILL "$guard" 2>/dev/null
            exit "$code"
            """;

    private static final Duration KILL_BOUND = Duration.ofSeconds(5);

    private final Process shell;
    // A handle knows the start time, so that a pid used again by another program is never taken for ours.
    private final ProcessHandle program;

    private Watchdog(Process shell, ProcessHandle program) {
        this.shell = shell;
        this.program = program;
    }

    /** Starts the program with nothing of our environment but PATH: ours may hold secrets and PG* variables. */
    static Watchdog start(List<String> program, Map<String, String> environment, Path log)
            throws IOException, PostgresRefused {
        List<String> command = new ArrayList<>(Tool.ownSession());
        command.addAll(List.of(
                "sh", "-c", SCRIPT, "weir-postgres-watchdog", log.toString(), Long.toString(GRACE.toSeconds())));
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        Process shell = builder.start();
        try (BufferedReader output = shell.inputReader(StandardCharsets.US_ASCII)) {
            String pid = output.readLine();
            if (pid == null) {
                throw new IOException("cannot write " + log);
            }
            // One that failed at once may be gone already; then the shell, about to end as well, stands for it.
            return new Watchdog(shell, ProcessHandle.of(Long.parseLong(pid)).orElse(shell.toHandle()));
        } catch (IOException | RuntimeException failed) {
            shell.destroyForcibly();
            throw failed;
        }
    }

    long programPid() {
        return program.pid();
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    CompletableFuture<Integer> onExit() {
        return shell.onExit().thenApply(Process::exitValue);
    }

    /** Waits for the program's own end, at most so long, and says whether it ended. */
    boolean endsWithin(Duration bound) {
        shell.onExit()
                .completeOnTimeout(shell, bound.toNanos(), TimeUnit.NANOSECONDS)
                .join();
        return !shell.isAlive();
    }

    /** Stops the program, fast at first and hard at last; returns when it is gone. */
    void stop() throws IOException {
        shell.getOutputStream().close();
        if (endsWithin(STOP_BOUND) && !programRuns()) {
            return;
        }
        // Somebody killed the shell, whose guard still stops the program; or the guard, and then it is on us.
        program.onExit()
                .completeOnTimeout(program, shell.isAlive() ? 0 : STOP_BOUND.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        program.destroyForcibly();
        endsWithin(KILL_BOUND);
        shell.destroyForcibly();
    }

    private boolean programRuns() {
        return program.isAlive() && !new OsProcess(program.pid()).isZombie();
    }
}
