package dev.weir.acceptance.judges;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What no answer may hold and no log may have: stack traces, and in answers the names of our or others' classes. */
final class Leaks {

    private static final Pattern IN_ANSWER = Pattern.compile(
            "(?m)^\\s+at [\\w.$/]+\\(|\\b(?:dev\\.weir|java|javax|jakarta|tools\\.jackson|com\\.fasterxml"
                    + "|org\\.(?:springframework|apache|postgresql|hibernate|jooq))(?:\\.[a-z][\\w]*)*\\.[A-Z]\\w+"
                    + "|\\b[A-Z]\\w+(?:Exception|Error):|SQLSTATE|PSQLException");
    private static final Pattern IN_LOG = Pattern.compile("^[\\d:.,]+ ERROR .*|^\\s+at [\\w.$/]+\\(.*"
            + "|^\\s+[\\w.$/@<>]+\\((?:\\w+\\.java:\\d+|Native Method)\\).*");
    private static final int MOST = 5;

    private Leaks() {}

    /** The first thing in an answer that tells of its making. */
    static Optional<String> inAnswer(String body) {
        Matcher found = IN_ANSWER.matcher(body);
        return found.find() ? Optional.of(found.group().strip()) : Optional.empty();
    }

    /** The first few lines of logs that tell of something that should not have happened. */
    static List<String> inLogs(Path home, Path log) throws IOException {
        List<Path> logs = new ArrayList<>(List.of(log));
        try (Stream<Path> files = Files.list(home)) {
            files.filter(file -> file.getFileName().toString().startsWith("serve-"))
                    .forEach(logs::add);
        }
        List<String> found = new ArrayList<>();
        for (Path file : logs) {
            if (Files.exists(file)) {
                try (Stream<String> lines = Files.lines(file)) {
                    lines.filter(line -> IN_LOG.matcher(line).matches())
                            .limit(MOST)
                            .forEach(found::add);
                }
            }
        }
        return found;
    }
}
