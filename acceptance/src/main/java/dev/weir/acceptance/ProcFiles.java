package dev.weir.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What Linux tells of a process in {@code /proc}. A process that has ended tells nothing: all answers about it are 0, or
 * empty.
 */
public final class ProcFiles {

    /** USER_HZ, which is 100 on every platform that Java runs on (proc_pid_stat(5)). */
    private static final long MICROS_PER_TICK = 10_000;

    private static final char STOPPED = 'T';
    private static final int UTIME = 11;
    private static final int CSTIME = 14;

    private ProcFiles() {}

    /** What the program behind a process calls itself. */
    public static Optional<String> name(long pid) {
        return text(pid, "comm").map(String::strip);
    }

    /** Whether a signal has stopped it. */
    public static boolean isStopped(long pid) {
        return text(pid, "stat")
                .map(stat -> stat.charAt(stat.lastIndexOf(')') + 2) == STOPPED)
                .orElse(false);
    }

    /** Its own processor time in microseconds, and if wished that of its children that were waited for. */
    public static long processorMicros(long pid, boolean withReaped) {
        return text(pid, "stat")
                .map(stat -> ticks(stat, withReaped) * MICROS_PER_TICK)
                .orElse(0L);
    }

    /** @param stat a line of {@code /proc/PID/stat}; the name in it may hold blanks and brackets */
    static long ticks(String stat, boolean withReaped) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
        long sum = 0;
        for (int i = UTIME; i <= (withReaped ? CSTIME : UTIME + 1); i++) {
            sum += Long.parseLong(fields[i]);
        }
        return sum;
    }

    /** Resident memory in KiB, all that is shared counted in full. */
    public static long rssKib(long pid) {
        return number(pid, "status", "VmRSS:");
    }

    /** How many threads of the system's it has. */
    public static long threads(long pid) {
        return number(pid, "status", "Threads:");
    }

    /** The most resident memory it has had, in KiB, all that is shared counted in full. */
    public static long peakKib(long pid) {
        return number(pid, "status", "VmHWM:");
    }

    /** Its part of the resident memory in KiB: what n processes share counts a n-th for each. */
    public static long pssKib(long pid) {
        return number(pid, "smaps_rollup", "Pss:");
    }

    private static long number(long pid, String file, String key) {
        return text(pid, file).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    private static Optional<String> text(long pid, String file) {
        try {
            return Optional.of(Files.readString(Path.of("/proc", Long.toString(pid), file)));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** The processes of that name among a process's descendants. */
    public static List<ProcessHandle> descendants(ProcessHandle process, String name) {
        return process.descendants()
                .filter(one -> name(one.pid()).filter(name::equals).isPresent())
                .toList();
    }
}
