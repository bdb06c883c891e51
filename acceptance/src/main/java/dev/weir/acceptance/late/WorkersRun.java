package dev.weir.acceptance.late;

import dev.weir.acceptance.Program;
import dev.weir.acceptance.Running;
import dev.weir.acceptance.Served;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One job whose rows go through the functions of two workers, which give nothing but that they are done.
 *
 * @param status the job's
 * @param ofJob what its timeline tells, by way of the API
 * @param ofRows what those of its rows tell, each by itself
 * @param commanded what {@code weir job show --timeline --json} tells of the first row
 * @param printed the same as a person reads it
 * @param taken how many tickets each worker took
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record WorkersRun(
        String status,
        List<JsonNode> ofJob,
        List<List<JsonNode>> ofRows,
        List<JsonNode> commanded,
        String printed,
        List<Long> taken,
        String verified,
        Duration took) {

    static final List<String> STEPS = List.of("first", "second");

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Pattern WORKER = Pattern.compile("worker listens at (http://127\\.0\\.0\\.1:\\d+)");

    WorkersRun {
        ofJob = List.copyOf(ofJob);
        ofRows = ofRows.stream().map(List::copyOf).toList();
        commanded = List.copyOf(commanded);
        taken = List.copyOf(taken);
    }

    /**
     * @param weir the program's command
     * @param folder empty; home and logs stay there
     * @param delay how long each worker works on a row
     */
    static WorkersRun of(List<String> weir, Path folder, int rows, Duration delay)
            throws IOException, InterruptedException {
        try (Gateway gateway = Gateway.open()) {
            Program program = Program.in(folder, weir).with("WEIR_ALLOW_ADDRESSES", gateway.address());
            Served.Keys keys = Served.beginReal(program);
            try (Served server = Served.start(program, keys);
                    Running first = worker(program, server, delay);
                    Running second = worker(program, server, delay)) {
                List<Running> workers = List.of(first, second);
                for (int i = 0; i < STEPS.size(); i++) {
                    gateway.put(STEPS.get(i), URI.create(workers.get(i).said()));
                }
                register(server, gateway);
                return run(program, server, workers, rows);
            }
        }
    }

    private static Running worker(Program weir, Served server, Duration delay)
            throws IOException, InterruptedException {
        return Running.start(
                weir,
                WORKER,
                "sandbox",
                "worker",
                "--progress",
                "--delay",
                String.valueOf(delay.toMillis()),
                "--server",
                server.base().toString());
    }

    private static void register(Served server, Gateway gateway) throws IOException, InterruptedException {
        server.functionsAt(gateway.address());
        for (String step : STEPS) {
            server.post("/registry/steps", """
                    {"name": "%1$s", "provider": "http-function", "function": "%1$s", "fields": ["custom.%1$s.done"],
                     "config": {"inputs": [["company.domain"]]}, "timeOut": "1h"}""".formatted(step));
        }
        server.post("/blueprints", "{\"slug\": \"workers\", \"steps\": [\"first\", \"second\"]}");
    }

    private static WorkersRun run(Program weir, Served server, List<Running> workers, int rows)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        String job = server.upload("workers", Companies.list(rows));
        server.awaitClosed(job, PATIENCE);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        List<List<JsonNode>> ofRows = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            ofRows.add(entries(server.get(job + "/rows/" + row + "/timeline").at("/data/entries")));
        }
        String[] show = {"job", "show", job.substring(job.lastIndexOf('/') + 1), "--timeline", "--row", "1"};
        String[] asJson = Stream.concat(Stream.of(show), Stream.of("--json")).toArray(String[]::new);
        List<Long> taken = new ArrayList<>();
        for (Running worker : workers) {
            taken.add(server.document(URI.create(worker.said() + "/_worker"))
                    .path("taken")
                    .asLong());
        }
        return new WorkersRun(
                server.job(job).path("status").asString(),
                ofJob(server, job),
                ofRows,
                entries(JsonMapper.shared().readTree(weir.run(asJson).out())),
                weir.run(show).out(),
                taken,
                weir.verified(),
                took);
    }

    private static List<JsonNode> ofJob(Served server, String job) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode part = server.get(job + "/timeline?limit=100" + cursor).at("/data");
            all.addAll(entries(part.path("entries")));
            cursor = part.has("nextCursor")
                    ? "&cursor=" + URLEncoder.encode(part.path("nextCursor").asString(), StandardCharsets.UTF_8)
                    : "";
        } while (!cursor.isEmpty());
        return all;
    }

    private static List<JsonNode> entries(JsonNode some) {
        List<JsonNode> entries = new ArrayList<>();
        some.forEach(entries::add);
        return entries;
    }
}
