package dev.weir.providers;

import dev.weir.provider.FunctionProvider;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the reference page of one provider from its declared facts. */
final class ProviderPage {

    private ProviderPage() {}

    static String of(Provider provider) {
        StringBuilder page = new StringBuilder("# " + provider.title() + " — `" + provider.slug() + "`\n\n");
        page.append("Generated from the declaration; do not edit.\n\n");
        page.append("Address: `").append(provider.baseUrl()).append("`. Secrets: ");
        page.append(code(provider.secrets())).append(".\n");
        provider.off()
                .ifPresent(why -> page.append("\nOff unless a waterfall names it: ")
                        .append(why)
                        .append('\n'));
        if (provider instanceof FunctionProvider functions) {
            function(functions, page);
        }
        for (Operation operation : provider.operations()) {
            operation(operation, page);
            page.append(ProviderExample.of(provider, operation));
        }
        if (!provider.unconfirmed().isEmpty()) {
            page.append("\n## Unconfirmed\n\nWhat the vendor's pages leave open:\n\n");
            provider.unconfirmed()
                    .forEach(note -> page.append("- ").append(note).append('\n'));
        }
        return page.toString();
    }

    /** Where its user's operations come from, and how they answer. */
    private static void function(FunctionProvider functions, StringBuilder page) {
        LateOperation any = (LateOperation) functions.operation("any").orElseThrow();
        page.append("\nA step names the function it asks, what that needs and what it gives; how to write one stands in"
                + " [Functions of your own](../../guides/functions.md).\n\n");
        if (!functions.optionalSecrets().isEmpty()) {
            page.append("A credential need not have: ")
                    .append(code(functions.optionalSecrets()))
                    .append(".\n\n");
        }
        functions
                .addressSecret()
                .ifPresent(secret -> page.append("It is called where the secret `")
                        .append(secret)
                        .append("` says, in the place of the address above.\n\n"));
        page.append("| fact | value |\n|---|---|\n");
        row(page, "pace", pace(functions.pace()));
        row(page, "mode, batch", "async, " + any.spec().batchSize() + " per call");
        row(page, "answers come", ways(any));
        row(page, "waited for", any.patience().toHours() + " h");
        row(page, "an answer usually takes", typical(any));
    }

    private static String typical(LateOperation late) {
        return late.typical().toMinutes() + " min" + (late.againIsFree() ? "; asking again is free then" : "");
    }

    private static void operation(Operation operation, StringBuilder page) {
        OperationSpec spec = operation.spec();
        page.append("\n## ")
                .append(spec.title())
                .append(" — `")
                .append(spec.id())
                .append("`\n\n");
        page.append("Asked with one of, in order of preference:\n\n");
        spec.inputs()
                .forEach(alternative ->
                        page.append("- ").append(code(sorted(alternative))).append('\n'));
        if (!spec.helpers().isEmpty()) {
            page.append("\nSent along when known: ")
                    .append(code(sorted(spec.helpers())))
                    .append(".\n");
        }
        page.append("\nGives: ").append(code(spec.outputs())).append(".\n\n");
        page.append("| fact | value |\n|---|---|\n");
        row(page, "vendor cost", cost(spec));
        row(page, "customer price", amount(spec.priceMilli()) + " credit, charged when " + word(spec.charge()));
        row(page, "pace", pace(spec.pace()));
        row(page, "mode, batch", word(spec.mode()) + ", " + spec.batchSize() + " per call");
        if (operation instanceof LateOperation late) {
            row(page, "answers come", ways(late));
            row(page, "waited for", late.patience().toHours() + " h");
            row(page, "an answer usually takes", typical(late));
        }
        row(page, "the same question again", word(spec.repeat()));
        row(page, "look-up afterwards", spec.lookUp() ? "yes" : "no");
        row(page, "reused for", days(spec.hitFresh()) + " when found, " + days(spec.missFresh()) + " when not");
        row(page, "deadline", spec.deadline().toSeconds() + " s");
        row(page, "version", String.valueOf(spec.version()));
    }

    private static String ways(LateOperation late) {
        List<String> ways = new java.util.ArrayList<>();
        if (late.callsBack()) {
            ways.add("by call-back"
                    + late.signature()
                            .map(signature -> ", signed in `" + signature.header() + "` ("
                                    + signature
                                            .scheme()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', '-') + ")")
                            .orElse(", unsigned"));
        }
        if (late.answersByTicket()) {
            ways.add("through the state API, to which the ticket is the key");
        }
        late.polling()
                .ifPresent(polling -> ways.add("when asked: after "
                        + pause(polling.first()) + ", then every "
                        + pause(polling.longest()) + " at most"));
        return String.join("; ", ways);
    }

    private static String pause(Duration pause) {
        return pause.toSeconds() % 60 == 0 ? pause.toMinutes() + " min" : pause.toSeconds() + " s";
    }

    private static String cost(OperationSpec spec) {
        String what = switch (spec.billing()) {
            case RESULT -> " per result; a miss is free";
            case CALL -> " per call";
            case NOTHING -> "";
        };
        return amount(spec.costMilli()) + " " + spec.unit() + what;
    }

    private static String pace(Pace pace) {
        List<String> limits = new java.util.ArrayList<>();
        if (pace.perSecond() > 0) {
            limits.add(pace.perSecond() + " per second");
        }
        if (pace.perMinute() > 0) {
            limits.add(pace.perMinute() + " per minute");
        }
        limits.add(pace.concurrency() + " at once");
        return String.join(", ", limits);
    }

    private static void row(StringBuilder page, String fact, String value) {
        page.append("| ").append(fact).append(" | ").append(value).append(" |\n");
    }

    private static String amount(long milli) {
        return new BigDecimal(milli).movePointLeft(3).stripTrailingZeros().toPlainString();
    }

    private static String days(Duration duration) {
        return duration.toDays() + " days";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> sorted(Collection<String> fields) {
        return fields.stream().sorted().toList();
    }

    private static String code(Collection<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
