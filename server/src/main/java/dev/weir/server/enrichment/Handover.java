package dev.weir.server.enrichment;

import dev.weir.provider.LateOperation;
import dev.weir.provider.Reply;
import dev.weir.provider.Submitted;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.Permission;
import dev.weir.server.egress.Permit;
import dev.weir.server.tickets.Effect;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Ticket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the gathered questions of one operation over, submission by submission, until there are no more. Used by one thread.
 *
 * <p>A permit is there before tickets are bound, so that what is bound leaves at once; no transaction is open while it does.
 */
final class Handover {

    /** Reached when tickets are bound to a submission that has not left. */
    static final String BOUND = "handover.bound";

    /** Reached when the vendor has answered, and nobody knows it yet. */
    static final String ANSWERED = "handover.answered";

    /** Reached when what it answered is durable. */
    static final String SETTLED = "handover.settled";

    /** By then others have been the ones by whom it is tried whether an unavailable provider is back. */
    private static final Duration AFTER_OTHERS = Duration.ofSeconds(90);

    private static final int GATEWAY_TIMEOUT = 504;

    /** How long what cannot be handed over now is left alone. */
    static final Duration LATER = Duration.ofSeconds(5);

    private final LateParts parts;
    private final HandoverDesk desk;
    private final Gathering gathering;
    private final LateOperation operation;
    private final BooleanSupplier closed;

    Handover(LateParts parts, HandoverDesk desk, Gathering gathering, LateOperation operation, BooleanSupplier closed) {
        this.parts = parts;
        this.desk = desk;
        this.gathering = gathering;
        this.operation = operation;
        this.closed = closed;
    }

    /** Goes on until nothing is left, or can be handed over. Returns how long that is to be let be. */
    Duration run() throws InterruptedException {
        while (!closed.getAsBoolean()) {
            Optional<Access> access =
                    parts.access(gathering.workspaceId(), gathering.operation().provider());
            if (access.isEmpty()) {
                Reply none = new Reply.AuthFailed("there is no credential any more, or none that can be opened");
                if (parts.nobodyTakes(gathering, none, null)) {
                    continue;
                }
                return LATER;
            }
            switch (parts.egress().permit(access.get())) {
                case Permission.Granted(Permit permit) -> {
                    try (permit) {
                        if (!handOver(permit)) {
                            return Duration.ZERO;
                        }
                    }
                }
                case Permission.Later(Duration after) -> {
                    return after;
                }
                case Permission.Unavailable(Instant since, Instant until, Permission.Why why) -> {
                    if (!parts.nobodyTakes(gathering, reply(why), since)) {
                        Duration wait = until == null
                                ? LATER
                                : Duration.between(parts.clock().get(), until);
                        return wait.compareTo(LATER) < 0 ? wait.plusMillis(100) : LATER;
                    }
                }
            }
        }
        return LATER;
    }

    private static Reply reply(Permission.Why why) {
        return switch (why) {
            case BREAKER_OPEN -> new Reply.NotSent("the provider has been failing");
            case KEY_REJECTED -> new Reply.AuthFailed("the key was rejected");
            case OUT_OF_CREDITS -> new Reply.OutOfCredits("the vendor's credits are used up");
            case THROTTLED -> new Reply.Throttled(null);
        };
    }

    /** Returns false when there was nothing to hand over. */
    private boolean handOver(Permit permit) {
        // Of what a vendor in trouble is asked nobody knows what it costs there.
        HandoverDesk.Bound bound = desk.bind(gathering, operation, permit.isProbe());
        Submissions.Leaving leaving = bound.leaving();
        if (leaving == null) {
            return bound.any();
        }
        parts.failpoint().reached(BOUND);
        URI callback = parts.callback(operation, leaving.token());
        Submitted submitted = permit.submit(operation, leaving.content(callback));
        parts.failpoint().reached(ANSWERED);
        List<Effect> effects = settled(leaving, submitted);
        parts.failpoint().reached(SETTLED);
        parts.woke(effects);
        return true;
    }

    private List<Effect> settled(Submissions.Leaving leaving, Submitted submitted) {
        if (submitted instanceof Submitted.Accepted(String vendorId, Map<String, Reply> answered)
                && answered.isEmpty()) {
            desk.accepted(leaving.submission(), vendorId, poll(vendorId));
            return List.of();
        }
        return parts.transactions().in(gathering.workspaceId(), () -> settle(leaving, submitted));
    }

    /** When it is asked how far it is; null for never. */
    private @Nullable Duration poll(String vendorId) {
        return vendorId.isEmpty()
                ? null
                : operation.polling().map(LateOperation.Polling::first).orElse(null);
    }

    private List<Effect> settle(Submissions.Leaving leaving, Submitted submitted) {
        StoredSubmission submission = leaving.submission();
        return switch (submitted) {
            case Submitted.Accepted(String vendorId, Map<String, Reply> answered) ->
                parts.tickets().accepted(submission, vendorId, byTicket(leaving, answered), poll(vendorId));
            case Submitted.Unusable(Map<String, String> items) -> unusable(leaving, items);
            case Submitted.Refused(Reply reply) -> refused(leaving, reply);
        };
    }

    private static Map<Long, Reply> byTicket(Submissions.Leaving leaving, Map<String, Reply> answers) {
        Map<Long, Reply> replies = new HashMap<>();
        leaving.tickets().forEach(ticket -> {
            Reply reply = answers.get(ticket.key());
            if (reply != null) {
                replies.put(ticket.id(), reply);
            }
        });
        return replies;
    }

    /** Those it names are answered so, and the others gather again. */
    private List<Effect> unusable(Submissions.Leaving leaving, Map<String, String> items) {
        Map<String, Reply> answers = new HashMap<>();
        items.forEach((key, why) -> answers.put(key, new Reply.InvalidInput(why)));
        Map<Long, Reply> replies = byTicket(leaving, answers);
        if (replies.isEmpty()) {
            return invalid(leaving, new Reply.InvalidInput("the vendor calls items unusable that are none of these"));
        }
        List<Effect> effects = parts.tickets().answered(gathering.workspaceId(), replies);
        parts.submissions().refused(leaving.submission(), "unusable items: " + items.values(), false, Duration.ZERO);
        return effects;
    }

    private List<Effect> refused(Submissions.Leaving leaving, Reply reply) {
        String why = Submissions.words(reply);
        StoredSubmission submission = leaving.submission();
        switch (reply) {
            case Reply.Throttled(Duration after) -> {
                parts.submissions().refused(submission, why, false, after == null ? LATER : after);
                return List.of();
            }
            case Reply.AuthFailed _, Reply.OutOfCredits _ -> {
                parts.submissions().refused(submission, why, false, LATER);
                return List.of();
            }
            case Reply.InvalidInput invalid -> {
                return invalid(leaving, invalid);
            }
            case Reply.Lost _, Reply.BadAnswer _ -> {
                parts.lost(submission, why, operation);
                return List.of();
            }
            case Reply.NotSent _, Reply.Trouble _, Reply.Again _ -> {
                return again(leaving, reply);
            }
            case Reply.Found _, Reply.NotFound _, Reply.Blocked _ ->
                throw new IllegalStateException(gathering.operation() + " refuses a submission with " + why);
        }
    }

    /** One question alone is to blame; of several, it shows when their halves are handed over. */
    private List<Effect> invalid(Submissions.Leaving leaving, Reply.InvalidInput reply) {
        if (leaving.tickets().size() > 1) {
            parts.submissions().halve(leaving.submission(), leaving.tickets(), reply.detail());
            return List.of();
        }
        List<Effect> effects =
                parts.tickets().answered(gathering.workspaceId(), LateParts.all(leaving.tickets(), reply));
        parts.submissions().refused(leaving.submission(), reply.detail(), false, Duration.ZERO);
        return effects;
    }

    /**
     * It is tried again as a step is, and then answered so. While the provider is unavailable that is no try: a cell waits
     * for it as long as its step says, however often it is looked whether it is back; unless each look may be paid.
     */
    private List<Effect> again(Submissions.Leaving leaving, Reply reply) {
        boolean away = parts.isAway(gathering);
        if (away && !mayBePaid(leaving, reply)) {
            parts.submissions().refused(leaving.submission(), Submissions.words(reply), false, AFTER_OTHERS);
            if (reply instanceof Reply.Trouble) {
                parts.triedInVain(gathering.workspaceId(), leaving.tickets());
            }
            return List.of();
        }
        List<Ticket> exhausted = leaving.tickets().stream()
                .filter(ticket -> !parts.isTriedAgain(ticket, reply))
                .toList();
        List<Effect> effects = parts.tickets().answered(gathering.workspaceId(), LateParts.all(exhausted, reply));
        Duration delay = parts.delay(leaving.tickets());
        parts.submissions()
                .refused(
                        leaving.submission(),
                        Submissions.words(reply),
                        true,
                        away && delay.compareTo(AFTER_OTHERS) < 0 ? AFTER_OTHERS : delay);
        if (reply instanceof Reply.Trouble) {
            parts.triedInVain(gathering.workspaceId(), leaving.tickets());
        }
        return effects;
    }

    /** Whether a gateway gave up waiting for the vendor, who may have taken it, and takes the next one at a price, too. */
    private boolean mayBePaid(Submissions.Leaving leaving, Reply reply) {
        return reply instanceof Reply.Trouble trouble
                && trouble.status() == GATEWAY_TIMEOUT
                && leaving.tickets().stream().anyMatch(parts::isRepeatedAtAPrice);
    }
}
