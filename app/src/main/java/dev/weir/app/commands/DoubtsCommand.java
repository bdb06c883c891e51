package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.Resolving;
import dev.weir.server.enrichment.Doubts.Resolution;
import dev.weir.server.problem.Problem;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir doubts`: paid calls whose answer nobody has. */
@Command(
        name = "doubts",
        description = "Shows the paid calls whose answer was lost, and settles them.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir doubts",
            "  weir doubts resolve --retry --job 7",
            "  weir doubts resolve --not-charged --job 7 --row 12",
        },
        subcommands = {DoubtsCommand.ListDoubts.class, DoubtsCommand.Resolve.class})
final class DoubtsCommand extends DoubtListing {

    DoubtsCommand(Terminal terminal) {
        super(terminal);
    }

    /** `weir doubts list`. */
    @Command(
            name = "list",
            description = "Shows them.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = "  weir doubts list")
    static final class ListDoubts extends DoubtListing {

        ListDoubts(Terminal terminal) {
            super(terminal);
        }
    }

    /** `weir doubts resolve`. */
    @Command(
            name = "resolve",
            description = "Settles calls in doubt: ask again, or say what the vendor's own bill says.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {
                "  weir doubts resolve --retry --job 7",
                "  weir doubts resolve --not-charged --job 7 --row 12",
                "  weir doubts resolve --charged --all",
            })
    static final class Resolve implements Callable<Integer> {

        private final Terminal terminal;

        @ArgGroup(multiplicity = "1")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private Word word;

        @Option(names = "--job", paramLabel = "N", description = "Those of one job.")
        private @Nullable Long job;

        @Option(names = "--row", paramLabel = "N", description = "Those of one row, counted from 1; with --job.")
        private @Nullable Integer row;

        @Option(names = "--all", description = "Those of all jobs.")
        private boolean all;

        @Mixin
        private final CommonOptions common = new CommonOptions();

        Resolve(Terminal terminal) {
            this.terminal = terminal;
        }

        /** One of three. */
        static final class Word {
            @Option(names = "--retry", description = "Ask again; the vendor may charge a second time.")
            private boolean retry;

            @Option(
                    names = "--charged",
                    description = "The vendor charged: the credits are spent, the cell has failed.")
            private boolean charged;

            @Option(names = "--not-charged", description = "It did not: the credits return, the cell has failed.")
            private boolean notCharged;

            Resolution meant() {
                return retry ? Resolution.RETRY : charged ? Resolution.CHARGED : Resolution.NOT_CHARGED;
            }
        }

        @Override
        public Integer call() {
            if (all == (job != null) || (row != null && job == null)) {
                throw Problem.invalid(
                        "which_doubts", "Say which: --job N, --job N --row M, or --all. 'weir doubts' shows them.");
            }
            Resolving.Outcome outcome = new Resolving(common.workplace(terminal, terminal::say))
                    .resolve(new Resolving.Choice(job, row), word.meant());
            terminal.out()
                    .println(
                            outcome.settled() == 0
                                    ? "Nothing of that is in doubt."
                                    : Amounts.count(outcome.settled(), "call")
                                            + (word.retry ? " asked again, " : " settled, ")
                                            + Amounts.count(outcome.left())
                                            + " in doubt now.");
            if (outcome.settled() > 0) {
                terminal.out().println("Run the same weir enrich again to have the result rewritten.");
            }
            return outcome.paused() ? ExitCodes.PAUSED : ExitCodes.OK;
        }
    }
}
