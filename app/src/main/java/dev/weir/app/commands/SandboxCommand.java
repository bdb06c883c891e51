package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.SandboxTruth;
import dev.weir.app.home.WeirHome;
import dev.weir.app.text.TextTable;
import dev.weir.app.vendors.SandboxProcess;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.WorkerServer;
import dev.weir.sandbox.WorkerSettings;
import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir sandbox`: the made-up vendors, by themselves. */
@Command(
        name = "sandbox",
        description = "Runs the made-up vendors until Ctrl-C, and shows what they were asked and charged.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir sandbox --port 4711 --settings faults.json",
            "  weir sandbox summary",
            "  weir sandbox truth list.csv --map Security=company.name --fields company.domain --out truth.csv",
        })
final class SandboxCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--port", paramLabel = "N", description = "Listen there; a free one if not said.")
    private int port;

    @Option(names = "--settings", paramLabel = "FILE", description = "What differs from the usual behaviour, as JSON.")
    private @Nullable Path settings;

    SandboxCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        WeirHome home = WeirHome.of(terminal.environment());
        CountDownLatch stop = new CountDownLatch(1);
        try (var _ = terminal.interrupts().watch(stop::countDown);
                SandboxServer server = SandboxServer.start(settings(settings), home.sandbox(), port)) {
            terminal.out()
                    .println("The sandbox listens at " + server.base() + "; its ledger is in " + home.sandbox()
                            + ". Ctrl-C ends it.");
            stop.await();
            return ExitCodes.OK;
        } catch (IOException refused) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "sandbox_unavailable",
                    refused.getMessage()
                            + ". A sandbox that weir enrich started ends with it. Wait for that, or choose another --port.");
        }
    }

    @Command(
            name = "worker",
            description = {
                "Runs a worker for http-function until Ctrl-C: it takes tickets at any path, and tells the result through"
                        + " the state API after a while.",
                "It keeps nothing; what it was at when it ends is forgotten.",
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {
                "  weir sandbox worker --port 9000 --delay 2000 --server http://127.0.0.1:8080",
                "  weir sandbox worker --port 9001 --delay 500-60000 --data --server http://127.0.0.1:8080",
            })
    int worker(
            @Option(names = "--port", paramLabel = "N", description = "Listen there; a free one if not said.")
                    int workerPort,
            @Option(
                            names = "--delay",
                            paramLabel = "MS[-MS]",
                            defaultValue = "1000",
                            description =
                                    "Milliseconds that work takes, or from how many to how many; 1000 if not said.")
                    String delay,
            @Option(
                            names = "--server",
                            paramLabel = "URL",
                            description = "Weir's address; without it the one that each ticket names.")
                    @Nullable
                    String server,
            @Option(names = "--data", description = "Results hold what is wanted; without it they are empty.")
                    boolean data,
            @Option(names = "--progress", description = "Tell once that it is at it.") boolean progress,
            @Option(
                            names = "--failing",
                            paramLabel = "SHARE",
                            defaultValue = "0",
                            description = "Share of the tickets that fail, 0 to 1.")
                    double failing)
            throws InterruptedException {
        WorkerSettings manners = manners(delay, server, failing);
        manners = data ? manners.withData() : manners;
        manners = progress ? manners.withProgress() : manners;
        CountDownLatch stop = new CountDownLatch(1);
        try (var _ = terminal.interrupts().watch(stop::countDown);
                WorkerServer worker = WorkerServer.start(manners, settings(settings), workerPort)) {
            terminal.out().println("The worker listens at " + worker.base() + ". Ctrl-C ends it.");
            stop.await();
            return ExitCodes.OK;
        } catch (IOException refused) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE, "worker_unavailable", refused.getMessage() + ". Choose another --port.");
        }
    }

    private static WorkerSettings manners(String delay, @Nullable String server, double failing) {
        try {
            int dash = delay.indexOf('-');
            long least = Long.parseLong(dash < 0 ? delay : delay.substring(0, dash));
            long most = dash < 0 ? least : Long.parseLong(delay.substring(dash + 1));
            String bare = server == null ? null : server.replaceAll("/+$", "");
            return new WorkerSettings(least, most, bare, false, false, failing, 0, 0);
        } catch (IllegalArgumentException wrong) {
            throw Problem.invalid(
                    "worker_settings",
                    "The worker cannot be so: " + wrong.getMessage()
                            + ". Write --delay 2000 or --delay 500-2000, and --failing 0.1.");
        }
    }

    private static SandboxSettings settings(@Nullable Path file) {
        try {
            return file == null ? SandboxSettings.DEFAULT : SandboxSettings.read(file);
        } catch (IOException | IllegalArgumentException wrong) {
            throw Problem.invalid(
                    "sandbox_settings",
                    file + " holds no sandbox settings: " + wrong.getMessage()
                            + ". Run 'weir sandbox settings --usual' to see what there is.");
        }
    }

    @Command(
            name = "ledger",
            description = "Prints every call the vendors received, a line of JSON each.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = "  weir sandbox ledger > calls.jsonl")
    int ledger() {
        try (SandboxProcess sandbox = SandboxProcess.use(WeirHome.of(terminal.environment()), null, terminal::say)) {
            sandbox.client().ledger(lines -> {
                try {
                    lines.transferTo(terminal.out());
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
        }
        return ExitCodes.OK;
    }

    @Command(
            name = "summary",
            description = "Shows calls and charges per operation since the ledger began.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {"  weir sandbox summary", "  weir sandbox summary --json"})
    int summary(@Option(names = "--json", description = "As JSON.") boolean json) {
        try (SandboxProcess sandbox = SandboxProcess.use(WeirHome.of(terminal.environment()), null, terminal::say)) {
            var summary = sandbox.client().summary();
            if (json) {
                terminal.out().println(summary);
                return ExitCodes.OK;
            }
            TextTable table = new TextTable("operation", "calls", "charged", "charged twice", "vendor credits");
            summary.properties()
                    .forEach(entry -> table.row(
                            entry.getKey(),
                            Amounts.count(entry.getValue().path("calls").asLong()),
                            Amounts.count(entry.getValue().path("chargedCalls").asLong()),
                            Amounts.count(
                                    entry.getValue().path("chargedRepeats").asLong()),
                            Amounts.credits(
                                    entry.getValue().path("chargedMilli").asLong())));
            table.lines().forEach(terminal.out()::println);
        }
        return ExitCodes.OK;
    }

    @Command(
            name = "settings",
            description = "Prints what decides its answers; with a FILE of changes, applies it first.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer = {"  weir sandbox settings --usual", "  weir sandbox settings faults.json"})
    int settings(
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "Changes as JSON, for as long as it runs.")
                    @Nullable
                    Path changes,
            @Option(names = "--usual", description = "The usual settings, without asking a running sandbox.")
                    boolean usual) {
        if (usual) {
            terminal.out().println(settings(changes).toJson());
            return ExitCodes.OK;
        }
        try (SandboxProcess sandbox = SandboxProcess.use(WeirHome.of(terminal.environment()), changes, terminal::say)) {
            terminal.out().println(sandbox.client().settings());
        }
        return ExitCodes.OK;
    }

    @Command(
            name = "truth",
            description =
                    "Writes what an enrichment of a CSV against the sandbox should give, computed without asking.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFor example:%n",
            footer =
                    "  weir sandbox truth list.csv --map Security=company.name --fields company.domain --out truth.csv")
    int truth(
            @Parameters(paramLabel = "FILE", description = "The list, as for weir enrich.") Path file,
            @Option(
                            names = "--fields",
                            split = ",",
                            required = true,
                            paramLabel = "FIELD",
                            description = "As for weir enrich.")
                    List<String> fields,
            @Option(names = "--map", paramLabel = "HEADER=FIELD", description = "As for weir enrich.") @Nullable
                    List<String> map,
            @Option(names = "--waterfall", paramLabel = "FIELD=A,B", description = "As for weir enrich.") @Nullable
                    Map<String, String> waterfalls,
            @Option(names = "--settings", paramLabel = "FILE", description = "The sandbox's, where not the usual ones.")
                    @Nullable
                    Path changes,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where it goes.") Path out) {
        SandboxTruth.write(
                WeirHome.of(terminal.environment()),
                file,
                fields,
                map == null ? List.of() : map,
                waterfalls == null ? Map.of() : waterfalls,
                settings(changes),
                out);
        return ExitCodes.OK;
    }
}
