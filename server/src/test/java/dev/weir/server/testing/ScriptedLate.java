package dev.weir.server.testing;

import dev.weir.provider.Callback;
import dev.weir.provider.CallbackSignature;
import dev.weir.provider.Exchange;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Billing;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Mode;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A vendor inside the test that answers later: what it is handed, and what it says, is the test's. */
public final class ScriptedLate implements Provider {

    private final String slug;
    private final OperationSpec spec;
    private final LateOperation.@Nullable Polling polling;
    private final Queue<Submission> submissions = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final AtomicInteger polls = new AtomicInteger();
    private volatile Duration patience = Duration.ofHours(24);
    private volatile Duration typical = Duration.ofMinutes(10);
    private volatile Function<Submission, Submitted> taking =
            submission -> new Submitted.Accepted("v-" + submission.reference(), Map.of());
    private volatile BiFunction<Submission, String, Heard> telling =
            (_, _) -> Heard.nothing(new Reply.Again(Duration.ZERO));

    private ScriptedLate(String slug, OperationSpec spec, LateOperation.@Nullable Polling polling) {
        this.slug = slug;
        this.spec = spec;
        this.polling = polling;
    }

    /** One that gives {@code field} for {@code company.domain}. @param polling null for one that only calls back */
    public static ScriptedLate giving(
            String slug, String field, int batch, Charge charge, LateOperation.@Nullable Polling polling) {
        return giving(slug, field, batch, charge, polling, Repeat.UNKNOWN);
    }

    /** The same. @param repeat what asking again costs */
    public static ScriptedLate giving(
            String slug,
            String field,
            int batch,
            Charge charge,
            LateOperation.@Nullable Polling polling,
            Repeat repeat) {
        return new ScriptedLate(
                slug,
                new OperationSpec(
                        new OperationId(slug, "find"),
                        "find",
                        1,
                        Mode.ASYNC,
                        List.of(Set.of("company.domain")),
                        Set.of(),
                        List.of(field),
                        charge == Charge.ANSWERED ? Billing.CALL : Billing.RESULT,
                        ScriptedVendor.PRICE,
                        "credit",
                        ScriptedVendor.PRICE,
                        charge,
                        Pace.unlimited(16),
                        batch,
                        repeat,
                        false,
                        Duration.ofDays(30),
                        Duration.ofDays(7),
                        Duration.ofSeconds(20)),
                polling);
    }

    /** From now on it takes submissions so. */
    public ScriptedLate takes(Function<Submission, Submitted> other) {
        taking = other;
        return this;
    }

    /** From now on it tells so how far it is. */
    public ScriptedLate tells(BiFunction<Submission, String, Heard> other) {
        telling = other;
        return this;
    }

    public ScriptedLate patient(Duration other) {
        patience = other;
        return this;
    }

    public ScriptedLate usuallyTaking(Duration other) {
        typical = other;
        return this;
    }

    /** All that it was handed, in order. */
    public List<Submission> submissions() {
        return List.copyOf(submissions);
    }

    public int polls() {
        return polls.get();
    }

    /** The most often any question was handed over. */
    public int mostOftenAsked() {
        return asked.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
    }

    /** The same answer for every item. */
    public static Map<String, Reply> answers(Submission submission, Function<Item, Reply> answer) {
        Map<String, Reply> answers = new HashMap<>();
        submission.items().forEach(item -> answers.put(item.key(), answer.apply(item)));
        return answers;
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
        return List.of();
    }

    @Override
    public List<Operation> operations() {
        return List.of(new Late());
    }

    @Override
    public List<String> unconfirmed() {
        return List.of();
    }

    private final class Late implements LateOperation {

        @Override
        public OperationSpec spec() {
            return spec;
        }

        @Override
        public Submitted submit(Submission submission, Exchange exchange) {
            submissions.add(submission);
            submission
                    .items()
                    .forEach(item -> asked.computeIfAbsent(item.ask().inputs().toString(), _ -> new AtomicInteger())
                            .incrementAndGet());
            return taking.apply(submission);
        }

        @Override
        public Heard poll(Submission submission, String vendorId, Exchange exchange) {
            polls.incrementAndGet();
            return telling.apply(submission, vendorId);
        }

        @Override
        public Heard read(Submission submission, Callback callback) {
            throw new UnsupportedOperationException("nobody calls back over HTTP here");
        }

        @Override
        public Optional<Polling> polling() {
            return Optional.ofNullable(polling);
        }

        @Override
        public boolean callsBack() {
            return true;
        }

        @Override
        public Optional<CallbackSignature> signature() {
            return Optional.empty();
        }

        @Override
        public Duration patience() {
            return patience;
        }

        @Override
        public Duration typical() {
            return typical;
        }
    }
}
