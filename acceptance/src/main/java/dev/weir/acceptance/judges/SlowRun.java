package dev.weir.acceptance.judges;

import dev.weir.acceptance.Served;
import dev.weir.acceptance.Showing;
import dev.weir.acceptance.Waiting;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A server under slow clients, and what others get of it meanwhile. */
final class SlowRun {

    private static final String TOOL = "slowhttptest";
    private static final int ROWS = 400;
    private static final int NOTE = 20_000;
    private static final int READERS = 50;
    private static final Duration SLACK = Duration.ofSeconds(60);

    /** Longer than a server has patience with who reads nothing. */
    private static final Duration STANDING = Duration.ofSeconds(30);

    private final Judged judged;
    private final Path folder;
    private final Plan plan;
    private final Showing showing;
    private long quietMillis;

    SlowRun(Judged judged, Plan plan) {
        this.judged = judged;
        this.folder = judged.folder();
        this.plan = plan;
        this.showing = judged.showing();
    }

    /**
     * How much, and what may come of it.
     *
     * @param connections of each attack
     * @param time of each attack
     * @param p99Millis by how much longer others may take than when nobody attacks
     */
    record Plan(int connections, Duration time, long p99Millis, long mostThreads) {

        Duration standing() {
            return time.compareTo(STANDING) < 0 ? STANDING : time;
        }
    }

    /** Something that is done to the server. */
    @FunctionalInterface
    interface Attack {
        void go() throws IOException, InterruptedException;
    }

    void play() throws IOException, InterruptedException {
        showing.say(plan.toString());
        requireTool();
        judged.serving((server, watch) -> {
            String job = large(server);
            Path export = folder.resolve("export.jsonl");
            server.export(job, export);
            String page = server.base() + "/api/v1/openapi.json";
            // The document is made when it is asked for first, which takes longer than the tool's probe waits.
            server.document(URI.create(page));
            quietMillis = millis(under("nobody", server, () -> Thread.sleep(plan.time())));
            attacked("slow headers", server, () -> tool("headers", server.base() + "/health", "-H -i 10 -x 24"));
            String source = source(server);
            attacked("slow bodies", server, () -> tool("bodies", source, "-B -i 10 -s 8192 -x 10 -f application/json"));
            attacked("slow reading", server, () -> tool("reading", page, "-X -k 3 -n 5 -w 512 -y 1024 -z 32"));
            attacked("readers of an export that stand still", server, () -> export(server, job, Files.size(export)));
            attacked("readers of progress that stand still", server, () -> progress(server));
            showing.mustHold(
                    watch.threads() <= plan.mostThreads(),
                    "the server has at most " + plan.mostThreads() + " threads; it had " + watch.threads());
        });
    }

    /** Where a tool's deliveries are read to their end before they are judged. */
    private static String source(Served server) throws IOException, InterruptedException {
        String address =
                server.post("/audience/sources", """
                        {"slug": "slow", "title": "Slow", "signature": {"scheme": "address"}, "mapping": {"email": "/email"}}""").at("/data/address").asString();
        return server.base() + URI.create(address).getPath();
    }

    private void export(Served server, String job, long whole) throws IOException, InterruptedException {
        try (StandingReaders readers = StandingReaders.before(
                server.request(job + "/export?format=jsonl").GET().build(), READERS)) {
            Thread.sleep(plan.standing());
            int cut = readers.cut(whole);
            showing.say("    the export has " + whole + " bytes; " + cut + " of " + READERS + " readers were cut off");
            showing.mustHold(cut == READERS, "an answer that nobody reads is given up");
        }
    }

    private void progress(Served server) throws IOException, InterruptedException {
        String job = server.upload("slow", csv(1));
        server.post(job + "/pause", "");
        try (StandingReaders _ = StandingReaders.before(
                server.request(job + "/progress")
                        .header("Accept", "text/event-stream")
                        .GET()
                        .build(),
                READERS)) {
            Thread.sleep(plan.standing());
        }
    }

    private void requireTool() throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(TOOL, "-h")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("tool.txt").toFile())
                    .start();
            process.waitFor();
        } catch (IOException missing) {
            throw new IOException("slowhttptest is needed (Debian: apt install slowhttptest)", missing);
        }
    }

    private static String csv(int rows) {
        StringBuilder csv = new StringBuilder("company.domain,note\n");
        for (int i = 0; i < rows; i++) {
            csv.append('c')
                    .append(i)
                    .append(".example,")
                    .append("n".repeat(NOTE))
                    .append('\n');
        }
        return csv.toString();
    }

    /** A job whose export does not fit between a server and somebody who does not read. */
    private String large(Served server) throws IOException, InterruptedException {
        server.post(
                "/registry/steps",
                "{\"name\": \"industry\", \"fields\": [\"company.industry\"], \"provider\": \"hunter\"}");
        server.post("/blueprints", "{\"slug\": \"slow\", \"steps\": [\"industry\"]}");
        String job = server.upload("slow", csv(ROWS));
        server.awaitClosed(job, Duration.ofMinutes(5));
        return job;
    }

    private static long millis(Others others) {
        return others.p99() / 1_000;
    }

    private void attacked(String name, Served server, Attack attack) throws IOException, InterruptedException {
        Others others = under(name, server, attack);
        showing.mustHold(
                millis(others) <= quietMillis + plan.p99Millis(),
                "others are answered within " + plan.p99Millis() + " ms more under " + name);
        Waiting.until(
                "the server answers after " + name,
                SLACK,
                () -> !server.get("/caps").path("data").isMissingNode());
    }

    /** What others, who have gone, got meanwhile. */
    private Others under(String name, Served server, Attack attack) throws IOException, InterruptedException {
        Others others = Others.of(server);
        try (others) {
            attack.go();
        }
        showing.say(String.format(
                Locale.ROOT,
                "  %-40s others: %,5d answered, 99 %% within %,d ms, %d not",
                name,
                others.answered(),
                millis(others),
                others.failed().size()));
        showing.mustHold(others.answered() > 0, "others were answered under " + name);
        showing.mustHold(others.failed().isEmpty(), "all others are answered under " + name + "; " + others.failed());
        return others;
    }

    private void tool(String name, String url, String attack) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TOOL, "-u", url, "-c", String.valueOf(plan.connections())));
        command.addAll(
                List.of("-r", "200", "-p", "5", "-l", String.valueOf(plan.time().toSeconds())));
        command.addAll(List.of("-g", "-o", folder.resolve(name).toAbsolutePath().toString()));
        command.addAll(List.of(attack.split(" ")));
        Path said = folder.resolve(name + ".txt");
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (!process.waitFor(plan.time().plus(SLACK).toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("slowhttptest does not end; see " + said);
            }
        } finally {
            process.destroyForcibly();
        }
        Path table = folder.resolve(name + ".csv");
        if (!Files.exists(table)) {
            throw new IOException("slowhttptest ended with " + process.exitValue() + "; see " + said);
        }
        Statistics figures = Statistics.read(Files.readAllLines(table));
        showing.say("    slowhttptest: " + figures);
        showing.mustHold(figures.connected() > 0, "slowhttptest had connections");
        showing.mustHold(figures.unavailable() == 0, "its own probe was always answered within 5 s");
    }

    /**
     * What slowhttptest counted.
     *
     * @param connected connections at the most
     * @param connectedAtEnd when it ended
     * @param unavailable seconds in which its own probe had no answer
     */
    record Statistics(long connected, long connectedAtEnd, long unavailable) {

        /** Of the table it writes: {@code Seconds,Closed,Pending,Connected,Service Available}. */
        static Statistics read(List<String> lines) {
            long most = 0;
            long last = 0;
            long unavailable = 0;
            for (String line : lines) {
                String[] cells = line.split(",", -1);
                if (cells.length >= 5 && cells[0].strip().matches("\\d+")) {
                    last = Long.parseLong(cells[3].strip());
                    most = Math.max(most, last);
                    unavailable += cells[4].strip().equals("0") ? 1 : 0;
                }
            }
            return new Statistics(most, last, unavailable);
        }
    }
}
