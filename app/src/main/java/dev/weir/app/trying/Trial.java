package dev.weir.app.trying;

import dev.weir.app.vendors.Keys;
import dev.weir.provider.Ask;
import dev.weir.provider.Call;
import dev.weir.provider.Exchange;
import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Nearest;
import dev.weir.provider.Operation;
import dev.weir.provider.Provider;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.providers.Providers;
import dev.weir.server.problem.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One question to one operation, understood and checked, but not yet asked.
 *
 * @param inputs those of the known fields that the operation sends
 */
public record Trial(Provider provider, Operation operation, Values inputs) {

    /**
     * What asking came to.
     *
     * @param later what is to be said in place of the reply where the answer comes later and is not there; else empty
     * @param call what was sent; null when nothing was, not even tried
     */
    record Outcome(Reply reply, String later, @Nullable Call call, Exchange.@Nullable Sent sent, Duration took) {}

    /**
     * @param name a slug, or {@code slug.operation}; a slug means its first operation that can be asked with the inputs
     * @param inputs {@code field=value} each
     * @throws Problem for whatever is unknown, unreadable or not enough
     */
    public static Trial of(Providers providers, String name, List<String> inputs) {
        int dot = name.indexOf('.');
        Provider provider = provider(providers, dot < 0 ? name : name.substring(0, dot));
        Values known = known(inputs);
        if (provider instanceof FunctionProvider functions) {
            return function(functions, dot < 0 ? "" : name.substring(dot + 1), known);
        }
        List<Operation> meant = provider.operations().stream()
                .filter(one -> dot < 0 || one.spec().id().operation().equals(name.substring(dot + 1)))
                .toList();
        if (meant.isEmpty()) {
            throw Problem.notFound(
                    "unknown_operation",
                    provider.slug() + " has no operation '" + name.substring(dot + 1) + "'. It has: "
                            + provider.operations().stream()
                                    .map(one -> one.spec().id().operation())
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        Operation operation = meant.stream()
                .filter(one -> one.spec().canBeAskedWith(known.fields()))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        "inputs_missing",
                        (meant.size() == 1 ? meant.getFirst().spec().id().toString() : provider.slug())
                                + " cannot be asked with "
                                + (known.isEmpty() ? "nothing" : known.fields().toString())
                                + ". Give, as --input field=value, one of: " + alternatives(meant) + "."));
        return new Trial(provider, operation, new Values(operation.spec().questionFrom(known)));
    }

    /** A function is asked with all that is known, and whether it is done. */
    private static Trial function(FunctionProvider provider, String name, Values known) {
        Operation operation = provider.operation(name)
                .orElseThrow(() -> Problem.invalid(
                        "unknown_operation",
                        "Say which function is meant, as its user named it: " + provider.slug() + ".my-function."));
        return new Trial(provider, operation, known);
    }

    /** @throws Problem with the nearest slugs that exist */
    public static Provider provider(Providers providers, String slug) {
        return providers
                .find(slug)
                .orElseThrow(() -> Problem.notFound(
                        "unknown_provider",
                        "There is no provider '" + slug + "'."
                                + Nearest.question(
                                        providers.all().stream()
                                                .map(Provider::slug)
                                                .toList(),
                                        slug)
                                + " 'weir provider list' shows all."));
    }

    private static Values known(List<String> inputs) {
        Map<String, Object> known = new LinkedHashMap<>();
        for (String input : inputs) {
            int equals = input.indexOf('=');
            if (equals <= 0) {
                throw Problem.invalid(
                        "bad_input",
                        "--input '" + input + "' is not understood. Write --input company.domain=acme.com.");
            }
            String name = input.substring(0, equals).strip();
            Field field = Fields.find(name)
                    .orElseThrow(() -> Problem.invalid(
                            "unknown_field",
                            "There is no field '" + name + "'."
                                    + Nearest.question(
                                            Fields.all().stream()
                                                    .map(Field::name)
                                                    .toList(),
                                            name)
                                    + " Choose one of those that 'weir provider show' names."));
            Object value = field.normalise(input.substring(equals + 1))
                    .orElseThrow(() -> Problem.invalid(
                            "bad_input",
                            "'" + input.substring(equals + 1) + "' cannot be read as " + name
                                    + ". Correct it and try again."));
            known.put(name, value);
        }
        return new Values(known);
    }

    private static String alternatives(List<Operation> operations) {
        return operations.stream()
                .flatMap(one -> one.spec().inputs().stream())
                .map(fields -> String.join(" + ", new TreeSet<>(fields)))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** Says where the keys of this provider belong, for the refusal to try it without. */
    public Problem keyMissing() {
        return Problem.invalid(
                "no_credentials",
                "There is no key for " + provider.slug() + ". Set "
                        + provider.secrets().stream()
                                .map(secret -> Keys.variable(provider, secret))
                                .collect(Collectors.joining(" and "))
                        + ", or try it against the made-up vendor with --sandbox.");
    }

    /** Asks once. */
    Outcome ask(Exchange line) {
        Ask ask = new Ask(inputs.byField(), operation.spec().outputs(), "weir-provider-try");
        if (operation instanceof LateOperation late) {
            return new LateTrial(late, ask, line).ask();
        }
        Overheard overheard = new Overheard(line);
        Reply reply = operation.ask(ask, overheard);
        return new Outcome(reply, "", overheard.call(), overheard.sent(), overheard.took());
    }

    /** Asks once, and tells what happened. @param body whether the answer's own bytes are shown too */
    public List<String> explain(Exchange line, int width, boolean body) {
        Mask mask = new Mask(provider.secrets().stream()
                .filter(name -> !provider.addressSecret().equals(java.util.Optional.of(name)))
                .map(line::secret)
                .toList());
        return new Explanation(this, ask(line), line.base(), mask, width).lines(body);
    }
}
