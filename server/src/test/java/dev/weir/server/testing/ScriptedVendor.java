package dev.weir.server.testing;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Billing;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Mode;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A vendor inside the test: it answers what the test says, and counts how often each question was put to it. */
public final class ScriptedVendor implements Provider {

    /** Two credits, as an operation's price unless it says otherwise. */
    public static final long PRICE = 2_000;

    private final String slug;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private List<String> secrets = List.of();
    private volatile Function<Ask, Reply> script;

    private ScriptedVendor(String slug, Function<Ask, Reply> script) {
        this.slug = slug;
        this.script = script;
    }

    /** One that gives {@code field} for {@code company.domain}, charged when accepted; a repeat may cost again. */
    public static ScriptedVendor giving(String slug, String field, Function<Ask, Reply> script) {
        return new ScriptedVendor(slug, script)
                .operation("find", Set.of("company.domain"), List.of(field), Charge.ACCEPTED, Repeat.UNKNOWN);
    }

    /** One without an operation yet. */
    public static ScriptedVendor named(String slug, Function<Ask, Reply> script) {
        return new ScriptedVendor(slug, script);
    }

    public ScriptedVendor operation(
            String name, Set<String> inputs, List<String> outputs, Charge charge, Repeat repeat) {
        return operation(name, List.of(inputs), Set.of(), outputs, charge, repeat);
    }

    /** @param inputs alternatives, in order of preference */
    public ScriptedVendor operation(
            String name,
            List<Set<String>> inputs,
            Set<String> helpers,
            List<String> outputs,
            Charge charge,
            Repeat repeat) {
        OperationSpec spec = new OperationSpec(
                new OperationId(slug, name),
                name,
                1,
                Mode.SYNC,
                inputs,
                helpers,
                outputs,
                charge == Charge.ANSWERED ? Billing.CALL : Billing.RESULT,
                PRICE,
                "credit",
                PRICE,
                charge,
                Pace.unlimited(64),
                1,
                repeat,
                false,
                Duration.ofDays(30),
                Duration.ofDays(7),
                Duration.ofSeconds(20));
        operations.add(new Scripted(spec));
        return this;
    }

    /** It is asked with these secrets alone. */
    public ScriptedVendor needing(String... names) {
        secrets = List.of(names);
        return this;
    }

    private final class Scripted implements Operation {
        private final OperationSpec spec;

        Scripted(OperationSpec spec) {
            this.spec = spec;
        }

        @Override
        public OperationSpec spec() {
            return spec;
        }

        @Override
        public Reply ask(Ask ask, Exchange exchange) {
            calls.incrementAndGet();
            keys.add(ask.idempotencyKey());
            asked.computeIfAbsent(spec.id() + "?" + ask.inputs(), _ -> new AtomicInteger())
                    .incrementAndGet();
            return script.apply(ask);
        }
    }

    /** From now on it answers so. */
    public void answers(Function<Ask, Reply> other) {
        script = other;
    }

    /** Every call it ever got. */
    public int calls() {
        return calls.get();
    }

    /** The most often any one question was put. */
    public int mostOftenAsked() {
        return asked.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
    }

    /** The idempotency keys of all calls, in order. */
    public List<String> keys() {
        return List.copyOf(keys);
    }

    /** A find of one field, at the operation's own cost. */
    public static Reply found(String field, Object value) {
        return new Reply.Found(Values.of(field, value), receipt(PRICE));
    }

    /** A miss, which costs nothing. */
    public static Reply notFound() {
        return new Reply.NotFound(receipt(0));
    }

    /** An answer's own word of what it cost. */
    public static Receipt receipt(long cost) {
        return new Receipt(cost, true, "r", null, "{}".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return slug;
    }

    @Override
    public URI baseUrl() {
        return URI.create("https://" + slug + ".example");
    }

    @Override
    public List<String> secrets() {
        return secrets;
    }

    @Override
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    @Override
    public List<String> unconfirmed() {
        return List.of();
    }
}
