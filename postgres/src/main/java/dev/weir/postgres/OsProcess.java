package dev.weir.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process of this machine that need not be our child, seen through /proc where there is one. */
record OsProcess(long pid) {
    private static final boolean HAS_PROC = Files.isDirectory(Path.of("/proc/self"));
    private static final Duration GLANCE = Duration.ofMillis(50);

    /** True for a zombie, too: its pid is taken although nobody runs. */
    boolean exists() {
        return pid > 0 && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    boolean runs() {
        return exists() && !isZombie();
    }

    boolean isZombie() {
        if (!HAS_PROC) {
            return false;
        }
        try {
            // proc(5): "pid (comm) state ..."; comm may itself hold spaces and parentheses.
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            int afterName = stat.lastIndexOf(')') + 2;
            return afterName < stat.length() && "ZX".indexOf(stat.charAt(afterName)) >= 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether this is a PostgreSQL process of that data directory; a postmaster's working directory is its data. */
    boolean isPostgresOn(Path data) {
        Optional<ProcessHandle.Info> info = ProcessHandle.of(pid).map(ProcessHandle::info);
        // "/postgres (deleted)" is what Linux shows once the binaries were replaced.
        if (!runs() || !info.flatMap(ProcessHandle.Info::command).orElse("").contains("/postgres")) {
            return false;
        }
        try {
            if (HAS_PROC) {
                return Files.isSameFile(Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")), data);
            }
            return arguments().contains(data.toString());
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    List<String> arguments() {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().arguments())
                .map(Arrays::asList)
                .orElse(List.of());
    }

    /** Every PostgreSQL process of that directory, backends that outlived their postmaster included; Linux only. */
    static List<OsProcess> allOn(Path data) {
        if (!HAS_PROC) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .map(handle -> new OsProcess(handle.pid()))
                .filter(process -> process.isPostgresOn(data))
                .toList();
    }

    /** Sends a signal by its POSIX name; a process that is gone meanwhile is no error. */
    void signal(String name) throws IOException {
        // The shell's built-in: minimal containers have no kill program.
        Process kill = new ProcessBuilder("sh", "-c", "kill -\"$1\" \"$2\"", "sh", name, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        kill.onExit().join();
    }

    /** Waits until it runs no more, at most so long; says whether it ended. Not interruptible: callers are stopping. */
    boolean endsWithin(Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (runs()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            // In glances, because a zombie that nobody reaps never completes onExit.
            ProcessHandle.of(pid)
                    .ifPresent(handle -> handle.onExit()
                            .completeOnTimeout(handle, Math.min(left, GLANCE.toNanos()), TimeUnit.NANOSECONDS)
                            .join());
        }
        return true;
    }
}
