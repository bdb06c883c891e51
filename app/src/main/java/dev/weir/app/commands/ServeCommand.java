package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Interrupts;
import dev.weir.app.serving.Server;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir serve`. */
@Command(
        name = "serve",
        description = "Serves the API over HTTP and runs its jobs, until it is told to end.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir serve",
            "  weir serve --port 9000 --db postgresql://weir_app@db.internal/weir",
            "",
            "The first start on a database makes a workspace and prints its owner's key and the installation's, once.",
            "SIGTERM or Ctrl-C ends it: it takes nothing new and lets calls in flight settle; a second one ends it at once.",
            "Several servers may serve one database (--db), and 'weir worker' runs its jobs beside them. WEIR_HOME holds",
            "Weir's own database and the master key; see docs/operating/keys.md and docs/reference/settings.md. Exit",
            "status: 0 told to end, 69 something needed is not to be had, 78 a setting makes no sense.",
        })
final class ServeCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen on; 0 for any free one. Usually 8080.")
    private int port = 8080;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "The address to listen on. Usually 127.0.0.1, which this machine alone can reach.")
    private String host = "127.0.0.1";

    @Option(names = "--no-worker", description = "Take requests and run no jobs: 'weir worker' beside it does.")
    private boolean noWorker;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        try (Interrupts.Watch _ = terminal.interrupts().watch(end::countDown);
                Server server = Server.start(
                        common.home(terminal),
                        common.database(terminal),
                        terminal.environment(),
                        new Server.Place(host, port, WeirCommand.version()),
                        !noWorker,
                        terminal::say)) {
            server.begin().ifPresent(begun -> FirstKeys.show(terminal, begun));
            terminal.out()
                    .println("Weir listens at " + server.base() + "  (API " + server.base() + "/api/v1, its pages "
                            + server.base() + "/docs)");
            terminal.out().flush();
            end.await();
            terminal.say("Ending: nothing new is taken, calls in flight settle ...");
        }
        return ExitCodes.OK;
    }
}
