package dev.weir.acceptance.chaos;

import dev.weir.acceptance.Program;
import dev.weir.acceptance.Running;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.storage.DestinationServer;
import dev.weir.acceptance.temporal.EngineChoice;
import dev.weir.acceptance.temporal.Receiver;
import dev.weir.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * All that takes part: two server processes on one PostgreSQL, which they reach by a line that can be broken; the vendors, who
 * are never killed and whose ledger is the judge; a customer's receiver of webhooks and a customer's database, which keep what
 * came. Requests and call-backs go to {@link #front}, which passes them on to a server that is up.
 */
public final class Installation implements AutoCloseable {

    private static final String DATABASE = "database";
    private static final int SERVERS = 2;
    private static final int OK = 200;

    private final Path folder;
    private final Program program;
    private final String password;
    private final Served.Keys keys;
    private final HomeServer database;
    private final Relay databaseLine;
    private final Relay front;
    private final DestinationServer destination;
    private final Receiver receiver;
    private final Running sandbox;
    private final List<ServerNode> servers;
    private final HttpClient client = HttpClient.newHttpClient();

    private Installation(
            Path folder,
            Program program,
            String password,
            Served.Keys keys,
            HomeServer database,
            Relay databaseLine,
            Relay front,
            DestinationServer destination,
            Receiver receiver,
            Running sandbox,
            List<ServerNode> servers) {
        this.folder = folder;
        this.program = program;
        this.password = password;
        this.keys = keys;
        this.database = database;
        this.databaseLine = databaseLine;
        this.front = front;
        this.destination = destination;
        this.receiver = receiver;
        this.sandbox = sandbox;
        this.servers = List.copyOf(servers);
    }

    /**
     * Makes one, its servers not yet started.
     *
     * @param folder everything stays there
     * @param unpack where PostgreSQL's binaries are, or will be, unpacked
     * @param vendors the sandbox's settings
     */
    public static Installation open(Path folder, Path unpack, EngineChoice engine, String vendors)
            throws IOException, InterruptedException {
        Opened opened = new Opened();
        try {
            Files.createDirectories(folder);
            HomeServer database = opened.keep(HomeServer.open(folder.resolve(DATABASE), unpack));
            Relay databaseLine = opened.keep(Relay.open(() -> OptionalInt.of(database.port())));
            DestinationServer destination = opened.keep(DestinationServer.open(folder.resolve("destination"), unpack));
            Receiver receiver = opened.keep(Receiver.logging(folder.resolve("heard.jsonl")));
            List<ServerNode> servers = new ArrayList<>();
            AtomicInteger next = new AtomicInteger();
            Relay front = opened.keep(Relay.open(() -> reachable(servers, next.getAndIncrement())));
            String password = UUID.randomUUID().toString().replace("-", "");
            String direct = url(database.port());
            Program program = Program.in(folder, command())
                    .with("WEIR_DB_URL", direct)
                    .with("WEIR_DB_PASSWORD", password)
                    .with("WEIR_PUBLIC_URL", "http://127.0.0.1:" + front.port())
                    .with("WEIR_WEBHOOK_HTTP", "true")
                    .with("WEIR_WEBHOOK_ADDRESSES", receiver.address())
                    .with("WEIR_ALLOW_ADDRESSES", destination.address())
                    .with("WEIR_REQUESTS_PER_MINUTE", "1000000");
            Served.Keys keys = Served.begin(asOwner(program, database));
            Path settings = Files.writeString(folder.resolve("sandbox.json"), vendors);
            Running sandbox = opened.keep(Running.sandbox(program, settings));
            Program served = engine.in(program.with("WEIR_DB_URL", url(databaseLine.port())));
            for (int i = 0; i < SERVERS; i++) {
                servers.add(new ServerNode(i, served, keys, Served.freePort()));
            }
            return new Installation(
                    folder,
                    program,
                    password,
                    keys,
                    database,
                    databaseLine,
                    front,
                    destination,
                    receiver,
                    sandbox,
                    servers);
        } catch (IOException | InterruptedException | RuntimeException broken) {
            opened.close();
            throw broken;
        }
    }

    private static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:+UseParallelGC",
                // A server that lives for seconds never earns back what the second compiler costs.
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.weir.app.Main");
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + EmbeddedPostgres.DATABASE;
    }

    private static Program asOwner(Program program, HomeServer database) {
        return program.with("WEIR_DB_ADMIN_URL", url(database.port()) + "?user=" + database.user())
                .with("WEIR_DB_ADMIN_PASSWORD", database.password());
    }

    private static OptionalInt reachable(List<ServerNode> servers, int turn) {
        for (int i = 0; i < servers.size(); i++) {
            OptionalInt port =
                    servers.get(Math.floorMod(turn + i, servers.size())).reachable();
            if (port.isPresent()) {
                return port;
            }
        }
        return OptionalInt.empty();
    }

    /** Where everything is left. */
    public Path folder() {
        return folder;
    }

    /** The program in its home, for commands that run beside the servers; it reaches the database past the line. */
    public Program program() {
        return program;
    }

    /** The same as the owner of Weir's schema, for commands that make tables in it. */
    public Program asOwner() {
        return asOwner(program, database);
    }

    /** The owner's of the first workspace, and the installation's. */
    public Served.Keys keys() {
        return keys;
    }

    /** Where requests go: to any server that is up. */
    public URI front() {
        return URI.create("http://127.0.0.1:" + front.port());
    }

    /** The line from {@link #front} to the servers. */
    public Relay frontLine() {
        return front;
    }

    /** Both servers, up or not. */
    public List<ServerNode> servers() {
        return servers;
    }

    public HomeServer database() {
        return database;
    }

    /** The line between the servers and their database. */
    public Relay databaseLine() {
        return databaseLine;
    }

    /** The database as the program itself connects to it, past the line. */
    public DataSource asProgram() {
        return new DriverManagerDataSource(url(database.port()), "weir_app", password);
    }

    public DestinationServer destination() {
        return destination;
    }

    public Receiver receiver() {
        return receiver;
    }

    /** Every call that the vendors took, a document each. */
    public <T> T ledger(Function<Stream<String>, T> reader) throws IOException, InterruptedException {
        return lines("/_sandbox/ledger", reader);
    }

    /** The call-backs of the vendors that were answered with 2xx, a line of JSON each. */
    public <T> T heard(Function<Stream<String>, T> reader) throws IOException, InterruptedException {
        return lines("/_sandbox/callbacks", reader);
    }

    private <T> T lines(String path, Function<Stream<String>, T> reader) throws IOException, InterruptedException {
        try (Stream<String> lines =
                client.send(request(path).build(), BodyHandlers.ofLines()).body()) {
            return reader.apply(lines.filter(line -> !line.isBlank()));
        }
    }

    /** Changes the vendors' settings. @param json what is to be another from now on */
    public void vendors(String json) throws IOException, InterruptedException {
        HttpResponse<String> got = client.send(
                request("/_sandbox/settings").PUT(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
        if (got.statusCode() != OK) {
            throw new IOException("the sandbox answered " + got.statusCode() + " " + got.body());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(sandbox.said() + path));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (ServerNode server : servers) {
            server.stop();
        }
        try (client;
                receiver;
                database;
                destination;
                databaseLine;
                front;
                Running _ = sandbox) {
            databaseLine.mend();
        }
    }

    /** What is closed again, last first, when not everything can be opened. */
    private static final class Opened {
        private final List<AutoCloseable> all = new ArrayList<>();

        <T extends AutoCloseable> T keep(T one) {
            all.add(one);
            return one;
        }

        void close() throws IOException {
            for (AutoCloseable one : all.reversed()) {
                try {
                    one.close();
                } catch (Exception broken) {
                    throw new IOException("what was begun does not end", broken);
                }
            }
        }
    }
}
