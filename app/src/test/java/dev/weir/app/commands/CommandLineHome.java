package dev.weir.app.commands;

import dev.weir.app.enrich.Interrupts;
import dev.weir.app.home.DatabaseChoice;
import dev.weir.app.home.Store;
import dev.weir.app.home.Users;
import dev.weir.app.home.WeirHome;
import dev.weir.postgres.testing.CtrlC;
import dev.weir.postgres.testing.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A home of a test's own, and commands typed in it. */
final class CommandLineHome implements AutoCloseable {

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private Users.@Nullable Entry sandboxUser;
    private @Nullable Store database;

    private CommandLineHome(Path folder) {
        this.folder = folder;
        environment.put("WEIR_HOME", home().toString());
        environment.put("WEIR_POSTGRES_BINARIES", TestPostgres.unpackFolder().toString());
    }

    static CommandLineHome fresh() throws IOException {
        return new CommandLineHome(Files.createTempDirectory("weir-cli-test-"));
    }

    /**
     * The sandbox that a command starts serves the next ones, too, with the settings it then has, until the home is
     * closed: to start one takes as long as most commands do.
     */
    CommandLineHome keepingTheSandbox() {
        sandboxUser = WeirHome.of(environment).sandboxUsers().enter();
        return this;
    }

    /** The same of the database. */
    CommandLineHome keepingTheDatabase() {
        database = Store.open(WeirHome.of(environment), DatabaseChoice.of(null, null, environment), _ -> {});
        return this;
    }

    /** Where the database that is kept listens, with the program's password in its query. */
    URI databaseAddress() {
        return URI.create(Objects.requireNonNull(database).url().substring("jdbc:".length()));
    }

    /** Runs a statement as the owner of the database that is kept. */
    void runAsOwner(String sql) {
        Objects.requireNonNull(database).runAsOwner(List.of(sql));
    }

    /** What a query finds in the database that is kept, as the program's role: the columns of a row with | between them. */
    List<String> rows(String sql) {
        return JdbcClient.create(Objects.requireNonNull(database).connections())
                .sql(sql)
                .query((row, _) -> {
                    StringJoiner line = new StringJoiner("|");
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        line.add(row.getString(i));
                    }
                    return line.toString();
                })
                .list();
    }

    /** What a command left. */
    record Ended(int status, String out, String err) {
        Ended orThrow() {
            if (status != 0) {
                throw new AssertionError("status " + status + "\n" + err + "\n" + out);
            }
            return this;
        }
    }

    Path home() {
        return folder.resolve("home");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path write(String name, String content) {
        try {
            return Files.writeString(file(name), content);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    CommandLineHome with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs a command in this JVM. */
    Ended run(String... arguments) {
        return run(Interrupts.NONE, arguments);
    }

    Ended run(Interrupts interrupts, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        return run(interrupts, Tty.NONE, out, err, arguments);
    }

    /** @param err can be looked into while it runs */
    Ended run(
            Interrupts interrupts, Tty tty, ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
        Terminal terminal = new Terminal(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                interrupts,
                tty);
        int status = Cli.run(terminal, arguments);
        return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Starts a command in a JVM of its own; its standard error goes to {@code log}. */
    Process start(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It lives for seconds: what C2 would compile of it is not worth its while.
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.weir.app.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(CtrlC.heardBy(command));
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        builder.environment().putAll(environment);
        return builder.redirectOutput(file("child.out").toFile())
                .redirectError(log.toFile())
                .start();
    }

    @Override
    public void close() throws IOException {
        if (database != null) {
            database.close();
        }
        if (sandboxUser != null) {
            sandboxUser.close();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
