package dev.weir.acceptance.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ends what a run has started, when this JVM ends or when closed: every process whose Weir home lies in the run's folder, and
 * every file system that is mounted there. It is a process of its own at the end of a pipe, so that it also does so when this
 * JVM is killed; PostgreSQL has one of its own kind.
 */
final class RunGuard implements AutoCloseable {

    // In a session of its own: Ctrl-C is for the whole group of the terminal.
    private static final String SCRIPT = """
            while read -r _; do :; done
            for one in /proc/[0-9]*; do
              if tr '\\0' '\\n' <"$one/environ" 2>/dev/null | grep -qF "WEIR_HOME=$1/"; then
                kill -KILL "${one#/proc/}"
              fi
            done
            while read -r _ where _; do
              case $where in "$1"/*) umount -l "$where" ;; esac
            done </proc/mounts
            exit 0
            """;

    private final Process process;

    private RunGuard(Process process) {
        this.process = process;
    }

    /** Begins to guard a folder. */
    static RunGuard over(Path folder) throws IOException {
        return new RunGuard(new ProcessBuilder(List.of(
                        "setsid",
                        "sh",
                        "-c",
                        SCRIPT,
                        "weir-chaos-guard",
                        folder.toRealPath().toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Returns when nothing of it is left. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }
}
