package dev.weir.acceptance.large;

import dev.weir.acceptance.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One list, enriched against the sandbox in a new home, and what came of it.
 *
 * @param bytes of the list
 * @param wrong what does not fit, in sentences; empty when all does
 */
record Run(Profile profile, long bytes, List<String> wrong) {

    private static final String FIELD = "person.work_email";
    private static final String WATERFALL = "hunter,apollo";
    private static final Duration LOOKS = Duration.ofMillis(250);
    private static final Duration MEMORY_LOOKS = Duration.ofSeconds(2);

    Run {
        wrong = List.copyOf(wrong);
    }

    /** @param folder empty; list, result, home and logs stay there */
    static Run of(List<String> weir, Path folder, int rows, long seed) throws IOException, InterruptedException {
        Path list = folder.resolve("list.csv");
        Path result = folder.resolve("result.csv");
        Path report = folder.resolve("report.json");
        Program program = Program.in(folder, weir);
        MadeList.write(list, rows, seed);
        // Makes the home's database, which the first command of a home does once.
        List<String> wrong = new ArrayList<>(verified(program));
        Profile profile = observed(
                program,
                rows,
                report,
                "enrich",
                list.toString(),
                "--sandbox",
                "--fields",
                FIELD,
                "--waterfall",
                FIELD + "=" + WATERFALL,
                "--out",
                result.toString(),
                "--json");
        wrong.addAll(compareRows(rows, result));
        wrong.addAll(Books.compare(rows, json(report), ledger(program)));
        wrong.addAll(verified(program));
        return new Run(profile, Files.size(list), wrong);
    }

    private static Profile observed(Program weir, int rows, Path out, String... arguments)
            throws IOException, InterruptedException {
        Process process = weir.start(out, arguments);
        try (Observer observer = new Observer(process, weir.home(), MEMORY_LOOKS.toNanos())) {
            do {
                observer.look();
            } while (!process.waitFor(LOOKS.toMillis(), TimeUnit.MILLISECONDS));
            observer.look();
            if (process.exitValue() != 0) {
                throw new IOException(
                        "weir " + arguments[0] + " ended with " + process.exitValue() + "; see " + weir.log());
            }
            return new Profile(rows, observer.samples());
        } finally {
            process.destroy();
        }
    }

    private static List<String> verified(Program weir) throws IOException, InterruptedException {
        String verified = weir.verified();
        return verified.isEmpty() ? List.of() : List.of("weir verify: " + verified);
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    private static JsonNode ledger(Program weir) throws IOException, InterruptedException {
        Program.Ended ended = weir.run("sandbox", "summary", "--json");
        return JsonMapper.shared().readTree(ended.out());
    }

    /** No cell of the list holds a line break, so lines are rows. */
    private static List<String> compareRows(int rows, Path result) throws IOException {
        try (Stream<String> lines = Files.lines(result)) {
            long written = lines.count() - 1;
            return written == rows ? List.of() : List.of("the result has " + written + " rows instead of " + rows);
        }
    }
}
