package dev.weir.acceptance.judges;

import dev.weir.acceptance.Program;
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

    private final Program program;
    private final Plan plan;
    private final Showing showing;

    SlowRun(Program program, Plan plan, Showing showing) {
        this.program = program;
        this.plan = plan;
        this.showing = showing;
    }

    /**
     * How much, and what may come of it.
     *
     * @param connections of each attack
     * @param time of each attack
     * @param p99Millis within which others are answered
     */
    record Plan(int connections, Duration time, long p99Millis, long mostMib, long mostThreads) {}

    /** Something that is done to the server. */
    @FunctionalInterface
    interface Attack {
        void go() throws IOException, InterruptedException;
    }

    void play(Path folder) throws IOException, InterruptedException {
        requireTool(folder);
        Served.Keys keys = Served.begin(program);
        try (Served server = Served.start(program, keys);
                Watch watch = Watch.of(server.pid())) {
            server.grant(1_000_000);
            String job = large(server);
            long whole = export(server, job, folder.resolve("export.jsonl"));
            String page = server.base() + "/api/v1/openapi.json";
            // The document is made when it is asked for first, which takes longer than the tool's probe waits.
            server.document(URI.create(page));
            under(
                    "slow headers",
                    server,
                    () -> tool(folder, "headers", server.base() + "/health", "-H", "-i", "10", "-x", "24"));
            under(
                    "slow bodies",
                    server,
                    () -> tool(
                            folder,
                            "bodies",
                            server.base() + "/api/v1/sources/none",
                            "-B",
                            "-i",
                            "10",
                            "-s",
                            "8192",
                            "-x",
                            "10",
                            "-f",
                            "application/json"));
            under(
                    "slow reading",
                    server,
                    () -> tool(
                            folder, "reading", page, "-X", "-k", "3", "-n", "5", "-w", "512", "-y", "1024", "-z",
                            "32"));
            under("readers of an export that stand still", server, () -> {
                try (StandingReaders readers = StandingReaders.before(
                        server.request(job + "/export?format=jsonl").GET().build(), READERS)) {
                    Thread.sleep(plan.time());
                    int cut = readers.cut(whole);
                    showing.say("    the export has " + whole + " bytes; " + cut + " of " + READERS
                            + " readers were cut off");
                    showing.mustHold(cut == READERS, "an answer that nobody reads is given up");
                }
            });
            under("readers of progress that stand still", server, () -> {
                String other = server.upload("slow", csv(1));
                server.post(other + "/pause", "");
                try (StandingReaders _ = StandingReaders.before(
                        server.request(other + "/progress")
                                .header("Accept", "text/event-stream")
                                .GET()
                                .build(),
                        READERS)) {
                    Thread.sleep(plan.time());
                }
            });
            watch.judge(plan.mostMib(), showing);
            showing.mustHold(
                    watch.threads() <= plan.mostThreads(),
                    "the server has at most " + plan.mostThreads() + " threads; it had " + watch.threads());
        }
        Judges.afterwards(program, showing);
    }

    private static void requireTool(Path folder) throws IOException, InterruptedException {
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

    private static long export(Served server, String job, Path file) throws IOException, InterruptedException {
        server.export(job, file);
        return Files.size(file);
    }

    private void under(String name, Served server, Attack attack) throws IOException, InterruptedException {
        try (Others others = Others.of(server)) {
            attack.go();
            showing.say(String.format(
                    Locale.ROOT,
                    "  %-40s others: %,5d answered, 99 %% within %,d ms, %d not",
                    name,
                    others.answered(),
                    others.p99() / 1_000,
                    others.failed().size()));
            showing.mustHold(others.answered() > 0, "others were answered under " + name);
            showing.mustHold(
                    others.failed().isEmpty(), "all others are answered under " + name + "; " + others.failed());
            showing.mustHold(
                    others.p99() / 1_000 <= plan.p99Millis(),
                    "others are answered within " + plan.p99Millis() + " ms under " + name);
        }
        Waiting.until(
                "the server answers after " + name,
                SLACK,
                () -> !server.get("/caps").path("data").isMissingNode());
    }

    private void tool(Path folder, String name, String url, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(TOOL, "-u", url, "-c", String.valueOf(plan.connections())));
        command.addAll(
                List.of("-r", "200", "-p", "5", "-l", String.valueOf(plan.time().toSeconds())));
        command.addAll(List.of("-g", "-o", folder.resolve(name).toAbsolutePath().toString()));
        command.addAll(List.of(more));
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
