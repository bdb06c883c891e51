package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.knowing.WhatIfView;
import dev.weir.server.insight.Change;
import dev.weir.server.insight.WhatIfReport;
import dev.weir.server.problem.Problem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir what-if`. */
@Command(
        name = "what-if",
        description =
                "Replays a job from its recorded answers under another waterfall, verification, cap or acceptance rule,"
                        + " without a call, and shows coverage, cost and time beside the real run.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir what-if 7 --waterfall person.work_email=hunter,apollo",
            "  weir what-if 7 --max-credits 50",
            "  weir what-if 7 --min-confidence 80 --refuse risky,unknown",
            "  weir what-if 7 --accept \"person.work_email=provider != 'pdl'\"",
            "  weir what-if 7 --catch-all reject_and_continue",
            "  weir what-if 7 --verify zerobounce",
            "  weir what-if 7 --verify none",
            "",
            "Exact where every question it puts was put before: a shorter waterfall, a stricter rule, fewer verifiers. Else",
            "a range that holds the true figure 95 times of 100, with what it rests on.",
        })
final class WhatIfCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Its number; else the latest.")
    private @Nullable Long job;

    @Option(
            names = "--waterfall",
            paramLabel = "FIELD=A,B",
            description = "Whom to ask for a field, in this order. Fields not named keep theirs.")
    private List<String> waterfalls = List.of();

    @Option(
            names = "--verify",
            split = ",",
            paramLabel = "A,B",
            description = "Who verifies each find, in this order; none for nobody. Else as in the job.")
    private @Nullable List<String> verify;

    @Option(
            names = "--catch-all",
            paramLabel = "POLICY",
            description =
                    "E-mails at domains that take mail for every name: accept, accept_and_flag or reject_and_continue.")
    private @Nullable String catchAll;

    @Option(names = "--max-credits", paramLabel = "N", description = "Spend at most so many credits on the whole job.")
    private @Nullable BigDecimal maxCredits;

    @Option(names = "--max-credits-per-row", paramLabel = "N", description = "Spend at most so many credits on a row.")
    private @Nullable BigDecimal maxRowCredits;

    @Option(
            names = "--min-confidence",
            paramLabel = "N",
            description = "Accept no value whose answer gives it less confidence, 0 to 100.")
    private @Nullable Integer minConfidence;

    @Option(
            names = "--refuse",
            split = ",",
            paramLabel = "STATUS",
            description = "Accept no value whose answer calls it that, such as risky, catch_all or unknown.")
    private List<String> refused = List.of();

    @Option(
            names = "--accept",
            paramLabel = "FIELD=EXPR",
            description = "Accept a value of that field only when an expression (CEL) is true of it; FIELD= for any.")
    private List<String> conditions = List.of();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    WhatIfCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Change change = change();
        WhatIfReport report;
        try (Opened opened = Opened.of(common, terminal)) {
            report = opened.weir()
                    .insight()
                    .whatIf()
                    .ask(JobChoice.of(opened, job).job(), change, new ReplayLines(terminal::say));
        }
        terminal.show(json, () -> WhatIfView.json(report), () -> WhatIfView.lines(report, terminal.width()));
        return ExitCodes.OK;
    }

    private Change change() {
        Integer confidence = minConfidence;
        if (confidence != null && (confidence < 0 || confidence > 100)) {
            throw Problem.invalid(
                    "bad_confidence",
                    "--min-confidence " + confidence + " is out of range. Write a number from 0 to 100.");
        }
        Change change = new Change(
                EnrichCommand.byField(waterfalls),
                verifiers(),
                AcceptanceOptions.policy(catchAll),
                EnrichCommand.milli("--max-credits", maxCredits),
                EnrichCommand.milli("--max-credits-per-row", maxRowCredits),
                confidence,
                Set.copyOf(refused),
                AcceptanceOptions.conditions(conditions));
        if (change.isNone()) {
            throw Problem.invalid(
                    "no_change",
                    "Say what is to be otherwise: --waterfall FIELD=A,B, --verify A,B, --catch-all POLICY,"
                            + " --max-credits N, --max-credits-per-row N, --min-confidence N, --refuse STATUS or --accept FIELD=EXPR.");
        }
        return change;
    }

    /** Those named; nobody for {@code none}; empty when nothing is said. */
    private Optional<List<String>> verifiers() {
        List<String> said = verify;
        if (said == null) {
            return Optional.empty();
        }
        List<String> names =
                said.stream().map(String::strip).filter(name -> !name.isEmpty()).toList();
        if (names.stream().distinct().count() < names.size() || (names.contains("none") && names.size() > 1)) {
            throw Problem.invalid(
                    "bad_verifiers",
                    "--verify " + String.join(",", said) + " is not understood. Name each verifier once, such as"
                            + " --verify zerobounce,neverbounce, or write --verify none.");
        }
        return Optional.of(names.equals(List.of("none")) ? List.of() : names);
    }
}
