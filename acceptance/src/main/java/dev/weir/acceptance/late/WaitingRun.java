package dev.weir.acceptance.late;

import dev.weir.acceptance.ProcFiles;
import dev.weir.acceptance.Program;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One job of one step, whose rows all wait for a worker that then answers them all.
 *
 * @param handedOver how long it took until the worker held a ticket of every row
 * @param again tickets that the worker was handed once more
 * @param idle what server and database did while all waited
 * @param answered what came of answering
 * @param closed how long after the first answer the job closed
 * @param status the job's
 * @param right rows that came back with the value that the worker gave for them
 * @param records of askings
 * @param spentMilli what the customer paid, in 1/1000 credit
 * @param peakKib the most memory the server had
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record WaitingRun(
        Duration handedOver,
        int again,
        Idle idle,
        HeldTickets.Answered answered,
        Duration closed,
        String status,
        long right,
        long records,
        long spentMilli,
        long peakKib,
        String verified) {

    /** What an answer costs, in 1/1000 credit. */
    static final long PRICE_MILLI = 500;

    private static final Duration PATIENCE = Duration.ofHours(1);

    /** What the taking in has left to do in the background is over by then, as a rule. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    /**
     * @param weir the program's command
     * @param folder empty; home, export and log stay there
     * @param idle how long is looked on while all wait
     * @param atOnce answers that are under way at the same time
     */
    static WaitingRun of(
            List<String> weir, Path folder, int rows, Duration idle, int atOnce, Consumer<String> say)
            throws IOException, InterruptedException {
        try (HeldTickets worker = HeldTickets.open()) {
            Program program = Program.in(folder, weir).with("WEIR_ALLOW_ADDRESSES", worker.address());
            Served.Keys keys = Served.beginReal(program);
            try (Served server = Served.start(program, keys)) {
                return new Stage(program, server, worker, say).play(folder, rows, idle, atOnce);
            }
        }
    }

    private record Stage(Program program, Served server, HeldTickets worker, Consumer<String> say) {

        WaitingRun play(Path folder, int rows, Duration time, int atOnce) throws IOException, InterruptedException {
            server.grant(rows);
            server.put(
                    "/credentials/http-function",
                    "{\"secrets\": {\"base_url\": \"http://" + worker.address() + "\"}}");
            server.post("/registry/steps", """
                    {"name": "held", "provider": "http-function", "function": "held", "fields": ["custom.echo"],
                     "config": {"inputs": [["company.domain"]], "credits": 0.5}, "timeOut": "24h"}""");
            server.post("/blueprints", "{\"slug\": \"held\", \"steps\": [\"held\"]}");
            long began = System.nanoTime();
            JsonNode made = server.post("/enrichment-jobs?blueprint=held", "text/csv", list(rows));
            String job = "/enrichment-jobs/" + made.at("/data/id").asLong();
            tell("the job is taken", began);
            Waiting.until("the worker has every ticket", PATIENCE, () -> worker.count() == rows);
            Duration handedOver = Duration.ofNanos(System.nanoTime() - began);
            Waiting.until("every cell waits", PATIENCE, () -> server.metric("weir_waiting_cells") == rows);
            tell("every cell waits", began);
            Waiting.until(() -> false, SETTLING, SETTLING);
            Idle idle = Idle.over(time, server.pid(), program.home());
            tell("nothing has happened for " + time.toSeconds() + " s; the worker answers", began);
            long first = System.nanoTime();
            HeldTickets.Answered answered = worker.answerAll(server.base(), atOnce);
            tell("it has answered", began);
            Waiting.until("the job has closed", PATIENCE, () -> stands(job).path("phase").asString().equals("closed"));
            Duration closed = Duration.ofNanos(System.nanoTime() - first);
            tell("the job has closed", began);
            return ended(folder, job, handedOver, idle, answered, closed);
        }

        private WaitingRun ended(
                Path folder,
                String job,
                Duration handedOver,
                Idle idle,
                HeldTickets.Answered answered,
                Duration closed)
                throws IOException, InterruptedException {
            Path export = folder.resolve("export.jsonl");
            HttpResponse<Path> got = server.send(
                    server.request(job + "/export?format=jsonl").GET().build(), BodyHandlers.ofFile(export));
            if (got.statusCode() != 200) {
                throw new IOException("the export was answered with " + got.statusCode());
            }
            JsonNode stands = stands(job);
            long records = server.get(job + "/records?limit=1").at("/pagination/total").asLong();
            long peak = ProcFiles.peakKib(server.pid());
            server.close();
            Program.Ended verify = program.run("verify");
            return new WaitingRun(
                    handedOver,
                    worker.again(),
                    idle,
                    answered,
                    closed,
                    stands.path("status").asString(),
                    right(export),
                    records,
                    Math.round(stands.path("spentCredits").asDouble() * 1000),
                    peak,
                    verify.code() == 0 ? "" : verify.out().strip());
        }

        private JsonNode stands(String job) throws IOException, InterruptedException {
            return server.get(job).path("data");
        }

        private void tell(String what, long began) {
            say.accept(String.format(Locale.ROOT, "  %7.1f s  %s", (System.nanoTime() - began) / 1e9, what));
        }
    }

    private static String list(int rows) {
        StringBuilder csv = new StringBuilder("Domain\n");
        for (int row = 0; row < rows; row++) {
            csv.append(domain(row)).append('\n');
        }
        return csv.toString();
    }

    private static String domain(int row) {
        return "company" + row + ".example";
    }

    /** Rows that have the value that was given for them, each counted once. */
    private static long right(Path export) throws IOException {
        try (Stream<String> lines = Files.lines(export)) {
            return lines.map(JsonMapper.shared()::readTree)
                    .filter(WaitingRun::isRight)
                    .map(row -> row.path("Domain").asString())
                    .distinct()
                    .count();
        }
    }

    private static boolean isRight(JsonNode row) {
        String domain = row.path("Domain").asString();
        int number = Integer.parseInt(domain.replaceAll("\\D", ""));
        return row.path("custom.echo").asString().equals(HeldTickets.value(number));
    }
}
