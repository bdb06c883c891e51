package dev.weir.postgres.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ctrl-C for the children of tests. A script that starts a build in its background has it ignored, every process of the
 * build inherits that, and a JVM abides by it: whoever waited for such a child to hear it would wait for ever.
 */
public final class CtrlC {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String IGNORED = "SigIgn:";
    private static final int SIGINT = 2;

    private CtrlC() {}

    /** That command, so that its process hears Ctrl-C whatever started this JVM. */
    public static List<String> heardBy(List<String> command) throws IOException {
        return isIgnoredHere()
                ? Stream.concat(Stream.of("env", "--default-signal=INT"), command.stream())
                        .toList()
                : command;
    }

    private static boolean isIgnoredHere() throws IOException {
        if (!Files.exists(STATUS)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(IGNORED))
                    .map(line -> new BigInteger(line.substring(IGNORED.length()).strip(), 16))
                    .anyMatch(signals -> signals.testBit(SIGINT - 1));
        }
    }
}
