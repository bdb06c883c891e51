package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Interrupts;
import dev.weir.app.home.DatabaseChoice;
import dev.weir.app.home.PostgresUrl;
import dev.weir.app.home.WeirHome;
import dev.weir.app.serving.Node;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `weir worker`. */
@Command(
        name = "worker",
        description = "Runs the jobs of servers, beside them and without a port of its own, until it is told to end.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir worker",
            "  weir worker --db postgresql://weir_app@db.internal/weir",
            "",
            "As many as there is work for may share one database, on one machine or several, with either engine",
            "(WEIR_ENGINE). Give them the settings of the servers, WEIR_MASTER_KEY and WEIR_PUBLIC_URL included.",
            "SIGTERM or Ctrl-C ends it: it takes nothing new and lets calls in flight settle; a second one ends it at once,",
            "and others go on with what it had. Jobs of the command line are left to it. See docs/operating/workers.md.",
            "Exit status: 0 told to end, 69 something needed is not to be had, 78 a setting makes no sense.",
        })
final class WorkerCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    WorkerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        WeirHome home = common.home(terminal);
        DatabaseChoice database = common.database(terminal);
        PostgresUrl url = database.app();
        try (Interrupts.Watch _ = terminal.interrupts().watch(end::countDown);
                Node node = Node.start(
                        home,
                        database,
                        terminal.environment(),
                        WeirCommand.version(),
                        Node.Role.WORKER,
                        terminal::say)) {
            terminal.out()
                    .println("Weir works  (engine " + node.engine() + ", database "
                            + (url == null ? "in " + home.folder() : "at " + url.place()) + ")");
            terminal.out().flush();
            end.await();
            terminal.say("Ending: nothing new is taken, calls in flight settle ...");
        }
        return ExitCodes.OK;
    }
}
