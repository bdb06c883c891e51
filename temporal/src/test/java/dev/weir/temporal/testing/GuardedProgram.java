package dev.weir.temporal.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program under a tiny shell that ends it when the pipe to this JVM closes: the kernel closes it however the JVM ends,
 * {@code kill -9} included. Ending it on purpose takes the same way.
 */
final class GuardedProgram {
    private static final int SECONDS_TO_END = 20;

    private static final String SCRIPT = """
            log=$1 grace=$2
            shift 2
            exec 3<&0 </dev/null >>"$log" 2>&1
            "$@" 3<&- &
            program=$!
            (
              while read -r _ <&3; do :; done
              kill -TERM "$program"
              i=0
              while kill -0 "$program" && [ "$i" -lt "$grace" ]; do
                sleep 1
                i=$((i + 1))
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

    private final Process shell;

    private GuardedProgram(Process shell) {
        this.shell = shell;
    }

    /** @param log to which it is appended what the program says on its outputs */
    static GuardedProgram start(List<String> program, Path log) {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", SCRIPT, "temporal-guard", log.toString(), Integer.toString(SECONDS_TO_END)));
        command.addAll(program);
        try {
            return new GuardedProgram(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException failed) {
            throw new IllegalStateException("cannot run " + program.getFirst() + ": " + failed.getMessage(), failed);
        }
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /** SIGKILL of the program itself; returns when it is gone. */
    void kill() {
        // The guard is the same shell once more, and ends by itself.
        shell.descendants()
                .filter(one -> !one.info().command().equals(shell.info().command()))
                .forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    /** Ends it by SIGTERM, and by SIGKILL when that takes too long; returns when it is gone. */
    void stop() {
        try {
            shell.getOutputStream().close();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!shell.waitFor(SECONDS_TO_END + 10L, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the program does not end: " + shell.pid());
            }
        } catch (InterruptedException interrupted) {
            // The guard goes on ending it.
            Thread.currentThread().interrupt();
        }
    }
}
