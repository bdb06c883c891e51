package dev.weir.server.audience;

import dev.weir.server.audience.SubscriberEvent.Change;
import dev.weir.server.compute.Mailboxes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber to whom words are added, one after another: what comes of them depends on when they were said, and not on the
 * order in which they come.
 */
final class Draft {

    /** When nobody has said it; any word is newer. */
    static final Instant NEVER = Instant.EPOCH;

    /** Of what sources say of one. Whatever comes on top is left out: all of it is read and written with each word. */
    static final int MOST_FIELDS = 500;

    static final int MOST_CHARACTERS = 256 << 10;

    private static final int UNKNOWN = -1;

    private final String email;
    private final String type;
    private final Map<String, Kept> given;
    private boolean subscribed;
    private Instant statusAt;
    private boolean changed;
    private boolean moved;
    private int characters = UNKNOWN;

    /** Nothing is known yet. @param email canonical */
    Draft(String email) {
        this(email, Mailboxes.kind(email), true, NEVER, Map.of());
    }

    /** @param type of the address */
    Draft(String email, String type, boolean subscribed, Instant statusAt, Map<String, Kept> given) {
        this.email = email;
        this.type = type;
        this.subscribed = subscribed;
        this.statusAt = statusAt;
        this.given = new HashMap<>(given);
    }

    /**
     * What a word did.
     *
     * @param overruled whether something else that was said counts for more
     * @param full whether something was left out, since too much is known already
     */
    record Effect(Map<String, Change> changes, boolean overruled, boolean full) {}

    /** @param now when it arrives */
    Effect take(Arrival arrival, From from, Instant now) {
        Instant at = said(arrival.occurredAt(), now);
        boolean dated = arrival.occurredAt() != null;
        Map<String, Change> changes = new LinkedHashMap<>();
        boolean overruled = false;
        boolean full = false;
        Boolean says = arrival.subscribed();
        if (says != null) {
            // Of two words of the same time that the person has left counts: a mistake the other way is worse.
            int order = at.compareTo(statusAt);
            if (order > 0 || (order == 0 && (!dated || !says))) {
                if (says != subscribed) {
                    changes.put(News.STATUS, new Change(status(subscribed), status(says)));
                }
                moved = true;
                subscribed = says;
                statusAt = at;
            } else if (says != subscribed) {
                overruled = true;
            }
        }
        for (Map.Entry<String, Object> said : arrival.values().byField().entrySet()) {
            String field = said.getKey();
            Object value = said.getValue();
            if (isTheAddress(field, value)) {
                continue;
            }
            Kept is = given.get(field);
            Kept word = Kept.given(value, at, from.sourceId());
            if (is == null || counts(word, is, from.merge(), dated)) {
                if (!grows(field, is, value)) {
                    full = true;
                    continue;
                }
                moved = true;
                given.put(field, word);
                if (is == null || !is.value().equals(value)) {
                    changes.put(field, new Change(is == null ? null : is.value(), value));
                }
            } else if (!is.value().equals(value)) {
                overruled = true;
            }
        }
        changed |= !changes.isEmpty();
        return new Effect(changes, overruled, full);
    }

    /** @return false where there is no room for it */
    private boolean grows(String field, @Nullable Kept is, Object value) {
        if (characters == UNKNOWN) {
            characters = 0;
            given.forEach((name, kept) -> characters += size(name, kept.value()));
        }
        int more = size(field, value) - (is == null ? 0 : size(field, is.value()));
        if (more > 0 && ((is == null && given.size() >= MOST_FIELDS) || characters + more > MOST_CHARACTERS)) {
            return false;
        }
        characters += more;
        return true;
    }

    private static int size(String field, Object value) {
        return field.length()
                + (value instanceof String text
                        ? text.length()
                        : KeptJson.text(value).length());
    }

    /** When that was said: never later than now, whatever clock a source has. */
    static Instant said(@Nullable Instant occurredAt, Instant now) {
        if (occurredAt == null || occurredAt.isAfter(now)) {
            return now;
        }
        Instant at = occurredAt.truncatedTo(ChronoUnit.MICROS);
        return at.isAfter(NEVER) ? at : NEVER.plus(1, ChronoUnit.MICROS);
    }

    /** The address is known as that, and said once. */
    private boolean isTheAddress(String field, Object value) {
        return field.equals(Subscriber.emailField(type))
                || (Subscriber.EMAIL_FIELDS.contains(field) && value.equals(email));
    }

    private static boolean counts(Kept word, Kept is, From.Merge merge, boolean dated) {
        boolean same = word.value().equals(is.value());
        if (merge == From.Merge.BLANKS && !same) {
            return false;
        }
        int order = word.at().compareTo(is.at());
        if (order != 0 || !dated) {
            return order >= 0;
        }
        // Of the same time: whichever comes last, the same one stays.
        return same ? source(word) > source(is) : KeptJson.text(word.value()).compareTo(KeptJson.text(is.value())) > 0;
    }

    private static long source(Kept kept) {
        return Objects.requireNonNullElse(kept.sourceId(), 0L);
    }

    static String status(boolean subscribed) {
        return subscribed ? "subscribed" : "unsubscribed";
    }

    String email() {
        return email;
    }

    String type() {
        return type;
    }

    String status() {
        return status(subscribed);
    }

    Instant statusAt() {
        return statusAt;
    }

    Map<String, Kept> given() {
        return given;
    }

    /** Whether any of what was taken counts, if only as the newer word for the same. */
    boolean isMoved() {
        return moved;
    }

    /** Whether any of what was taken has changed something. */
    boolean isChanged() {
        return changed;
    }
}
