package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.SandboxTruth;
import dev.weir.app.home.WeirHome;
import dev.weir.app.text.TextTable;
import dev.weir.app.vendors.SandboxProcess;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
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
