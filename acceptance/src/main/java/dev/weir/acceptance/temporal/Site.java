package dev.weir.acceptance.temporal;

import dev.weir.acceptance.HomeDatabase;
import dev.weir.acceptance.Program;
import dev.weir.acceptance.Running;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresRefused;
import dev.weir.postgres.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One installation: a PostgreSQL of its own, made-up vendors, and processes of the program beside each other, of which each
 * is told its engine. All of them are the home's; the database tells them apart.
 */
final class Site implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern WORKER = Pattern.compile("(Weir works.*)");
    private static final String DATABASE = "database";
    private static final int OK = 200;

    private final EmbeddedPostgres database;
    private final Receiver receiver;
    private final Program program;
    private final Served.Keys keys;
    private final int port;
    private final Path vendors;
    private final JdbcClient sql;
    private Running sandbox;
    private final List<AutoCloseable> running = new ArrayList<>();

    private Site(
            EmbeddedPostgres database,
            Receiver receiver,
            Program program,
            Served.Keys keys,
            int port,
            Path vendors,
            JdbcClient sql)
            throws IOException, InterruptedException {
        this.database = database;
        this.receiver = receiver;
        this.program = program;
        this.keys = keys;
        this.port = port;
        this.vendors = vendors;
        this.sandbox = Running.sandbox(program, vendors);
        this.sql = sql;
    }

    /** A process that runs batches, and the number that the database knows it by. */
    record Worker(Running process, long node) {}

    /**
     * Makes one, without a process of the program yet.
     *
     * @param weir the program's command
     * @param folder database, home and logs stay there
     * @param unpack where PostgreSQL's binaries are, or will be, unpacked
     * @param vendors what the sandbox does otherwise than usual
     */
    static Site open(List<String> weir, Path folder, Path unpack, String vendors)
            throws IOException, InterruptedException {
        int port = Served.freePort();
        Receiver receiver = Receiver.open();
        EmbeddedPostgres database = database(folder.resolve(DATABASE), unpack);
        try {
            String url = database.jdbcUrl(EmbeddedPostgres.DATABASE);
            Program program = Program.in(folder, weir)
                    .with("WEIR_DB_URL", url)
                    .with("WEIR_DB_PASSWORD", UUID.randomUUID().toString().replace("-", ""))
                    .with("WEIR_PUBLIC_URL", "http://127.0.0.1:" + port)
                    .with("WEIR_WEBHOOK_HTTP", "true")
                    .with("WEIR_WEBHOOK_ADDRESSES", receiver.address())
                    .with("WEIR_REQUESTS_PER_MINUTE", "100000");
            Served.Keys keys = Served.begin(program.with("WEIR_DB_ADMIN_URL", url + "?user=" + database.user())
                    .with("WEIR_DB_ADMIN_PASSWORD", database.password()));
            Path settings = Files.writeString(folder.resolve("sandbox.json"), vendors);
            return new Site(
                    database, receiver, program, keys, port, settings, HomeDatabase.of(folder.resolve(DATABASE)));
        } catch (IOException | InterruptedException | RuntimeException broken) {
            database.close();
            receiver.close();
            throw broken;
        }
    }

    private static EmbeddedPostgres database(Path folder, Path unpack) throws IOException {
        try {
            return EmbeddedPostgres.start(
                    Settings.at(folder).withUnpackFolder(unpack).withServer("max_connections", "200"));
        } catch (PostgresRefused refused) {
            throw new IOException("no database: " + refused.getMessage(), refused);
        }
    }

    /** Starts the server that vendors call back. @param more options of {@code weir serve} */
    Served serve(EngineChoice engine, String... more) throws IOException, InterruptedException {
        return serve(engine, port, more);
    }

    /** Starts another one beside it. */
    Served another(EngineChoice engine) throws IOException, InterruptedException {
        return serve(engine, 0);
    }

    private Served serve(EngineChoice engine, int at, String... more) throws IOException, InterruptedException {
        Served server = Served.start(engine.in(program), keys, at, more);
        running.add(server);
        return server;
    }

    /** Starts a worker, and waits until the database knows it. */
    Worker work(EngineChoice engine) throws IOException, InterruptedException {
        Set<Long> before = nodes();
        Running process = Running.start(engine.in(program), WORKER, "worker");
        running.add(process);
        Set<Long> news = new HashSet<>();
        Waiting.until("the worker has a number", PATIENCE, () -> {
            news.addAll(nodes());
            news.removeAll(before);
            return !news.isEmpty();
        });
        return new Worker(process, news.iterator().next());
    }

    private Set<Long> nodes() {
        return sql.sql("SELECT id FROM weir.node")
                .query((row, _) -> row.getLong(1))
                .set();
    }

    /** Has a server tell the receiver of everything that is told of jobs and their rows. */
    void subscribe(Served server) throws IOException, InterruptedException {
        server.post("/webhooks", """
                {"callbackUrl": "http://%s/", "eventTypes": ["job.started", "job.completed", "job.partially_completed",
                 "job.failed", "job.cancelled", "job.paused", "row.completed", "row.updated", "step.failed"]}
                """.formatted(receiver.address()));
    }

    /** Who is told. */
    Receiver receiver() {
        return receiver;
    }

    /** What was not awaited any longer is: nothing was heard of it in eleven minutes. */
    void putClockForward() {
        HomeDatabase.putClockForward(program.home().resolveSibling(DATABASE));
    }

    /** Statements in its database as the owner. */
    JdbcClient sql() {
        return sql;
    }

    /** Every call that the vendors took, a document each. */
    <T> T ledger(Function<Stream<String>, T> reader) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(
                                HttpRequest.newBuilder(URI.create(sandbox.said() + "/_sandbox/ledger"))
                                        .build(),
                                BodyHandlers.ofLines())
                        .body()) {
            return reader.apply(lines.filter(line -> !line.isBlank()));
        }
    }

    /**
     * Has others take the vendors' place, who do the same and have been asked by nobody: some charge a question once, whoever
     * asks it. No process of the program may run meanwhile.
     */
    void renewVendors() throws IOException, InterruptedException {
        sandbox.close();
        try (Stream<Path> ledger = Files.walk(program.home().resolve("sandbox"))) {
            for (Path file : ledger.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        sandbox = Running.sandbox(program, vendors);
    }

    /** What the vendors took and charged so far. */
    Charges charges() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return Charges.of(client.send(
                            HttpRequest.newBuilder(URI.create(sandbox.said() + "/_sandbox/ledger/summary"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body());
        }
    }

    /** Changes the vendors' settings. @param json what is to be another from now on */
    void vendors(String json) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> got = client.send(
                    HttpRequest.newBuilder(URI.create(sandbox.said() + "/_sandbox/settings"))
                            .PUT(BodyPublishers.ofString(json))
                            .build(),
                    BodyHandlers.ofString());
            if (got.statusCode() != OK) {
                throw new IOException("the sandbox answered " + got.statusCode() + " " + got.body());
            }
        }
    }

    /** What {@code weir verify} says; empty when it finds nothing wrong. */
    String verified() throws IOException, InterruptedException {
        return program.verified();
    }

    /** Ends all its processes of the program. */
    void end() throws IOException {
        for (AutoCloseable one : running.reversed()) {
            try {
                one.close();
            } catch (Exception broken) {
                throw new IOException("a process does not end", broken);
            }
        }
        running.clear();
    }

    @Override
    public void close() throws IOException {
        try (receiver;
                database;
                Running _ = sandbox) {
            end();
        }
    }
}
