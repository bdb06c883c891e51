package dev.weir.acceptance.late;

import dev.weir.acceptance.Narration;
import dev.weir.acceptance.ProcFiles;
import dev.weir.acceptance.Program;
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
    static WaitingRun of(List<String> weir, Path folder, int rows, Duration idle, int atOnce, Consumer<String> say)
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
            server.functionsAt(worker.address());
            server.post("/registry/steps", """
                    {"name": "held", "provider": "http-function", "function": "held", "fields": ["custom.echo"],
                     "config": {"inputs": [["company.domain"]], "credits": 0.5}, "timeOut": "24h"}""");
            server.post("/blueprints", "{\"slug\": \"held\", \"steps\": [\"held\"]}");
            Narration narration = Narration.to(say);
            String job = server.upload("held", Companies.list(rows));
            narration.tell("the job is taken");
            Waiting.until("the worker has every ticket", PATIENCE, () -> worker.count() == rows);
            Duration handedOver = Duration.ofNanos(System.nanoTime() - narration.began());
            Waiting.until("every cell waits", PATIENCE, () -> server.metric("weir_waiting_cells") == rows);
            narration.tell("every cell waits");
            Waiting.until(() -> false, SETTLING, SETTLING);
            Idle idle = Idle.over(time, server.pid(), program.home());
            narration.tell("nothing has happened for " + time.toSeconds() + " s; the worker answers");
            long first = System.nanoTime();
            HeldTickets.Answered answered = worker.answerAll(server.base(), atOnce);
            narration.tell("it has answered");
            server.awaitClosed(job, PATIENCE);
            Duration closed = Duration.ofNanos(System.nanoTime() - first);
            narration.tell("the job has closed");
            return ended(folder, job, handedOver, idle, answered, closed);
        }

        private WaitingRun ended(
                Path folder, String job, Duration handedOver, Idle idle, HeldTickets.Answered answered, Duration closed)
                throws IOException, InterruptedException {
            Path export = folder.resolve("export.jsonl");
            server.export(job, export);
            JsonNode stands = server.job(job);
            long records =
                    server.get(job + "/records?limit=1").at("/pagination/total").asLong();
            long peak = ProcFiles.peakKib(server.pid());
            server.close();
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
                    program.verified());
        }
    }

    /** Rows that have the value that was given for them, each counted once. */
    private static long right(Path export) throws IOException {
        try (Stream<String> lines = Files.lines(export)) {
            return lines.map(JsonMapper.shared()::readTree)
                    .filter(WaitingRun::isRight)
                    .map(row -> row.path(Companies.HEADER).asString())
                    .distinct()
                    .count();
        }
    }

    private static boolean isRight(JsonNode row) {
        String domain = row.path(Companies.HEADER).asString();
        int number = Integer.parseInt(domain.replaceAll("\\D", ""));
        return row.path("custom.echo").asString().equals(HeldTickets.value(number));
    }
}
