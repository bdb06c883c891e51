package dev.weir.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells about processes and processors, see proc(5). Where there is no {@code /proc}, nothing is known. */
final class Proc {

    private static final Path ROOT = Path.of("/proc");
    /** USER_HZ: the unit of all times here, 100 on every Linux that Java runs on. */
    static final long TICK_MICROS = 10_000;

    private Proc() {}

    /** Processor time of the whole machine since it started, in ticks. */
    record Machine(long total, long busy, long steal) {}

    static Machine machine() {
        List<String> lines = lines(ROOT.resolve("stat"));
        if (lines.isEmpty()) {
            return new Machine(0, 0, 0);
        }
        String[] part = lines.getFirst().trim().split("\\s+", -1);
        long total = 0;
        // cpu user nice system idle iowait irq softirq steal (guest is part of user)
        for (int i = 1; i <= 8; i++) {
            total += Long.parseLong(part[i]);
        }
        long idle = Long.parseLong(part[4]) + Long.parseLong(part[5]);
        long steal = Long.parseLong(part[8]);
        return new Machine(total, total - idle - steal, steal);
    }

    /** The parent of a process, or 0. */
    static long parent(long pid) {
        String[] fields = stat(pid);
        return fields.length > 1 ? Long.parseLong(fields[1]) : 0;
    }

    static boolean isCalled(long pid, String name) {
        return lines(ROOT.resolve(Long.toString(pid)).resolve("comm")).equals(List.of(name));
    }

    /** Processor time of a process, its children, and the children it has reaped, in microseconds. */
    static long treeMicros(long pid) {
        String[] root = stat(pid);
        if (root.length < 15) {
            return 0;
        }
        long ticks = own(root) + Long.parseLong(root[13]) + Long.parseLong(root[14]);
        String parent = Long.toString(pid);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            for (Path process : processes) {
                String[] child = stat(Long.parseLong(process.getFileName().toString()));
                if (child.length > 12 && child[1].equals(parent)) {
                    ticks += own(child);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ticks * TICK_MICROS;
    }

    /** The most memory this process has had at once, in KiB; 0 when unknown. */
    static long peakRssKiB() {
        return kib("self", "VmHWM:");
    }

    /** The memory that process has now, in KiB; 0 when unknown. */
    static long rssKiB(long pid) {
        return kib(Long.toString(pid), "VmRSS:");
    }

    private static long kib(String process, String name) {
        return lines(ROOT.resolve(process).resolve("status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    static String loadAverage() {
        List<String> lines = lines(ROOT.resolve("loadavg"));
        return lines.isEmpty() ? "unknown" : lines.getFirst().split(" ", -1)[0];
    }

    static String cpuModel() {
        return lines(ROOT.resolve("cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static long own(String[] fields) {
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** The fields of {@code stat} from the state on: the name before it may hold blanks. Empty when it has ended. */
    private static String[] stat(long pid) {
        List<String> lines = lines(ROOT.resolve(Long.toString(pid)).resolve("stat"));
        if (lines.isEmpty()) {
            return new String[0];
        }
        String line = lines.getFirst();
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException gone) {
            // The process has ended, or this is no Linux: either way there is nothing to count.
            return List.of();
        }
    }
}
