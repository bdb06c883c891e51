package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.problem.Problem;
import dev.weir.server.storage.CreateTable;
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
        description = "Shows where results of steps are written, and proposes the tables.",
        mixinStandardHelpOptions = true,
        subcommands = {DestinationCommand.Show.class, DestinationCommand.Create.class, DestinationCommand.Test.class},
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir destination show exa-verify",
            "  weir destination create-table exa-verify --apply",
            "  weir destination test exa-verify --workspace 3",
        })
final class DestinationCommand {

    private static final String EXAMPLES = "%nFor example:%n";

    private DestinationCommand() {}

    /** What those of one step share. */
    abstract static class OfStep implements Callable<Integer> {

        final Terminal terminal;

        @Parameters(paramLabel = "STEP", description = "A step's name, or the file of one: registry/steps/NAME.yaml.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String step;

        @Option(
                names = "--workspace",
                paramLabel = "ID",
                description = "In which workspace. Usually the only one that there is.")
        private @Nullable Long workspace;

        @Mixin
        private final CommonOptions common = new CommonOptions();

        OfStep(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract int run(Opened opened, StepTable table);

        @Override
        public final Integer call() {
            try (Opened opened = Opened.of(common, terminal)) {
                return run(opened, StepTable.of(opened.weir(), step, workspace));
            }
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
            print(table.table() + ", workspace " + table.workspaceId() + ": " + table.to().writes()
                    + (keys == null ? "" : " by " + String.join(", ", keys)));
            for (Map.Entry<String, String> column :
                    table.to().columns(List.copyOf(table.step().kinds().keySet())).entrySet()) {
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
                print("-- Table " + table.table() + " for results of step " + table.step().name() + ", workspace "
                        + table.workspaceId() + ".");
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
            opened.weir().transactions().in(table.workspaceId(), () -> {
                opened.weir()
                        .audit()
                        .note(table.workspaceId(), Audit.COMMAND_LINE, "destination.table_made", table.table());
                return table;
            });
            return tried(opened.weir(), table);
        }
    }

    /** `weir destination test`. */
    @Command(
            name = "test",
            description = "Holds the destination of a step against the catalog of its database, and says all that does not"
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
