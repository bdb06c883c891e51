package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.problem.Problem;
import dev.weir.server.storage.Tls;
import dev.weir.server.storage.WorkspaceDatabase;
import dev.weir.server.storage.WorkspaceDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir database`: the database that a workspace connects for results. */
@Command(
        name = "database",
        description = "Connects a workspace to a PostgreSQL database of yours, for results.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DatabaseCommand.Connect.class,
            DatabaseCommand.Show.class,
            DatabaseCommand.Test.class,
            DatabaseCommand.Remove.class
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir database set --host db.acme.example --database crm --user weir_writer",
            "  weir database show",
            "  weir database test --workspace 3",
        })
final class DatabaseCommand {

    /** Where the password comes from: options are seen by whoever lists processes. */
    static final String PASSWORD = "WEIR_DATABASE_PASSWORD";

    private static final String EXAMPLES = "%nFor example:%n";

    private DatabaseCommand() {}

    /** What they share. */
    abstract static class OfWorkspace implements Callable<Integer> {

        final Terminal terminal;

        @Mixin
        private final WorkspaceOption workspace = new WorkspaceOption();

        @Mixin
        private final CommonOptions common = new CommonOptions();

        OfWorkspace(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract void run(Weir weir, WorkspaceDatabases databases, long workspaceId);

        @Override
        public final Integer call() {
            try (Opened opened = Opened.of(common, terminal)) {
                long workspaceId = workspace.of(opened.weir());
                DatabaseDoor.with(terminal, dialer -> {
                    run(opened.weir(), opened.weir().databases(dialer), workspaceId);
                    return workspaceId;
                });
            }
            return ExitCodes.OK;
        }

        void print(String line) {
            terminal.out().println(line);
        }

        static String text(WorkspaceDatabase database) {
            return "database " + database.database() + " at " + database.host() + ":" + database.port();
        }

        static Problem none(long workspaceId) {
            return Problem.notFound(
                    "no_database",
                    "Workspace " + workspaceId + " has connected no database. Use 'weir database set' to connect one.");
        }
    }

    /** `weir database set`. */
    @Command(
            name = "set",
            description =
                    "Connects one, in the place of another. It is signed in to before it is saved; its password is read"
                            + " from " + PASSWORD
                            + " and kept sealed. An address in your own network has to be allowed:"
                            + " WEIR_ALLOW_ADDRESSES=host:port, here and where the server is started.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footerHeading = EXAMPLES,
            footer = {
                "  weir database set --host db.acme.example --database crm --user weir_writer",
                "  weir database set --host 10.0.0.7 --database crm --user weir_writer --tls disable",
            })
    static final class Connect extends OfWorkspace {

        @Option(names = "--host", required = true, paramLabel = "HOST", description = "Where it is.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String host;

        @Option(
                names = "--port",
                paramLabel = "N",
                description = "${DEFAULT-VALUE} if not said.",
                defaultValue = "5432")
        private int port;

        @Option(names = "--database", required = true, paramLabel = "NAME", description = "Its name.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String database;

        @Option(
                names = "--user",
                required = true,
                paramLabel = "NAME",
                description = "One that may do no more than SELECT, INSERT and UPDATE on the tables of results.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String user;

        @Option(
                names = "--tls",
                paramLabel = "MODE",
                description = "verify-full (if not said), require (encrypted, whoever it is) or disable.",
                defaultValue = "verify-full")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String tls;

        @Option(
                names = "--ca-file",
                paramLabel = "FILE",
                description = "Who vouches for its certificate, in PEM. Usually those whom Java trusts.")
        private @Nullable Path caFile;

        Connect(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, WorkspaceDatabases databases, long workspaceId) {
            String password = terminal.environment().getOrDefault(PASSWORD, "");
            if (password.isEmpty()) {
                throw Problem.invalid("no_password", "Give the user's password as " + PASSWORD + ".");
            }
            WorkspaceDatabases.Tested tested = databases.test(
                    new WorkspaceDatabases.Wish(host, port, database, user, password, mode(), certificates()));
            WorkspaceDatabase saved = weir.transactions().in(workspaceId, () -> {
                WorkspaceDatabase now = databases.save(workspaceId, tested, Audit.COMMAND_LINE);
                weir.audit().note(workspaceId, Audit.COMMAND_LINE, "database.set", text(now));
                weir.storage().changed(workspaceId);
                return now;
            });
            print("Workspace " + workspaceId + " writes results to " + text(saved) + ", PostgreSQL "
                    + tested.serverVersion() + ".");
        }

        private Tls mode() {
            return Tls.find(tls)
                    .orElseThrow(() -> Problem.invalid(
                            "bad_tls",
                            "--tls " + tls + " is not understood. Choose one of "
                                    + String.join(
                                            ", ",
                                            Arrays.stream(Tls.values())
                                                    .map(Tls::text)
                                                    .toList())
                                    + "."));
        }

        private @Nullable String certificates() {
            try {
                return caFile == null ? null : Files.readString(caFile);
            } catch (IOException unreadable) {
                throw Problem.invalid("file_missing", caFile + " cannot be read. Name a file in PEM.");
            }
        }
    }

    /** `weir database show`. */
    @Command(
            name = "show",
            description = "Which one is connected; its password is never shown.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = "  weir database show --workspace 3")
    static final class Show extends OfWorkspace {

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, WorkspaceDatabases databases, long workspaceId) {
            WorkspaceDatabase found = weir.transactions()
                    .in(workspaceId, () -> databases.find(workspaceId))
                    .orElseThrow(() -> none(workspaceId));
            print("Workspace " + workspaceId + ": " + text(found) + ", as " + found.user() + ", tls "
                    + found.tls().text() + ".");
        }
    }

    /** `weir database test`. */
    @Command(
            name = "test",
            description = "Signs in to the connected one, now.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = "  weir database test")
    static final class Test extends OfWorkspace {

        Test(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, WorkspaceDatabases databases, long workspaceId) {
            print("Connected to PostgreSQL " + databases.test(workspaceId) + ".");
        }
    }

    /** `weir database remove`. */
    @Command(
            name = "remove",
            description = "Disconnects it and forgets its password. Results that are to go there wait for another one.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = "  weir database remove --workspace 3")
    static final class Remove extends OfWorkspace {

        Remove(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, WorkspaceDatabases databases, long workspaceId) {
            weir.transactions().in(workspaceId, () -> {
                if (!databases.remove(workspaceId)) {
                    throw none(workspaceId);
                }
                weir.audit().note(workspaceId, Audit.COMMAND_LINE, "database.removed", "database");
                return workspaceId;
            });
            print("Workspace " + workspaceId + " has no database any more.");
        }
    }
}
