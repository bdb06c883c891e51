package dev.weir.acceptance.late;

import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Program;
import dev.weir.acceptance.Running;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One job of a blueprint whose rows wait twice: for a vendor's call-back, then for an event; what follows is computed.
 *
 * @param rows the export, sorted
 * @param status the job's
 * @param inDoubt rows that nobody can say of whether they were paid for
 * @param spentMilli what the customer paid, in 1/1000 credit
 * @param vendorMilli what the sandbox says FullEnrich charged
 * @param submissions that FullEnrich took
 * @param repeats people that it was asked for more than once
 * @param died how often the server was killed
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record LateRun(
        List<String> rows,
        String status,
        long inDoubt,
        long spentMilli,
        long vendorMilli,
        long submissions,
        long repeats,
        int died,
        String verified,
        Duration took) {

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration LEAVING = Duration.ofMillis(500);
    private static final int NAMES = 100;

    private static final List<String> STEPS = List.of("""
            {"name": "contact", "fields": ["person.work_email"], "provider": "fullenrich", "operations": ["email"],
             "onFailure": "continue"}""", """
            {"name": "reviewed", "kind": "await", "config": {"events": ["reviewed"]}, "timeOut": "24h"}""", """
            {"name": "mailbox", "kind": "compute", "function": "classify_email", "fields": ["custom.mailbox"],
             "config": {"email": "person.work_email"}, "condition": "has(person.work_email)"}""", """
            {"name": "icp", "kind": "compute", "function": "score", "fields": ["custom.icp"],
             "types": {"custom.icp": "number"},
             "config": {"terms": [
                {"name": "found", "weight": 60, "when": "has(person.work_email)"},
                {"name": "corporate", "weight": 40, "when": "has(custom.mailbox) && custom.mailbox == 'corporate'"},
                {"name": "base", "weight": 1, "value": "1.0"}]}}""");

    private static final String BLUEPRINT = """
            {"slug": "late", "steps": ["contact", "reviewed", "mailbox", "icp"]}""";

    LateRun {
        rows = List.copyOf(rows);
    }

    /**
     * @param weir the program's command
     * @param folder empty; homes, logs and the export stay there
     * @param answers how long FullEnrich takes for an answer at least; at most twice that
     */
    static LateRun of(List<String> weir, Path folder, int rows, Duration answers, Kills kills, Consumer<String> say)
            throws IOException, InterruptedException {
        int port = Served.freePort();
        Program program = Program.in(folder, weir).with("WEIR_PUBLIC_URL", "http://127.0.0.1:" + port);
        Path settings = Files.writeString(
                folder.resolve("sandbox.json"), """
                {"fullenrich": {"later": {"minMillis": %d, "maxMillis": %d, "twice": 0.1, "shuffled": 0.1,
                 "forged": 0.05, "retryMillis": 1000, "retries": 120}}}""".formatted(answers.toMillis(), answers.toMillis() * 2));
        Served.Keys keys = Served.begin(program);
        try (Running _ = Running.sandbox(program, settings);
                Stage stage = new Stage(program, keys, port, say)) {
            return stage.play(folder, rows, kills);
        }
    }

    /** A server that dies and comes back at the same address, and the job it runs. */
    private static final class Stage implements AutoCloseable {
        private final Program weir;
        private final Served.Keys keys;
        private final int port;
        private Narration narration;
        private Served server;
        private int died;

        Stage(Program weir, Served.Keys keys, int port, Consumer<String> out) throws IOException, InterruptedException {
            this.weir = weir;
            this.keys = keys;
            this.port = port;
            this.server = Served.start(weir, keys, port);
            this.narration = Narration.to(out);
        }

        LateRun play(Path folder, int rows, Kills kills) throws IOException, InterruptedException {
            server.grant(rows);
            for (String step : STEPS) {
                server.post("/registry/steps", step);
            }
            server.post("/blueprints", BLUEPRINT);
            narration = Narration.to(narration.out());
            String job = server.upload("late", list(rows));
            narration.tell("the job is taken");

            for (int i = 0; i < kills.whileHandedOver(); i++) {
                Waiting.until("some wait", PATIENCE, () -> waiting() > 0);
                Waiting.pause(LEAVING.multipliedBy(i + 1));
                kill(1, "submissions leave", () -> true);
            }
            await("every cell waits", () -> waiting() == rows);
            if (kills.whileHandedOver() == 0) {
                // Who dies while he hands a submission over cannot say whether it was taken.
                await("the vendor has all of them", () -> said("work-email", "calls") == rows);
            }
            kill(kills.whileAllWait(), "everything waits", () -> {
                requireNoAnswer(job);
                return waiting() == rows;
            });
            // An awaited event waits as the vendor's answer did: what tells them apart is what the vendor said.
            for (int i = 1; i <= kills.whileAnswersCome(); i++) {
                long share = (long) rows * i / (kills.whileAnswersCome() + 1);
                kill(1, "answers come, with " + share + " of them here", () -> answered(job) >= share);
            }
            await("every contact is there", () -> answered(job) == rows);
            await("every row awaits the event", () -> waiting() == rows);
            server.post(job + "/signals", "{\"name\": \"reviewed\", \"payload\": {\"by\": \"ada\"}}");
            kill(kills.whileEventsCome(), "rows go on behind the event", () -> waiting() < rows);
            server.awaitClosed(job, PATIENCE);
            Duration took = Duration.ofNanos(System.nanoTime() - narration.began());
            narration.tell("the job has closed");
            return ended(folder, job, took);
        }

        private LateRun ended(Path folder, String job, Duration took) throws IOException, InterruptedException {
            Path export = folder.resolve("export.jsonl");
            server.export(job, export);
            JsonNode stands = server.job(job);
            server.close();
            String verified = weir.verified();
            try (Stream<String> lines = Files.lines(export)) {
                return new LateRun(
                        lines.sorted().toList(),
                        stands.path("status").asString(),
                        stands.path("inDoubtRecords").asLong(),
                        Math.round(stands.path("spentCredits").asDouble() * 1000),
                        said("work-email", "chargedMilli"),
                        said("enrich", "calls"),
                        said("work-email", "askedMoreThanOnce"),
                        died,
                        verified,
                        took);
            }
        }

        /** What the sandbox counts of one of FullEnrich's operations. */
        private long said(String operation, String what) throws IOException, InterruptedException {
            return JsonMapper.shared()
                    .readTree(weir.run("sandbox", "summary", "--json").out())
                    .path("fullenrich." + operation)
                    .path(what)
                    .asLong();
        }

        private void requireNoAnswer(String job) throws IOException, InterruptedException {
            if (answered(job) > 0) {
                throw new IOException(
                        "the vendor answers while everything is still to wait: say a longer --answer-after");
            }
        }

        private void kill(int times, String when, Waiting.Look moment) throws IOException, InterruptedException {
            for (int i = 0; i < times; i++) {
                Waiting.until(when, PATIENCE, moment);
                server.kill();
                died++;
                narration.tell("death " + died + ", while " + when);
                server = Served.start(weir, keys, port);
            }
        }

        private void await(String what, Waiting.Look so) throws IOException, InterruptedException {
            Waiting.until(what, PATIENCE, so);
            narration.tell(what);
        }

        private double waiting() throws IOException, InterruptedException {
            return server.metric("weir_waiting_cells");
        }

        /** How many askings have come to an end. */
        private long answered(String job) throws IOException, InterruptedException {
            return server.get(job + "/records?limit=1").at("/pagination/total").asLong();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** People of whom no two have one name. */
    private static String list(int rows) {
        StringBuilder csv = new StringBuilder("First Name,Last Name,Company\n");
        for (int i = 0; i < rows; i++) {
            csv.append("Given").append(word(i % NAMES)).append(",Family").append(word(i / NAMES));
            csv.append(",Company ").append(word(i % 37)).append('\n');
        }
        return csv.toString();
    }

    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int left = number + 1; left > 0; left /= 26) {
            word.append((char) ('a' + left % 26));
        }
        return word.toString();
    }
}
