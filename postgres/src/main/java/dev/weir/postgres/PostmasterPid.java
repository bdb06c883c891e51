package dev.weir.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What PostgreSQL notes in {@code postmaster.pid} (src/include/utils/pidfile.h): line 1 the process id, negative for a
 * standalone backend, line 4 the port, line 8 the status. Lines not yet written, or garbled, read as 0 and "".
 */
record PostmasterPid(long pid, int port, String status) {
    static final String NAME = "postmaster.pid";

    static Optional<PostmasterPid> read(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(data.resolve(NAME));
        } catch (NoSuchFileException clean) {
            return Optional.empty();
        }
        return Optional.of(
                new PostmasterPid(Math.abs(number(line(lines, 1))), (int) number(line(lines, 4)), line(lines, 8)));
    }

    boolean ready() {
        return status.equals("ready");
    }

    private static String line(List<String> lines, int oneBased) {
        return lines.size() < oneBased ? "" : lines.get(oneBased - 1).strip();
    }

    private static long number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notYetWritten) {
            return 0;
        }
    }
}
