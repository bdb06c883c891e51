package dev.weir.acceptance.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PostgreSQL was sent, as it wrote it down itself. A line break within a message is followed by a tab there, so that
 * nothing that is sent can look like an entry of its own.
 */
final class DecoyLog {

    /** What each entry is to begin with: who sent it, where. */
    static final String PREFIX = "@@ %p|%u|%d ";

    private static final Pattern ENTRY = Pattern.compile("@@ (\\d+)\\|([^|]*)\\|([^|]*) LOG:  (.*)", Pattern.DOTALL);
    private static final Pattern SENT =
            Pattern.compile("(?:statement|execute [^:]*|execute fetch from [^:]*): (.*)", Pattern.DOTALL);

    private DecoyLog() {}

    /** A statement. @param text without the values that were bound */
    record Sent(long pid, String user, String database, String text) {

        /**
         * What is left of it without names, numbers and how many there are of a list: equal for statements that do the same
         * to other tables.
         */
        String shape() {
            return text.replaceAll("\"(?:[^\"]|\"\")*\"", "n")
                    .replaceAll("\\$\\d+", "\\$")
                    .replaceAll("(?<![A-Za-z])\\d+\\b", "0")
                    .replaceAll("\\s+", " ")
                    .replaceAll("(\\S+)(?: ?, ?\\1)+", "$1")
                    .strip()
                    .toLowerCase(Locale.ROOT);
        }
    }

    /** How much has been written so far; where to go on reading. */
    static long end(Path log) throws IOException {
        return Files.size(log);
    }

    /** What a user sent, from there on. */
    static List<Sent> by(String user, Path log, long from) throws IOException {
        return entries(log, from).stream()
                .filter(sent -> sent.user().equals(user))
                .toList();
    }

    private static List<Sent> entries(Path log, long from) throws IOException {
        List<Sent> sent = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(from);
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.split("\n", -1)) {
                if (line.startsWith("@@ ") && !entry.isEmpty()) {
                    read(entry.toString(), sent);
                    entry.setLength(0);
                }
                entry.append(entry.isEmpty() ? "" : "\n").append(line);
            }
            read(entry.toString(), sent);
        }
        return sent;
    }

    private static void read(String entry, List<Sent> into) {
        Matcher matcher = ENTRY.matcher(entry);
        if (!matcher.matches()) {
            return;
        }
        Matcher what = SENT.matcher(matcher.group(4));
        if (what.matches()) {
            into.add(new Sent(Long.parseLong(matcher.group(1)), matcher.group(2), matcher.group(3), what.group(1)));
        }
    }
}
