package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Demands;
import dev.weir.app.enrich.EnrichRequest;
import dev.weir.app.enrich.Enriching;
import dev.weir.app.enrich.JsonReport;
import dev.weir.app.enrich.QuoteText;
import dev.weir.app.enrich.Report;
import dev.weir.app.enrich.SpokenReport;
import dev.weir.app.enrich.TextReport;
import dev.weir.server.egress.BreakerSettings;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.OnDoubt;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir enrich`. */
@Command(
        name = "enrich",
        description = "Fills in fields of a list (CSV, XLSX or JSONL), one output row per input row.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir enrich leads.csv --fields person.work_email,person.job_title",
            "  weir enrich list.csv --map Security=company.name --fields company.domain --out domains.csv",
            "  weir enrich leads.csv --fields person.work_email --waterfall person.work_email=hunter,apollo",
            "  weir enrich leads.csv --fields person.work_email --verify zerobounce,neverbounce",
            "  weir enrich leads.csv --fields person.work_email --accept \"person.work_email=provider != 'pdl'\"",
            "  weir enrich leads.csv --fields person.work_email --quote",
            "  weir enrich crm.xlsx --sheet Contacts --fields person.work_email --only-missing --out filled.xlsx",
            "  weir enrich export.csv --fields company.industry --dedupe-by company.domain --encoding windows-1252",
            "",
            "Keys are read from WEIR_<PROVIDER>_API_KEY, such as WEIR_HUNTER_API_KEY. Without any, the sandbox is asked.",
            "The same command goes on with a job that was paused or broken off, and writes the result of a finished one",
            "again without asking anybody. Exit status: 0 the job reached its end, 3 it did and a cap kept somebody from",
            "being asked, 75 paused, 2 the command is not understood, 65 and 66 the list cannot be used, 69 something needed",
            "is not to be had, 73 the output cannot be written, 77 too few credits.",
        })
class EnrichCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The list: CSV (comma, semicolon, tab or |), XLSX or JSONL.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(
            names = "--fields",
            split = ",",
            paramLabel = "FIELD",
            description = "The fields you want, with commas between them.")
    private List<String> fields = List.of();

    @Option(
            names = "--blueprint",
            paramLabel = "NAME",
            description = "Run this blueprint instead: NAME for its newest version, or NAME@VERSION (see weir plan).")
    private @Nullable String blueprint;

    @Option(
            names = "--map",
            paramLabel = "HEADER=FIELD",
            description = "Which field a column holds, where its name does not say so; HEADER= leaves it unused.")
    private List<String> map = List.of();

    @Option(
            names = "--waterfall",
            paramLabel = "FIELD=A,B",
            description = "Whom to ask for a field, in this order. Else all who give it and have a key.")
    private List<String> waterfalls = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "Where the result goes; - is standard output.")
    private @Nullable Path out;

    @Option(names = "--quote", description = "Say what it is likely to cost and what at worst, and ask nobody.")
    boolean quote;

    @Option(names = "--limit", paramLabel = "N", description = "A pilot: take and write the first N rows only.")
    private long limit;

    @Option(
            names = "--max-credits",
            paramLabel = "N",
            description = "Spend at most so many credits, which are Weir's own, on the whole job. What a"
                    + " vendor bills in its own units is counted, and not bounded.")
    private @Nullable BigDecimal maxCredits;

    @Option(names = "--max-credits-per-row", paramLabel = "N", description = "Spend at most so many credits on a row.")
    private @Nullable BigDecimal maxRowCredits;

    @Option(
            names = "--on-doubt",
            paramLabel = "hold|skip|retry",
            description =
                    "When an answer is lost after a paid call left: hold the cell for you to decide (default), skip"
                            + " to the next provider, or retry and perhaps pay the vendor twice.")
    private OnDoubt onDoubt = OnDoubt.HOLD;

    @Option(names = "--sandbox", description = "Ask made-up vendors on this machine instead of real ones.")
    private boolean sandbox;

    @Option(names = "--new", description = "Start another job although this very command was run before.")
    private boolean again;

    @Option(
            names = "--refresh",
            description = "Ask anew for fields that the list has already, and pass over remembered answers.")
    private boolean refresh;

    @Option(names = "--provenance", description = "Add who gave each value, and why one is missing.")
    private boolean provenance;

    @Option(names = "--json", description = "Print the report as one JSON document on standard output.")
    private boolean json;

    @Mixin
    private final ListFlags list = new ListFlags();

    @Option(
            names = "--sandbox-settings",
            paramLabel = "FILE",
            description = "Expert: how the sandbox behaves (latency, faults, seed), as JSON.")
    private @Nullable Path sandboxSettings;

    @Option(
            names = "--breaker",
            paramLabel = "WINDOW/FAILURES/SECONDS",
            description = "Expert: when a failing provider is left alone, and for how long. Usually 10/5/60.")
    private @Nullable String breaker;

    @Mixin
    private final AcceptanceOptions acceptance = new AcceptanceOptions();

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    EnrichCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        boolean toStdout = out != null && out.toString().equals("-");
        if (json && toStdout) {
            throw Problem.invalid("two_outputs", "--json and --out - both write to standard output. Choose one.");
        }
        EnrichRequest request = request();
        Report report;
        try (Showing showing = progress.open(terminal)) {
            Enriching enriching = new Enriching(common.workplace(terminal, showing.say()), showing.display());
            if (quote) {
                QuoteText quoted = enriching.quote(request, terminal.width());
                show(quoted.json(), quoted.lines(terminal.width()), false);
                return ExitCodes.OK;
            }
            report = enriching.run(request, terminal.width());
        }
        if (json || !progress.quiet()) {
            show(JsonReport.of(report), lines(report), toStdout);
        }
        if (report.ended()) {
            return report.capped() > 0 ? ExitCodes.CAPPED : ExitCodes.OK;
        }
        terminal.say("Paused. Run the same command to continue.");
        return ExitCodes.PAUSED;
    }

    private List<String> lines(Report report) {
        return progress.plain(terminal) ? SpokenReport.lines(report) : TextReport.lines(report, terminal.width());
    }

    /** The report is what the command prints, unless standard output is the list's. */
    private void show(String document, List<String> lines, boolean aside) {
        if (json) {
            terminal.out().println(document);
        } else {
            lines.forEach((aside ? terminal.err() : terminal.out())::println);
        }
    }

    private EnrichRequest request() {
        Demands demands = acceptance.demands();
        if (blueprint != null && !(fields.isEmpty() && waterfalls.isEmpty() && demands.equals(Demands.USUAL))) {
            throw Problem.invalid(
                    "blueprint_and_fields",
                    "The steps of --blueprint say which fields, whom to ask and what counts. Leave --fields, --waterfall,"
                            + " --verify and the like out, or --blueprint.");
        }
        return EnrichRequest.of(
                        file,
                        fields.stream()
                                .map(String::strip)
                                .filter(field -> !field.isEmpty())
                                .toList())
                .map(map)
                .waterfalls(byField(waterfalls))
                .maxCreditsMilli(milli("--max-credits", maxCredits))
                .maxRowCreditsMilli(milli("--max-credits-per-row", maxRowCredits))
                .onDoubt(onDoubt)
                .limit(limit)
                .sandbox(sandbox)
                .again(again)
                .refresh(refresh)
                .provenance(provenance)
                .out(out)
                .sandboxSettings(sandboxSettings)
                .breaker(breaker())
                .list(list.options())
                .demands(demands)
                .blueprint(blueprint)
                .build();
    }

    /** The rules of {@code --waterfall}, by field. */
    static Map<String, List<String>> byField(List<String> waterfalls) {
        Map<String, List<String>> byField = new HashMap<>();
        for (String rule : waterfalls) {
            int equals = rule.indexOf('=');
            List<String> names = equals < 0
                    ? List.of()
                    : Arrays.stream(rule.substring(equals + 1).split(",", -1))
                            .map(String::strip)
                            .filter(name -> !name.isEmpty())
                            .toList();
            if (equals <= 0 || names.isEmpty()) {
                throw Problem.invalid(
                        "waterfall_malformed",
                        "--waterfall '" + rule
                                + "' is not understood. Write --waterfall person.work_email=hunter,apollo.");
            }
            if (byField.put(rule.substring(0, equals).strip(), names) != null) {
                throw Problem.invalid(
                        "waterfall_malformed", "--waterfall names " + rule.substring(0, equals) + " twice. Keep one.");
            }
        }
        return byField;
    }

    /** Credits as given, in 1/1000. */
    static @Nullable Long milli(String option, @Nullable BigDecimal credits) {
        if (credits == null) {
            return null;
        }
        try {
            long milli = credits.movePointRight(3).longValueExact();
            if (milli >= 0) {
                return milli;
            }
        } catch (ArithmeticException tooFine) {
            // Told below, with the other way to be wrong.
        }
        throw Problem.invalid(
                "bad_credits",
                option + " is a number of credits, 0 or more, with at most 3 decimals. Write " + option + " 50.");
    }

    private @Nullable BreakerSettings breaker() {
        if (breaker == null) {
            return null;
        }
        try {
            String[] parts = breaker.split("/", -1);
            if (parts.length == 3) {
                return new BreakerSettings(
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1]),
                        Duration.ofSeconds(Long.parseLong(parts[2])));
            }
        } catch (IllegalArgumentException wrong) {
            // Told below.
        }
        throw Problem.invalid(
                "bad_breaker",
                "--breaker is WINDOW/FAILURES/SECONDS, and the window holds 1 to 62. Write --breaker 10/5/60.");
    }
}
