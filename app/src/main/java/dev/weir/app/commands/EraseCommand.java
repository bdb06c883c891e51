package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.problem.Problem;
import dev.weir.server.rights.Erasure;
import dev.weir.server.storage.DestinationErasure;
import dev.weir.server.storage.TargetTables;
import dev.weir.server.suppression.Handle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir erase`: removes people from everything. */
@Command(
        name = "erase",
        description = {
            "Removes a person or a company from all that a workspace keeps, and has nobody asked about them any more. Amounts,"
                    + " verdicts and times stay. This cannot be undone.",
            "Killed, it goes on when it is run again, or by a server; see docs/guides/rights-of-people.md."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir erase --email jane@acme.example --yes",
            "  weir erase --linkedin linkedin.com/in/jane-doe --yes --compact",
        })
final class EraseCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Terminal terminal;

    @Mixin
    private final SubjectOptions subject = new SubjectOptions();

    @Option(names = "--yes", description = "Really.")
    private boolean yes;

    @Option(names = "--may-ask-again", description = "Leave them off the suppression list.")
    private boolean mayAskAgain;

    @Option(
            names = "--destinations",
            description = "Empty what was written of them into tables that are not Weir's own, too.")
    private boolean destinations;

    @Option(
            names = "--compact",
            description =
                    "Afterwards write the database's files anew, so that nothing is left of them in what PostgreSQL"
                            + " keeps of changed rows, in its statistics and its log of writes. Whoever uses it waits meanwhile. Weir's"
                            + " own database, or one with --db-admin.")
    private boolean compact;

    @Mixin
    private final WorkspaceOption workspace = new WorkspaceOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    EraseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Handle> handles = subject.handles();
        if (!yes) {
            throw Problem.invalid("not_confirmed", "This cannot be undone. Add --yes to have it done.");
        }
        try (Opened opened = Opened.of(common, terminal)) {
            Weir weir = opened.weir();
            long workspaceId = workspace.of(weir);
            if (compact) {
                opened.store().requireCompactable();
            }
            long id = weir.transactions().in(workspaceId, () -> {
                long made = weir.erasures()
                        .request(workspaceId, handles, !mayAskAgain, destinations, Audit.COMMAND_LINE)
                        .id();
                weir.audit().note(workspaceId, Audit.COMMAND_LINE, "erasure.requested", "erasure " + made);
                return made;
            });
            print(DatabaseDoor.with(terminal, dialer -> {
                try (TargetTables tables = weir.targets(dialer)) {
                    return carriedOut(weir, weir.destinationErasure(tables), workspaceId, id);
                }
            }));
            if (compact) {
                terminal.say("Writing the database's files anew ...");
                opened.store().compact();
            }
        }
        return ExitCodes.OK;
    }

    /** By this process, and whoever else is at it. */
    private Erasure carriedOut(Weir weir, DestinationErasure elsewhere, long workspaceId, long id) {
        boolean told = false;
        while (true) {
            boolean moved =
                    weir.eraser().step(workspaceId) || weir.eraser().stepElsewhere(workspaceId, elsewhere::erase);
            Erasure erasure =
                    weir.transactions().in(workspaceId, () -> weir.erasures().find(workspaceId, id));
            if (erasure.isDone() || (!moved && erasure.waitsForTables())) {
                return erasure;
            }
            if (!moved) {
                if (!told && erasure.phase().equals("wait")) {
                    terminal.say("Waiting for calls about them that have left ...");
                    told = true;
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }

    private void print(Erasure erasure) {
        terminal.out()
                .println(
                        erasure.isDone()
                                ? "Erased (erasure " + erasure.id() + "):"
                                : "Erased in Weir (erasure " + erasure.id()
                                        + "); a server tries tables elsewhere again for three days:");
        erasure.removed()
                .forEach((what, number) -> terminal.out().println("  " + what.replace('_', ' ') + ": " + number));
        erasure.delivered()
                .forEach((table, number) -> terminal.out()
                        .println("Results of theirs were written to " + table + ": " + number
                                + (erasure.destinations() ? "." : ". Remove them there, or say --destinations.")));
        erasure.emptied()
                .forEach((table, number) ->
                        terminal.out().println("Rows of theirs were emptied in " + table + ": " + number + "."));
        erasure.troubles().forEach((table, trouble) -> terminal.out().println(table + ": " + trouble));
    }
}
