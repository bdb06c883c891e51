package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.storage.CreateTable;
import dev.weir.server.storage.Destination;
import dev.weir.server.storage.Storage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir destination`: tables that results of steps are written into. */
@Command(
        name = "destination",
        description =
                "Shows where results of steps are written and how those tables fare, proposes them, and tries again"
                        + " what was given up.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DestinationCommand.Listed.class,
            DestinationCommand.Show.class,
            DestinationCommand.Create.class,
            DestinationCommand.Test.class,
            DestinationCommand.Replay.class
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir destination list",
            "  weir destination show exa-verify",
            "  weir destination create-table exa-verify --apply",
            "  weir destination test exa-verify --workspace 3",
        })
final class DestinationCommand {

    private static final String EXAMPLES = "%nFor example:%n";

    private DestinationCommand() {}

    /** `weir destination list`. */
    @Command(
            name = "list",
            description =
                    "The tables that results went to, or are to go to: how each fares, what waits and what was given"
                            + " up.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir destination list", "  weir destination list --workspace 3 --json"})
    static final class Listed extends ListingCommand {

        @Option(names = "--workspace", paramLabel = "ID", description = "Of that workspace. Usually of all.")
        private @Nullable Long workspace;

        Listed(Terminal terminal) {
            super(terminal);
        }

        @Override
        Found find(Opened opened, int width) {
            Weir weir = opened.weir();
            List<Long> whose = workspace == null
                    ? weir.workspaces().ids()
                    : List.of(weir.workspaces().require(workspace).id());
            Listing table = new Listing("table", "workspace", "state", "waiting", "given up", "written");
            List<Map<String, Object>> documents = new ArrayList<>();
            List<String> notes = new ArrayList<>();
            for (long id : whose) {
                weir.storage().destinations(id).forEach(one -> {
                    String name = one.db() + "." + one.tableName();
                    table.row(name, id, state(one), one.pending(), one.dead(), one.written());
                    documents.add(document(id, one));
                    if (!one.isHealthy()) {
                        notes.addAll(Wrapped.lines(
                                "", "  ", "! " + name + " of workspace " + id + ": " + one.error(), width));
                    }
                });
            }
            return new Found(table, documents, "No result has been on its way to a table yet.", notes);
        }

        private static String state(Destination one) {
            return one.isHealthy() ? "healthy" : "failing";
        }

        private static Map<String, Object> document(long workspaceId, Destination one) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("workspaceId", workspaceId);
            document.put("db", one.db());
            document.put("tableName", one.tableName());
            document.put("state", state(one));
            document.put("error", one.error());
            document.put("pending", one.pending());
            document.put("dead", one.dead());
            document.put("written", one.written());
            return document;
        }
    }

    /** What those of one step share. */
    abstract static class OfStep implements Callable<Integer> {

        final Terminal terminal;

        @Parameters(
                paramLabel = "STEP",
                arity = "1..*",
                description = "Steps by name, or files of them: registry/steps/NAME.yaml.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private List<String> steps;

        @Mixin
        private final WorkspaceOption workspace = new WorkspaceOption();

        @Mixin
        private final CommonOptions common = new CommonOptions();

        OfStep(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract int run(Opened opened, StepTable table);

        @Override
        public final Integer call() {
            int worst = ExitCodes.OK;
            try (Opened opened = Opened.of(common, terminal)) {
                long workspaceId = workspace.of(opened.weir());
                for (String step : steps) {
                    worst = Math.max(worst, run(opened, StepTable.of(opened.weir(), step, workspaceId)));
                }
            }
            return worst;
        }

        void print(String line) {
            terminal.out().println(line);
        }

        /** Whether results can be written there, said so. */
        int tried(Weir weir, StepTable table) {
            List<Problem.At> wrong = table.mistakes(weir, terminal);
            if (wrong.isEmpty()) {
                print("Results of " + table.step().name() + " can be written to " + table.table() + ".");
                return ExitCodes.OK;
            }
            print("Results of " + table.step().name() + " cannot be written to " + table.table() + ":");
            wrong.forEach(at -> print("  " + at.pointer() + ": " + at.detail()));
            return ExitCodes.FOUND_WRONG;
        }
    }

    /** `weir destination show`. */
    @Command(
            name = "show",
            description = "Where results of a step are written, and what goes into which column.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir destination show exa-verify", "  weir destination show registry/steps/exa-verify.yaml"})
    static final class Show extends OfStep {

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Opened opened, StepTable table) {
            List<String> keys = table.to().keys();
            print(table.table() + ", workspace " + table.workspaceId() + ": "
                    + table.to().writes() + (keys == null ? "" : " by " + String.join(", ", keys)));
            for (Map.Entry<String, String> column : table.to()
                    .columns(List.copyOf(table.step().kinds().keySet()))
                    .entrySet()) {
                print("  " + column.getKey() + " → " + column.getValue());
            }
            print("  and company_id, company_domain, weir_key, where the table has them");
            return ExitCodes.OK;
        }
    }

    /** `weir destination create-table`. */
    @Command(
            name = "create-table",
            description = {
                "Proposes the SQL that makes the table of a step. With --apply, runs it: in Weir's own database, for steps"
                        + " whose destination is hq.",
                "The step may be a file that nobody has applied yet."
            },
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {
                "  weir destination create-table exa-verify",
                "  weir destination create-table registry/steps/exa-verify.yaml --apply",
                "  weir destination create-table exa-verify clay-enrich --workspace 3 --apply",
            })
    static final class Create extends OfStep {

        @Option(names = "--apply", description = "Run it as the owner of Weir's database (elsewhere see --db-admin).")
        private boolean apply;

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Opened opened, StepTable table) {
            CreateTable create = CreateTable.of(table.workspaceId(), table.step());
            if (!apply) {
                print("-- Table " + table.table() + " for results of step "
                        + table.step().name() + ", workspace " + table.workspaceId() + ".");
                print(
                        table.hq()
                                ? "-- In Weir's own database, as the owner of its schema; with --apply this command runs it."
                                : "-- In the database that the workspace connects. The user that Weir signs in as needs"
                                        + " SELECT, INSERT, UPDATE on it.");
                terminal.out().print(create.sql());
                return ExitCodes.OK;
            }
            if (!table.hq()) {
                throw Problem.invalid(
                        "not_ours",
                        table.table() + " is in a database of the workspace's own, where Weir makes no tables. Leave"
                                + " --apply out, and run the SQL there.");
            }
            opened.store().runAsOwner(create.statements());
            table.note(opened.weir(), "destination.table_made");
            return tried(opened.weir(), table);
        }
    }

    /** `weir destination replay`. */
    @Command(
            name = "replay",
            description =
                    "Tries everything again that was given up at the table of a step. A running server does it within a"
                            + " second; without one, the next command that runs jobs.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = "  weir destination replay exa-verify")
    static final class Replay extends OfStep {

        Replay(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Opened opened, StepTable table) {
            Storage storage = opened.weir().storage();
            long replayed = storage.destinations(table.workspaceId()).stream()
                    .filter(one -> table.table().equals(one.db() + "." + one.tableName()))
                    .mapToLong(one -> storage.replayAll(table.workspaceId(), one.id()))
                    .sum();
            if (replayed > 0) {
                table.note(opened.weir(), "destination.replayed");
            }
            print(
                    replayed == 0
                            ? "Nothing was given up at " + table.table() + "."
                            : Amounts.count(replayed, "result") + " of " + table.table() + " will be tried again.");
            return ExitCodes.OK;
        }
    }

    /** `weir destination test`. */
    @Command(
            name = "test",
            description =
                    "Holds the destination of a step against the catalog of its database, and says all that does not"
                            + " fit.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {
                "  weir destination test exa-verify",
                "",
                "Exit status: 0 results can be written, 1 something does not fit, 69 the database is not to be had.",
            })
    static final class Test extends OfStep {

        Test(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Opened opened, StepTable table) {
            return tried(opened.weir(), table);
        }
    }
}
