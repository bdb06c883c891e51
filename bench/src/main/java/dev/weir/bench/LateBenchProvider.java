package dev.weir.bench;

import dev.weir.provider.Callback;
import dev.weir.provider.CallbackSignature;
import dev.weir.provider.Exchange;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import dev.weir.provider.Values;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A vendor that calls back, signed; each call-back answers all that its submission asks. */
final class LateBenchProvider implements Provider, LateOperation {

    static final String SLUG = "bench-later";
    static final String SIGNATURE = "x-signature";

    private final OperationSpec spec;
    private final Function<Submission, Submitted> desk;

    /** One that is never handed anything. */
    LateBenchProvider() {
        this(
                Set.of("company.domain"),
                1,
                _ -> new Submitted.Refused(new Reply.NotSent("this vendor is handed nothing")));
    }

    /** @param desk takes what it is handed */
    LateBenchProvider(Set<String> inputs, int batchSize, Function<Submission, Submitted> desk) {
        this.spec = spec(inputs, batchSize);
        this.desk = desk;
    }

    private static OperationSpec spec(Set<String> inputs, int batchSize) {
        return new OperationSpec(
                new OperationId(SLUG, "find"),
                "Late answers",
                1,
                OperationSpec.Mode.ASYNC,
                List.of(inputs),
                Set.of(),
                List.of(InstantProvider.FIELD),
                OperationSpec.Billing.RESULT,
                1_000,
                "credit",
                1_000,
                OperationSpec.Charge.ACCEPTED,
                Pace.unlimited(64),
                batchSize,
                OperationSpec.Repeat.UNKNOWN,
                false,
                Duration.ofDays(30),
                Duration.ofDays(7),
                Duration.ofSeconds(20));
    }

    /** As it signs its call-backs. */
    static String sign(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(BenchVendor.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has HmacSHA256", missing);
        }
    }

    @Override
    public OperationSpec spec() {
        return spec;
    }

    @Override
    public Submitted submit(Submission submission, Exchange exchange) {
        return desk.apply(submission);
    }

    @Override
    public Heard poll(Submission submission, String vendorId, Exchange exchange) {
        throw new UnsupportedOperationException("it calls back");
    }

    @Override
    public Heard read(Submission submission, Callback callback) {
        String name = new String(callback.body(), StandardCharsets.UTF_8);
        Reply reply = new Reply.Found(
                Values.of(InstantProvider.FIELD, name), new Receipt(1_000, true, null, null, callback.body()));
        return Heard.last(submission.items().stream().collect(Collectors.toMap(Item::key, _ -> reply)), null);
    }

    @Override
    public Optional<Polling> polling() {
        return Optional.empty();
    }

    @Override
    public boolean callsBack() {
        return true;
    }

    @Override
    public Optional<CallbackSignature> signature() {
        return Optional.of(new CallbackSignature(
                CallbackSignature.Scheme.HMAC_SHA256_HEX,
                SIGNATURE,
                "",
                "api_key",
                List.of(),
                null,
                Duration.ofMinutes(5),
                true));
    }

    @Override
    public Duration patience() {
        return Duration.ofHours(24);
    }

    @Override
    public String slug() {
        return SLUG;
    }

    @Override
    public String title() {
        return "Late answers";
    }

    @Override
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:1");
    }

    @Override
    public List<String> secrets() {
        return List.of("api_key");
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
