package dev.weir.acceptance.chaos.inside;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files through which the harness and a process speak. Each is replaced as a whole or grows by whole lines, so that
 * either side may die at any moment; half a line at the end of one is not there yet.
 *
 * <p>{@code arm}: all that is armed. {@code fired}: what has fired. {@code planted}: what was changed in classes.
 * {@code failed}: why the agent ended its process. {@code seen.P}, {@code counts.P}: what process P came by, and how often.
 */
record ControlFolder(Path folder) {

    static final String ARM = "arm";
    static final String FIRED = "fired";
    static final String PLANTED = "planted";
    static final String FAILED = "failed";
    static final String SEEN = "seen";
    static final String COUNTS = "counts";

    /** The whole lines of a file; none where it is missing. */
    List<String> lines(String name) throws IOException {
        String text;
        try {
            text = Files.readString(folder.resolve(name));
        } catch (NoSuchFileException _) {
            return List.of();
        }
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    void replace(String name, String text) throws IOException {
        Path next = folder.resolve(name + ".new");
        Files.writeString(next, text);
        Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Adds a line; it is on disk when this returns. A stream, because the interrupt of a thread closes channels. */
    void append(String name, String line) throws IOException {
        try (FileOutputStream out = new FileOutputStream(folder.resolve(name).toFile(), true)) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.getFD().sync();
        }
    }

    /** The sums over all processes of {@code name}. */
    Map<String, Long> sums(String name) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> file.getFileName().toString().startsWith(name + "."))
                    .filter(file -> !file.toString().endsWith(".new"))
                    .forEach(files::add);
        }
        Map<String, Long> sums = new TreeMap<>();
        for (Path file : files) {
            for (String line : lines(file.getFileName().toString())) {
                int space = line.lastIndexOf(' ');
                sums.merge(line.substring(0, space), Long.parseLong(line.substring(space + 1)), Long::sum);
            }
        }
        return sums;
    }
}
