package dev.weir.server.audience;

import dev.weir.provider.Values;
import dev.weir.server.expressions.SubscriberFacts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A person who subscribed, as it stands.
 *
 * @param email canonical; by it the person is known
 * @param type {@code personal, corporate, disposable} or {@code role}
 * @param subscribed false once a source said that the person has left
 * @param sourceId the first one that spoke of the person
 * @param given what sources said, by canonical field
 * @param found what enrichment found, by canonical field
 * @param seenAt when a source last spoke of the person
 * @param enrichedAt when enrichment last ended well; null for never
 * @param score null as long as there is none
 */
public record Subscriber(
        long id,
        String email,
        String type,
        boolean subscribed,
        long sourceId,
        Map<String, Kept> given,
        Map<String, Kept> found,
        Instant createdAt,
        Instant changedAt,
        Instant seenAt,
        @Nullable Instant enrichedAt,
        @Nullable Score score) {

    /** What a person is worth, by a version of the model. @param working JSON, see the room {@code scoring} */
    public record Score(BigDecimal points, @Nullable String tier, int version, String working, Instant at) {}

    public Subscriber {
        given = Map.copyOf(given);
        found = Map.copyOf(found);
    }

    /** The fields of addresses. */
    static final Set<String> EMAIL_FIELDS = Set.of("person.personal_email", "person.work_email");

    /** The field that the address is a value of. */
    public String emailField() {
        return emailField(type);
    }

    static String emailField(String type) {
        return type.equals("personal") ? "person.personal_email" : "person.work_email";
    }

    /**
     * All that is known, the address included.
     *
     * @param foundFirst fields of which what was found counts before what was said; of all others it is the other way round
     */
    public Values known(Set<String> foundFirst) {
        Map<String, Object> known = new LinkedHashMap<>();
        found.forEach((field, kept) -> known.put(field, kept.value()));
        given.forEach((field, kept) -> {
            if (!foundFirst.contains(field) || !found.containsKey(field)) {
                known.put(field, kept.value());
            }
        });
        known.put(emailField(), email);
        return new Values(known);
    }

    /** What expressions may ask of it. @param source slug of its first source */
    public SubscriberFacts facts(String source) {
        return new SubscriberFacts(
                email,
                type,
                source,
                subscribed ? "subscribed" : "unsubscribed",
                createdAt,
                changedAt,
                enrichedAt,
                score == null ? null : score.points(),
                score == null ? null : score.tier());
    }

    /** What sources said, the address included: what enrichment begins with. */
    public Values said() {
        Map<String, Object> said = new LinkedHashMap<>();
        given.forEach((field, kept) -> said.put(field, kept.value()));
        said.put(emailField(), email);
        return new Values(said);
    }
}
