package dev.weir.app.trying;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.vendors.Keys;
import dev.weir.app.vendors.SandboxAddress;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is declared of providers, for a person. */
public final class Facts {

    private final Keys keys;

    public Facts(Keys keys) {
        this.keys = keys;
    }

    /** A line per provider, in default order. */
    public List<String> list(List<Provider> providers) {
        int slug = width(providers.stream().map(Provider::slug).toList(), "provider");
        int state = width(providers.stream().map(this::state).toList(), "state");
        List<String> lines = new ArrayList<>();
        lines.add(padded("provider", slug) + "  " + padded("state", state) + "  operations");
        for (Provider provider : providers) {
            lines.add(padded(provider.slug(), slug) + "  " + padded(state(provider), state) + "  "
                    + (provider instanceof FunctionProvider
                            ? "your own; a step names them"
                            : provider.operations().stream().map(Facts::listed).collect(Collectors.joining(", "))));
        }
        return lines;
    }

    private static String listed(Operation operation) {
        return operation.spec().id().operation()
                + (operation.spec().mode() == OperationSpec.Mode.ASYNC ? " (later)" : "");
    }

    private static int width(Collection<String> texts, String title) {
        return Math.max(
                title.length(), texts.stream().mapToInt(String::length).max().orElse(0));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private String state(Provider provider) {
        return (provider.off().isPresent() ? "off, " : "")
                + (keys.has(provider) ? "ready" : SandboxAddress.plays(provider) ? "sandbox only" : "no key");
    }

    /** All of one provider. */
    public List<String> show(Provider provider) {
        List<String> lines = new ArrayList<>();
        lines.add(provider.slug() + "  " + provider.title());
        lines.add("  address  " + provider.baseUrl());
        for (String secret : provider.secrets()) {
            String variable = Keys.variable(provider, secret);
            lines.add("  key      " + variable
                    + (provider.optionalSecrets().contains(secret)
                            ? " (optional)"
                            : keys.has(provider) ? " (set)" : " (not set)"));
        }
        lines.add("  sandbox  " + (SandboxAddress.plays(provider) ? "plays it" : "does not play it"));
        provider.off().ifPresent(why -> lines.add("  off      asked only where --waterfall names it. " + why));
        if (provider instanceof FunctionProvider functions) {
            lines.add("  answers  "
                    + ways((LateOperation) functions.operation("any").orElseThrow()));
        }
        provider.operations().forEach(operation -> operation(operation, lines));
        if (!provider.unconfirmed().isEmpty()) {
            lines.add("");
            lines.add("Unconfirmed: what the vendor's pages leave open");
            provider.unconfirmed().forEach(note -> lines.add("  - " + note));
        }
        return lines;
    }

    private static void operation(Operation operation, List<String> lines) {
        OperationSpec spec = operation.spec();
        lines.add("");
        lines.add(spec.id() + "  " + spec.title());
        spec.inputs().forEach(fields -> lines.add("  asked with  " + String.join(" + ", new TreeSet<>(fields))));
        if (!spec.helpers().isEmpty()) {
            lines.add("  helped by   " + String.join(", ", new TreeSet<>(spec.helpers())));
        }
        lines.add("  gives       " + String.join(", ", spec.outputs()));
        lines.add("  vendor      " + Amounts.credits(spec.costMilli()) + " " + spec.unit() + " per "
                + word(spec.billing()) + "; asked again: " + word(spec.repeat()));
        lines.add("  customer    " + Amounts.inCredits(spec.priceMilli()) + " when " + word(spec.charge()));
        if (operation instanceof LateOperation late) {
            lines.add("  answers     later: it " + ways(late) + "; up to " + spec.batchSize() + " questions a call");
        }
        lines.add("  pace        " + pace(spec.pace()) + "; a call may take "
                + spec.deadline().toSeconds() + " s");
    }

    /** How its answers come, as the end of a sentence about it. */
    static String ways(LateOperation operation) {
        List<String> ways = new ArrayList<>();
        if (operation.callsBack()) {
            ways.add("calls back" + (operation.signature().isPresent() ? ", signed" : "")
                    + (operation.needsCallback() ? ", and needs a server with a public address" : ""));
        }
        if (operation.answersByTicket()) {
            ways.add("answers through the state API");
        }
        operation
                .polling()
                .ifPresent(polling -> ways.add("can be asked how far it is, first after "
                        + polling.first().toSeconds() + " s"));
        return String.join(" or ", ways);
    }

    private static String pace(Pace pace) {
        return (pace.perSecond() > 0 ? pace.perSecond() + " per second, " : "")
                + (pace.perMinute() > 0 ? pace.perMinute() + " per minute, " : "")
                + pace.concurrency() + " at once";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
