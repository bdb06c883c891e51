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
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import dev.weir.provider.Values;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A vendor inside the test that answers later: {@code company.name} for {@code company.domain}. It keeps what it was handed,
 * and reads {@code {"id": its name of the submission or none, "answers": {key: name or null}, "ended": true}}; signed with
 * {@code api_key} where it is told so.
 */
public final class LateVendor implements Provider, LateOperation {

    /** Two credits, charged when accepted. */
    public static final long PRICE = 2_000;

    /** What a signed one is signed in: an HMAC-SHA-256 of the body, in hex. */
    public static final String SIGNATURE = "x-signature";

    private final String slug;
    private final int batchSize;
    private final boolean signed;
    private final Repeat repeat;
    private final @Nullable Polling polling;
    private final ConcurrentLinkedQueue<Submission> submissions = new ConcurrentLinkedQueue<>();
    private volatile Function<Submission, Submitted> script = _ -> new Submitted.Accepted("vendor-1", Map.of());

    private LateVendor(String slug, int batchSize, boolean signed, Repeat repeat, @Nullable Polling polling) {
        this.slug = slug;
        this.batchSize = batchSize;
        this.signed = signed;
        this.repeat = repeat;
        this.polling = polling;
    }

    public static LateVendor of(String slug, int batchSize) {
        return new LateVendor(slug, batchSize, false, Repeat.UNKNOWN, null);
    }

    public static LateVendor signed(String slug, int batchSize) {
        return new LateVendor(slug, batchSize, true, Repeat.UNKNOWN, null);
    }

    /** One that asks nothing more for the same question. */
    public static LateVendor repeatable(String slug, int batchSize) {
        return new LateVendor(slug, batchSize, false, Repeat.FREE, null);
    }

    /** One that could be asked how far it is; no test lets it come to that. */
    public static LateVendor asked(String slug, int batchSize, Polling polling) {
        return new LateVendor(slug, batchSize, false, Repeat.UNKNOWN, polling);
    }

    /** What it was handed, in order. */
    public List<Submission> submissions() {
        return List.copyOf(submissions);
    }

    /** From now on it answers so when it is handed something. */
    public void answers(Function<Submission, Submitted> other) {
        script = other;
    }

    /** A call-back that gives a name for each item of a submission. */
    public static byte[] names(Submission submission, String name) {
        Map<String, Object> answers = new HashMap<>();
        submission.items().forEach(item -> answers.put(item.key(), name));
        return said(answers, true);
    }

    /** A call-back. @param answers names by item key, null for a miss */
    public static byte[] said(Map<String, ? extends @Nullable Object> answers, boolean ended) {
        return JsonMapper.shared().writeValueAsBytes(Map.of("answers", answers, "ended", ended));
    }

    @Override
    public OperationSpec spec() {
        return new OperationSpec(
                new OperationId(slug, "find"),
                slug + " later",
                1,
                Mode.ASYNC,
                List.of(Set.of("company.domain")),
                Set.of(),
                List.of("company.name"),
                Billing.RESULT,
                PRICE,
                "credit",
                PRICE,
                Charge.ACCEPTED,
                Pace.unlimited(64),
                batchSize,
                repeat,
                false,
                Duration.ofDays(30),
                Duration.ofDays(7),
                Duration.ofSeconds(20));
    }

    @Override
    public Submitted submit(Submission submission, Exchange exchange) {
        submissions.add(submission);
        return script.apply(submission);
    }

    @Override
    public Heard poll(Submission submission, String vendorId, Exchange exchange) {
        throw new UnsupportedOperationException("it calls back");
    }

    @Override
    public Heard read(Submission submission, Callback callback) {
        JsonNode body;
        try {
            body = JsonMapper.shared().readTree(callback.body());
        } catch (JacksonException notJson) {
            return Heard.nothing(new Reply.BadAnswer("no JSON", Receipt.free(callback.body())));
        }
        if (body.path("broken").asBoolean()) {
            throw new IllegalStateException("the adapter is broken");
        }
        Map<String, Reply> answers = new HashMap<>();
        body.path("answers")
                .forEachEntry((key, name) -> answers.put(
                        key,
                        name.isNull()
                                ? new Reply.NotFound(receipt(0, callback.body()))
                                : new Reply.Found(
                                        Values.of("company.name", name.asString()), receipt(PRICE, callback.body()))));
        // What a worker says of its one item.
        if (body.has("name") && submission.items().size() == 1) {
            Item item = submission.items().getFirst();
            answers.put(
                    item.key(),
                    new Reply.Found(
                            Values.of("company.name", body.path("name").asString()), receipt(PRICE, callback.body())));
        }
        return new Heard(
                answers,
                body.path("ended").asBoolean(),
                null,
                null,
                body.has("id") ? body.path("id").asString() : null);
    }

    private static Receipt receipt(long cost, byte[] body) {
        return new Receipt(cost, true, "r", null, body);
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
        return signed
                ? Optional.of(new CallbackSignature(
                        CallbackSignature.Scheme.HMAC_SHA256_HEX,
                        SIGNATURE,
                        "",
                        "api_key",
                        List.of(),
                        null,
                        Duration.ofMinutes(5),
                        true))
                : Optional.empty();
    }

    @Override
    public Duration patience() {
        return Duration.ofHours(24);
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
        return signed ? List.of("api_key") : List.of();
    }

    @Override
    public List<Operation> operations() {
        return List.of(this);
    }

    @Override
    public List<String> unconfirmed() {
        return List.of();
    }
}
