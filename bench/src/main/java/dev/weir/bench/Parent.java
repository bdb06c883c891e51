package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Who started this process, seen from it: lines come in on standard input, which ends when the parent does. */
final class Parent {

    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    /** The next line. @throws IOException when there is none */
    String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the parent has ended");
        }
        return line;
    }

    int number() throws IOException {
        return Integer.parseInt(line());
    }

    /** A target and the name of a database there: five lines, as {@link #lines} has them. */
    BenchDatabase database() throws IOException {
        Target target = new Target(line(), line(), line(), line());
        return new BenchDatabase(target, line());
    }

    /** What {@link #database} reads. */
    static List<String> lines(BenchDatabase database) {
        Target target = database.target();
        return List.of(
                target.ownerUrl(), target.owner(), target.ownerPassword(), target.appPassword(), database.name());
    }

    /** Ends this process when the parent ends; no line is read any more. */
    void endWith() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (in.read() >= 0) {}
            } catch (IOException gone) {
                // As good as the end of the stream.
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
