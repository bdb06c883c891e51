package dev.weir.server.enrichment;

import dev.weir.provider.Heard;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.Permission;
import dev.weir.server.egress.Permit;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.SubmissionState;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks vendors how far they are, and ends waits whose time is over, after a last look where the vendor can be asked. What a
 * vendor says then is filed exactly as a call-back would have been.
 */
final class Polls {

    private static final Logger LOG = LoggerFactory.getLogger(Polls.class);

    /** Reached when the vendor has told how far it is, and nobody knows it yet. */
    static final String HEARD = "polls.heard";

    /** How long somebody may take to ask. */
    private static final Duration LEASE = Duration.ofSeconds(90);

    /** When a vendor cannot be asked just now. */
    private static final Duration LATER = Duration.ofSeconds(30);

    /** Submissions that are asked at once. */
    private static final int AT_ONCE = 64;

    /** Tickets that are ended in one look. */
    private static final int OVERDUE = 5_000;

    private final LateParts parts;
    private final Semaphore room = new Semaphore(AT_ONCE);

    Polls(LateParts parts) {
        this.parts = parts;
    }

    /** One look at all workspaces. Returns whether there may be more. */
    boolean look() {
        Collection<Long> workspaces = parts.workspaces().get();
        int most = room.availablePermits();
        Found found = parts.transactions()
                .in(
                        workspaces,
                        () -> new Found(
                                parts.submissions().abandoned(workspaces, AT_ONCE),
                                parts.submissions().toHandOverAgain(workspaces, AT_ONCE),
                                most == 0 ? List.of() : parts.submissions().claimPolls(workspaces, LEASE, most)));
        found.due().forEach(submission -> aside(() -> ask(submission)));
        found.abandoned().forEach(submission -> change(submission, this::abandoned));
        found.unanswered().forEach(submission -> change(submission, parts::unanswered));
        boolean more = (found.due().size() == most && most > 0)
                || found.abandoned().size() == AT_ONCE
                || found.unanswered().size() == AT_ONCE;
        return endOverdue(workspaces) || more;
    }

    /**
     * What a look has found.
     *
     * @param due to be asked how far they are
     */
    private record Found(
            List<StoredSubmission> abandoned, List<StoredSubmission> unanswered, List<StoredSubmission> due) {}

    /** Each by itself, so that what it touches is locked in the order of all; somebody else may have been faster. */
    private void change(StoredSubmission submission, Consumer<StoredSubmission> what) {
        List<Ticket> open = parts.transactions().in(submission.workspaceId(), () -> {
            List<Ticket> before = parts.tickets().ofSubmission(submission.workspaceId(), submission.id());
            what.accept(submission);
            return before;
        });
        open.stream().map(Ticket::jobId).distinct().forEach(parts.engine()::start);
    }

    private void abandoned(StoredSubmission submission) {
        parts.lost(
                submission,
                "who handed it over died over it",
                parts.operation(submission.operation()).orElse(null));
    }

    private void aside(Runnable work) {
        room.acquireUninterruptibly();
        Thread.ofVirtual().name("late-poll").start(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("could not ask how far a submission is, trying again: {}", e.getMessage());
            } finally {
                room.release();
            }
        });
    }

    /** Waits until nobody is being asked. */
    void awaitQuiet() {
        room.acquireUninterruptibly(AT_ONCE);
        room.release(AT_ONCE);
    }

    private void ask(StoredSubmission submission) {
        if (!isWaitedFor(submission)) {
            return;
        }
        LateOperation operation = parts.operation(submission.operation()).orElse(null);
        LateOperation.Polling polling =
                operation == null ? null : operation.polling().orElse(null);
        Heard heard = operation == null || polling == null ? null : heard(submission, operation);
        Duration next = polling == null ? LATER : next(polling, submission.polls() + (heard == null ? 0 : 1));
        Duration after = heard == null ? LATER : after(heard, next);
        Told told = parts.transactions().in(submission.workspaceId(), () -> {
            Told now = heard == null ? null : parts.tickets().heard(submission, heard);
            parts.submissions().polled(submission, after);
            return now;
        });
        if (told != null) {
            parts.woke(told.effects());
        }
    }

    /** Whether anything of it is out still; else it ends here, and nobody is asked. */
    private boolean isWaitedFor(StoredSubmission submission) {
        return parts.transactions().in(submission.workspaceId(), () -> {
            parts.submissions().endEmpty(submission);
            return parts.submissions()
                    .get(submission.workspaceId(), submission.id())
                    .filter(now -> now.state() == SubmissionState.OUT)
                    .isPresent();
        });
    }

    /** What the vendor says; null when it cannot be asked just now. */
    private @Nullable Heard heard(StoredSubmission submission, LateOperation operation) {
        String vendorId = submission.vendorId();
        Optional<Access> access =
                parts.access(submission.workspaceId(), submission.operation().provider());
        if (vendorId == null || access.isEmpty()) {
            return null;
        }
        try {
            if (!(parts.egress().permit(access.get()) instanceof Permission.Granted(Permit permit))) {
                return null;
            }
            try (permit) {
                Submission content = parts.transactions()
                        .in(
                                submission.workspaceId(),
                                () -> parts.submissions()
                                        .content(
                                                submission,
                                                parts.tickets()
                                                        .ofSubmission(submission.workspaceId(), submission.id())));
                Heard heard = permit.poll(operation, content, vendorId);
                parts.failpoint().reached(HEARD);
                return heard;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static Duration next(LateOperation.Polling polling, int polls) {
        double grown = polling.first().toMillis() * Math.pow(polling.factor(), polls);
        return grown >= polling.longest().toMillis() ? polling.longest() : Duration.ofMillis((long) grown);
    }

    private static Duration after(Heard heard, Duration next) {
        return switch (heard.trouble()) {
            case Reply.Throttled(Duration demanded) when demanded != null && demanded.compareTo(next) > 0 -> demanded;
            case Reply.Again(Duration said) when said.compareTo(next) > 0 -> said;
            case null, default -> next;
        };
    }

    /** Ends what is overdue. What can be asked about is asked a last time before. */
    private boolean endOverdue(Collection<Long> workspaces) {
        List<Ticket> overdue =
                parts.transactions().in(workspaces, () -> parts.submissions().overdue(workspaces, OVERDUE));
        Map<Long, List<Ticket>> bare = new HashMap<>();
        Map<Long, Ticket> submitted = new HashMap<>();
        for (Ticket ticket : overdue) {
            Long submission = ticket.submissionId();
            if (submission != null && canBeAsked(ticket)) {
                submitted.putIfAbsent(submission, ticket);
            } else {
                bare.computeIfAbsent(ticket.workspaceId(), _ -> new ArrayList<>())
                        .add(ticket);
            }
        }
        bare.forEach(this::end);
        boolean went = !bare.isEmpty();
        for (Map.Entry<Long, Ticket> one : submitted.entrySet()) {
            went |= lastLook(one.getValue().workspaceId(), one.getKey());
        }
        // What others look at already is met again at once, and would be without end.
        return went && overdue.size() == OVERDUE;
    }

    private boolean canBeAsked(Ticket ticket) {
        return !ticket.awaitsEvent()
                && parts.operation(ticket.requireOperation())
                        .flatMap(LateOperation::polling)
                        .isPresent();
    }

    private void end(long workspaceId, List<Ticket> overdue) {
        parts.transactions().in(workspaceId, () -> {
            parts.tickets().timeOut(workspaceId, overdue);
            return overdue;
        });
        overdue.stream().map(Ticket::jobId).distinct().forEach(parts.engine()::start);
    }

    /** Returns false when somebody looks already. */
    private boolean lastLook(long workspaceId, long submissionId) {
        record Last(
                boolean asked, boolean claimed, @Nullable StoredSubmission submission) {}
        Last found = parts.transactions().in(workspaceId, () -> {
            StoredSubmission stored =
                    parts.submissions().get(workspaceId, submissionId).orElse(null);
            boolean asked = stored != null && stored.vendorId() != null && stored.pollAt() != null;
            return asked
                    ? new Last(
                            true,
                            parts.submissions()
                                    .claimLastPoll(workspaceId, submissionId, LEASE)
                                    .isPresent(),
                            stored)
                    : new Last(false, false, stored);
        });
        StoredSubmission submission = found.submission();
        if (!found.asked() || submission == null) {
            endOverdueOf(workspaceId, submissionId);
            return true;
        }
        if (found.claimed()) {
            aside(() -> {
                try {
                    ask(submission);
                } finally {
                    // Whatever is wrong with the vendor or what it says, its time is over.
                    endOverdueOf(workspaceId, submissionId);
                }
            });
        }
        return found.claimed();
    }

    private void endOverdueOf(long workspaceId, long submissionId) {
        List<Ticket> overdue = parts.transactions().in(workspaceId, () -> {
            Instant now = parts.clock().get();
            List<Ticket> open = parts.tickets().ofSubmission(workspaceId, submissionId).stream()
                    .filter(ticket ->
                            ticket.state().isOpen() && !ticket.deadline().isAfter(now))
                    .toList();
            parts.tickets().timeOut(workspaceId, open);
            return open;
        });
        overdue.stream().map(Ticket::jobId).distinct().forEach(parts.engine()::start);
    }
}
