package dev.weir.acceptance.late;

import dev.weir.acceptance.Served;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One job of a blueprint whose rows wait twice: for a vendor's call-back, then for an event; what follows is computed.
 *
 * @param rows the export, sorted
 * @param job as it stands at the end
 * @param vendorMilli what the sandbox says FullEnrich charged, in 1/1000 credit
 * @param submissions that FullEnrich took
 * @param repeats people that it was asked for more than once
 * @param died how often the server was killed
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record LateRun(
        List<String> rows,
        JsonNode job,
        long vendorMilli,
        long submissions,
        long repeats,
        int died,
        String verified,
        Duration took) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Pattern WAITING = Pattern.compile("(?m)^weir_waiting_cells(?:\\{[^}]*\\})? ([0-9.E]+)$");
    private static final Pattern SANDBOX = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");
    private static final String JSON_TYPE = "application/json";
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

    /**
     * @param weir the program's command
     * @param folder empty; homes, logs and the export stay there
     * @param answers how long FullEnrich takes for an answer
     */
    static LateRun of(List<String> weir, Path folder, int rows, Duration answers, Kills kills, Consumer<String> say)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path log = folder.resolve("log.txt");
        Path settings = Files.writeString(
                folder.resolve("sandbox.json"), """
                {"fullenrich": {"later": {"minMillis": %d, "maxMillis": %d, "twice": 0.1, "shuffled": 0.1,
                 "forged": 0.05, "retryMillis": 1000, "retries": 120}}}""".formatted(answers.toMillis(), answers.toMillis() * 2));
        Served.Keys keys = Served.begin(weir, home, log);
        int port = freePort();
        Process sandbox = sandbox(weir, folder, home, settings, log);
        try {
            Stage stage = new Stage(weir, home, log, keys, port, say);
            return stage.play(folder, rows, kills);
        } finally {
            sandbox.destroy();
            sandbox.waitFor(30, TimeUnit.SECONDS);
        }
    }

    /** A server that dies and comes back at the same address, and the job it runs. */
    private static final class Stage implements AutoCloseable {
        private final List<String> weir;
        private final Path home;
        private final Path log;
        private final Served.Keys keys;
        private final int port;
        private final Consumer<String> say;
        private Served server;
        private int died;

        Stage(List<String> weir, Path home, Path log, Served.Keys keys, int port, Consumer<String> say)
                throws IOException, InterruptedException {
            this.weir = weir;
            this.home = home;
            this.log = log;
            this.keys = keys;
            this.port = port;
            this.say = say;
            this.server = start();
        }

        private Served start() throws IOException, InterruptedException {
            return Served.start(
                    weir, home, keys.owner(), log, port, Map.of("WEIR_PUBLIC_URL", "http://127.0.0.1:" + port));
        }

        LateRun play(Path folder, int rows, Kills kills) throws IOException, InterruptedException {
            try (this) {
                long began = System.nanoTime();
                post(keys.installation(), "/credits/grants", "{\"credits\": " + rows + "}", JSON_TYPE);
                for (String step : STEPS) {
                    post(keys.owner(), "/registry/steps", step, JSON_TYPE);
                }
                post(keys.owner(), "/blueprints", BLUEPRINT, JSON_TYPE);
                JsonNode made = post(keys.owner(), "/enrichment-jobs?blueprint=late", list(rows), "text/csv");
                String job = "/enrichment-jobs/" + made.at("/data/id").asLong();

                await("every cell waits", () -> waiting() == rows);
                // Who dies while he hands a submission over leaves it in doubt, which is another run's subject.
                await("the vendor has all of them", () -> said("work-email", "calls") == rows);
                kill(kills.whileAllWait(), "everything waits", () -> true);
                // An awaited event waits as the vendor's answer did: what tells them apart is what the vendor said.
                for (int i = 1; i <= kills.whileAnswersCome(); i++) {
                    long share = (long) rows * i / (kills.whileAnswersCome() + 1);
                    kill(1, "answers come", () -> answered(job) >= share);
                }
                await("every contact is there", () -> answered(job) == rows);
                await("every row awaits the event", () -> waiting() == rows);
                post(
                        keys.owner(),
                        job + "/signals",
                        "{\"name\": \"reviewed\", \"payload\": {\"by\": \"ada\"}}",
                        JSON_TYPE);
                kill(kills.whileEventsCome(), "rows go on", () -> waiting() < rows);
                await("the job has ended", () -> phase(job).equals("closed"));
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                return ended(folder, job, took);
            }
        }

        private LateRun ended(Path folder, String job, Duration took) throws IOException, InterruptedException {
            Path export = folder.resolve("export.jsonl");
            HttpResponse<Path> got = server.send(
                    server.request(job + "/export?format=jsonl").GET().build(), BodyHandlers.ofFile(export));
            if (got.statusCode() != 200) {
                throw new IOException("the export was answered with " + got.statusCode());
            }
            JsonNode stands = server.get(job).at("/data");
            close();
            Ended verify = ended("verify");
            try (Stream<String> lines = Files.lines(export)) {
                return new LateRun(
                        lines.sorted().toList(),
                        stands,
                        said("work-email", "chargedMilli"),
                        said("enrich", "calls"),
                        said("work-email", "askedMoreThanOnce"),
                        died,
                        verify.code() == 0 ? "" : verify.out(),
                        took);
            }
        }

        /** What the sandbox counts of one of FullEnrich's operations. */
        private long said(String operation, String what) {
            return quietly(() -> JSON.readTree(run("sandbox", "summary", "--json")))
                    .path("fullenrich." + operation)
                    .path(what)
                    .asLong();
        }

        private void kill(int times, String when, BooleanSupplier moment) throws IOException, InterruptedException {
            for (int i = 0; i < times; i++) {
                await(when, moment);
                server.kill();
                died++;
                say.accept("  killed while " + when);
                server = start();
            }
        }

        private void await(String what, BooleanSupplier so) throws IOException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!so.getAsBoolean()) {
                if (System.nanoTime() > end) {
                    throw new IOException(
                            "it is not so after " + PATIENCE.toMinutes() + " min: " + what + "; see " + log);
                }
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        }

        private double waiting() {
            HttpRequest metrics = HttpRequest.newBuilder(URI.create(server.base() + "/metrics"))
                    .header("Authorization", "Bearer " + keys.installation())
                    .build();
            Matcher found = WAITING.matcher(
                    quietly(() -> server.send(metrics, BodyHandlers.ofString()).body()));
            return found.find() ? Double.parseDouble(found.group(1)) : -1;
        }

        /** How many askings have come to an end. */
        private long answered(String job) {
            return quietly(() -> server.get(job + "/records?limit=1"))
                    .at("/pagination/total")
                    .asLong();
        }

        private String phase(String job) {
            return quietly(() -> server.get(job)).at("/data/phase").asString();
        }

        private JsonNode post(String key, String path, String body, String type)
                throws IOException, InterruptedException {
            HttpResponse<String> got = server.send(
                    server.request(path)
                            .setHeader("Authorization", "Bearer " + key)
                            .header("Content-Type", type)
                            .header("Idempotency-Key", path + body.hashCode())
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (got.statusCode() / 100 != 2) {
                throw new IOException(path + ": " + got.statusCode() + " " + got.body());
            }
            return JSON.readTree(got.body());
        }

        private String run(String... arguments) throws IOException, InterruptedException {
            return ended(arguments).out();
        }

        /** What a command printed, and its exit status. */
        private record Ended(int code, String out) {}

        private Ended ended(String... arguments) throws IOException, InterruptedException {
            Path out = Files.createTempFile(home, "out-", ".txt");
            int code = LateRun.start(weir, home, out, log, arguments).waitFor();
            return new Ended(code, Files.readString(out));
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T get() throws IOException, InterruptedException;
    }

    private static <T> T quietly(Call<T> call) {
        try {
            return call.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
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

    private static Process sandbox(List<String> weir, Path folder, Path home, Path settings, Path log)
            throws IOException, InterruptedException {
        Path out = folder.resolve("sandbox.txt");
        Process sandbox = start(weir, home, out, log, "sandbox", "--settings", settings.toString());
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!SANDBOX.matcher(Files.readString(out)).find()) {
            if (System.nanoTime() > end || !sandbox.isAlive()) {
                sandbox.destroyForcibly();
                throw new IOException("the sandbox does not listen; see " + log);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return sandbox;
    }

    private static Process start(List<String> weir, Path home, Path out, Path log, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(weir);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("WEIR_HOME", home.toAbsolutePath().toString());
        builder.environment().keySet().removeAll(List.of("WEIR_DB_URL", "WEIR_DB_ADMIN_URL", "WEIR_PROVIDERS"));
        return builder.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
