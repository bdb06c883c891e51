package dev.weir.bench;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A provider in our own process that answers at once, finds everything, if not told otherwise, and bills for it: what is
 * left is the engine.
 */
final class InstantProvider implements Provider {

    static final String SLUG = "instant";
    static final String FIELD = "person.work_email";
    static final long COST_MILLI = 1_000;
    static final int HIT_FRESH_DAYS = 30;

    private static final byte[] NOTHING = "{\"data\":null}".getBytes(StandardCharsets.UTF_8);

    private final String slug;
    private final Operation find;

    InstantProvider() {
        this(SLUG);
    }

    /** Another one of them, so that two jobs ask different vendors. */
    InstantProvider(String slug) {
        this(slug, _ -> false);
    }

    /** @param misses the sample rows it does not find */
    InstantProvider(String slug, IntPredicate misses) {
        this(slug, FIELD, misses);
    }

    /** @param field what it gives, a text: of {@link #FIELD} an address, of others some words */
    InstantProvider(String slug, String field, IntPredicate misses) {
        this.slug = slug;
        OperationSpec spec = spec(slug, field);
        this.find = new Operation() {
            @Override
            public OperationSpec spec() {
                return spec;
            }

            @Override
            public Reply ask(Ask ask, Exchange exchange) {
                String firstName = ask.text("person.first_name");
                if (misses.test(SampleRows.row(firstName))) {
                    return new Reply.NotFound(new Receipt(0, true, null, null, NOTHING));
                }
                Answer answer = Answer.to(firstName, ask.text("company.domain"));
                return new Reply.Found(
                        Values.of(field, field.equals(FIELD) ? answer.email() : answer.requestId()),
                        new Receipt(COST_MILLI, true, answer.requestId(), null, answer.body()));
            }
        };
    }

    private static OperationSpec spec(String slug, String field) {
        return new OperationSpec(
                new OperationId(slug, "find"),
                "Instant finder",
                1,
                OperationSpec.Mode.SYNC,
                List.of(Set.of("person.first_name", "person.last_name", "company.domain")),
                Set.of(),
                List.of(field),
                OperationSpec.Billing.RESULT,
                COST_MILLI,
                "credit",
                COST_MILLI,
                OperationSpec.Charge.ACCEPTED,
                Pace.unlimited(10_000),
                1,
                OperationSpec.Repeat.UNKNOWN,
                false,
                Duration.ofDays(HIT_FRESH_DAYS),
                Duration.ofDays(7),
                Duration.ofSeconds(30));
    }

    /** What is answered, so that the floor can write the same bytes. */
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    record Answer(String email, String requestId, byte[] body) {

        static Answer to(String firstName, String domain) {
            String local = firstName.toLowerCase(Locale.ROOT);
            String email = local + "@" + domain;
            String body =
                    "{\"data\":{\"first_name\":\"" + firstName + "\",\"last_name\":\"Example\",\"email\":\"" + email
                            + "\",\"score\":97,\"domain\":\"" + domain
                            + "\",\"accept_all\":false,\"verification\":{\"date\":\"2026-11-01\",\"status\":\"valid\"}},"
                            + "\"meta\":{\"params\":{\"max_duration\":10,\"company\":null}}}";
            return new Answer(email, "req-" + local, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return "Instant";
    }

    @Override
    public URI baseUrl() {
        return URI.create("https://instant.example");
    }

    @Override
    public List<String> secrets() {
        return List.of();
    }

    @Override
    public List<Operation> operations() {
        return List.of(find);
    }

    @Override
    public List<String> unconfirmed() {
        return List.of();
    }
}
