package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.server.verify.Finding;
import dev.weir.server.verify.Report;
import dev.weir.server.verify.Verification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** `weir verify`: is everything in the database as it must be? */
@Command(
        name = "verify",
        description = "Recomputes from raw rows what must be true of money, jobs and cells, and names what is not.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExit status: 0 everything fits, 1 something does not.%n%nFor example:%n",
        footer = "  weir verify --json")
final class VerifyCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Report report;
        try (Opened opened = Opened.of(common, terminal)) {
            report = new Verification(opened.store().connections()).run();
        }
        if (json) {
            terminal.out().println(document(report));
        } else {
            print(report);
        }
        return report.clean() ? ExitCodes.OK : ExitCodes.FOUND_WRONG;
    }

    private void print(Report report) {
        report.warnings().forEach(warning -> terminal.out().println("! " + line(warning)));
        report.findings().forEach(finding -> terminal.out().println("WRONG " + line(finding)));
        report.counts()
                .forEach((check, count) ->
                        terminal.out().println("  " + check + ": " + Amounts.count(count) + " in all"));
        terminal.out()
                .println((report.clean() ? "Everything fits: " : "Not everything fits: ")
                        + report.checksRun().size() + " checks over " + Amounts.count(report.rowsLookedAt())
                        + " rows.");
    }

    private static String line(Finding finding) {
        return finding.check() + "  " + finding.subject() + "  " + finding.detail() + "  (" + finding.invariant() + ")";
    }

    private static String document(Report report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("clean", report.clean());
        document.put("findings", findings(report.findings()));
        document.put("warnings", findings(report.warnings()));
        document.put("counts", report.counts());
        document.put("checksRun", report.checksRun());
        document.put("rowsLookedAt", report.rowsLookedAt());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }

    private static List<Map<String, String>> findings(List<Finding> findings) {
        return findings.stream()
                .map(finding -> Map.of(
                        "check", finding.check(),
                        "invariant", finding.invariant(),
                        "subject", finding.subject(),
                        "detail", finding.detail()))
                .toList();
    }
}
