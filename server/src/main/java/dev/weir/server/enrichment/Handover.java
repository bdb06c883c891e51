package dev.weir.server.enrichment;

import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Submitted;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.Permission;
import dev.weir.server.egress.Permit;
import dev.weir.server.egress.RetryPolicy;
import dev.weir.server.tickets.Effect;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Ticket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /** How long what cannot be handed over now is left alone. */
    static final Duration LATER = Duration.ofSeconds(5);

    /** How long the questions of a job that takes no calls are. */
    private static final Duration PAUSED = Duration.ofSeconds(15);

    /** Beyond the call's own deadline, how long it may take until it is known what came of it. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final LateParts parts;
    private final Gathering gathering;
    private final LateOperation operation;
    private final BooleanSupplier closed;
    // Parts of a submission that was refused as a whole: which item is to blame shows when they are handed over.
    private final Deque<List<Long>> halves = new ArrayDeque<>();

    Handover(LateParts parts, Gathering gathering, LateOperation operation, BooleanSupplier closed) {
        this.parts = parts;
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
        Submissions.Leaving leaving = parts.transactions().in(gathering.workspaceId(), this::bind);
        if (leaving == null) {
            return !halves.isEmpty();
        }
        parts.failpoint().reached(BOUND);
        URI callback = parts.callback(operation, leaving.token());
        Submitted submitted = permit.submit(operation, leaving.content(callback));
        parts.failpoint().reached(ANSWERED);
        List<Effect> effects =
                parts.transactions().in(gathering.workspaceId(), () -> settle(leaving, submitted, callback != null));
        parts.failpoint().reached(SETTLED);
        parts.woke(effects);
        return true;
    }

    private Submissions.@Nullable Leaving bind() {
        List<Ticket> taken = take();
        List<Ticket> accepted = new ArrayList<>();
        List<Ticket> others = new ArrayList<>();
        Map<Long, Boolean> accepting = new TreeMap<>();
        taken.forEach(ticket -> accepting.put(ticket.jobId(), false));
        // In the order in which all lock accounts.
        accepting.replaceAll(
                (job, _) -> parts.ledger().lockJob(gathering.workspaceId(), job).accepting());
        taken.forEach(ticket -> (accepting.getOrDefault(ticket.jobId(), false) ? accepted : others).add(ticket));
        parts.submissions().postpone(gathering.workspaceId(), others, PAUSED);
        return accepted.isEmpty()
                ? null
                : parts.submissions()
                        .bind(
                                gathering.workspaceId(),
                                gathering.operation(),
                                accepted,
                                operation.handingOver().plus(GRACE));
    }

    private List<Ticket> take() {
        long workspace = gathering.workspaceId();
        List<Long> half = halves.poll();
        if (half != null) {
            return parts.submissions().take(workspace, half);
        }
        int most = operation.spec().batchSize();
        List<Ticket> taken = parts.submissions()
                .take(
                        workspace,
                        gathering.operation(),
                        most > 1 ? parts.settings().linger() : Duration.ZERO,
                        most);
        boolean due = taken.size() == most
                || (!taken.isEmpty()
                        && !taken.getFirst().dueAt().isAfter(parts.clock().get()));
        return due ? taken : List.of();
    }

    private List<Effect> settle(Submissions.Leaving leaving, Submitted submitted, boolean callsBack) {
        StoredSubmission submission = leaving.submission();
        return switch (submitted) {
            case Submitted.Accepted(String vendorId, Map<String, Reply> answered) ->
                parts.tickets()
                        .accepted(
                                submission,
                                vendorId,
                                byTicket(leaving, answered),
                                vendorId.isEmpty()
                                        ? null
                                        : operation
                                                .polling()
                                                .map(LateOperation.Polling::first)
                                                .orElse(null));
            case Submitted.Unusable(Map<String, String> items) -> unusable(leaving, items);
            case Submitted.Refused(Reply reply) -> refused(leaving, reply, callsBack);
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

    private List<Effect> refused(Submissions.Leaving leaving, Reply reply, boolean callsBack) {
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
                return lost(leaving, reply, callsBack);
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
        List<Long> ids = leaving.tickets().stream().map(Ticket::id).toList();
        List<Effect> effects = List.of();
        if (ids.size() == 1) {
            effects = parts.tickets().answered(gathering.workspaceId(), LateParts.all(leaving.tickets(), reply));
        } else {
            halves.add(ids.subList(0, ids.size() / 2));
            halves.add(ids.subList(ids.size() / 2, ids.size()));
        }
        // Nobody else takes the halves meanwhile, unless this program dies.
        parts.submissions().refused(leaving.submission(), reply.detail(), false, GRACE);
        return effects;
    }

    private RetryPolicy retry(Ticket ticket) {
        return Asking.retry(parts.policy(ticket), parts.settings().retry());
    }

    /** It is tried again as a step is, and then answered so. */
    private List<Effect> again(Submissions.Leaving leaving, Reply reply) {
        List<Ticket> exhausted = leaving.tickets().stream()
                .filter(ticket -> ticket.tries() + 1 >= retry(ticket).tries())
                .toList();
        List<Effect> effects = parts.tickets().answered(gathering.workspaceId(), LateParts.all(exhausted, reply));
        // They are gathered together again: after the longest of their delays.
        Duration after = leaving.tickets().stream()
                .map(ticket -> retry(ticket).delayAfter(ticket.tries() + 1))
                .max(Comparator.naturalOrder())
                .orElse(LATER);
        parts.submissions().refused(leaving.submission(), Submissions.words(reply), true, after);
        return effects;
    }

    /** The call-back address left with it, so that an answer may come all the same; or else nobody will ever answer. */
    private List<Effect> lost(Submissions.Leaving leaving, Reply reply, boolean callsBack) {
        boolean free = operation.spec().repeat() == OperationSpec.Repeat.FREE;
        boolean left = leaving.tickets().stream()
                .allMatch(ticket -> ticket.tries() + 1 < retry(ticket).tries());
        if (free && left) {
            return again(leaving, reply);
        }
        parts.submissions().lost(leaving.submission(), Submissions.words(reply));
        if (!callsBack && !operation.answersByTicket()) {
            parts.nobodyAnswers(leaving.submission());
        }
        return List.of();
    }
}
