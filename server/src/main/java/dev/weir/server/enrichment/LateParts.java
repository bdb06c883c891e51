package dev.weir.server.enrichment;

import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.credits.Ledger;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.Egress;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.egress.RetryPolicy;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.problem.Problem;
import dev.weir.server.tickets.Effect;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.StepPolicy;
import dev.weir.server.workspace.Transactions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * What those share who hand questions over and fetch their answers.
 *
 * @param costs what was handed over in vain may have cost
 * @param plans of jobs whose tickets have been handed over: they never change
 * @param publicUrl where vendors reach this server; null when they do not
 * @param workspaces all that there are
 */
record LateParts(
        Transactions transactions,
        Tickets tickets,
        Submissions submissions,
        SuppressionDesk suppression,
        Ledger ledger,
        LateCosts costs,
        Catalog catalog,
        Jobs jobs,
        Map<Long, Plan> plans,
        Egress egress,
        AccessBook accessBook,
        EnrichmentSettings settings,
        @Nullable URI publicUrl,
        Engine engine,
        Supplier<Collection<Long>> workspaces,
        Supplier<Instant> clock,
        Failpoint failpoint) {

    private static final Logger LOG = LoggerFactory.getLogger(LateParts.class);

    private static final int MOST_PLANS = 1_000;

    /** Questions that are answered at once since nobody takes them. */
    private static final int AT_ONCE = 500;

    private Plan plan(Ticket ticket) {
        if (plans.size() > MOST_PLANS) {
            plans.clear();
        }
        Plan kept = plans.get(ticket.jobId());
        if (kept != null) {
            return kept;
        }
        Plan plan = jobs.get(ticket.workspaceId(), ticket.jobId()).plan();
        plans.put(ticket.jobId(), plan);
        return plan;
    }

    /** What the ticket's step says of trouble. */
    private StepPolicy policy(Ticket ticket) {
        return plan(ticket).steps().get(ticket.step()).rules().policy();
    }

    private OperationSpec spec(Ticket ticket) {
        return plan(ticket).steps().get(ticket.step()).place(ticket.place()).spec();
    }

    private RetryPolicy retry(Ticket ticket) {
        return Asking.retry(policy(ticket), settings.retry());
    }

    /** Whether it may be handed over once more when it is not taken now. */
    boolean hasTriesLeft(Ticket ticket) {
        return ticket.tries() + 1 < retry(ticket).tries();
    }

    /** Whether it is handed over once more after that answer. */
    boolean isTriedAgain(Ticket ticket, Reply reply) {
        return hasTriesLeft(ticket)
                && !(reply instanceof Reply.Trouble trouble && !retry(ticket).retries(trouble.status()));
    }

    /** Whether handing it over once more may cost once more. */
    boolean isRepeatedAtAPrice(Ticket ticket) {
        return !repeatsFree(spec(ticket));
    }

    /** Whether nobody is asked just now with the workspace's credential for a provider. */
    boolean isAway(Gathering gathering) {
        return access(gathering.workspaceId(), gathering.operation().provider())
                .filter(egress::isAway)
                .isPresent();
    }

    /** These are gathered together again: after the longest of their delays. */
    Duration delay(Collection<Ticket> tickets) {
        return tickets.stream()
                .map(ticket -> retry(ticket).delayAfter(ticket.tries() + 1))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The credential of a workspace for a provider; one that cannot be opened is none. */
    Optional<Access> access(long workspaceId, String provider) {
        try {
            return accessBook.find(workspaceId, provider);
        } catch (DataAccessException | TransactionException database) {
            // It says nothing of the credential.
            throw database;
        } catch (RuntimeException broken) {
            LOG.warn("the credential for {} cannot be opened: {}", provider, broken.getMessage());
            return Optional.empty();
        }
    }

    /** The operation of that name; empty when it is not installed, or answers at once by now. */
    Optional<LateOperation> operation(OperationId id) {
        try {
            return catalog.operation(id) instanceof LateOperation later ? Optional.of(later) : Optional.empty();
        } catch (Problem gone) {
            return Optional.empty();
        }
    }

    /** Where the answers of a submission are to be sent; null when they cannot be, or need not. */
    @Nullable
    URI callback(LateOperation operation, String token) {
        return publicUrl == null || !operation.callsBack()
                ? null
                : URI.create(
                        publicUrl + "/api/v1/callbacks/" + operation.spec().id().provider() + "/" + token);
    }

    /** Whether an answer can come without being asked for. */
    boolean mayCome(LateOperation operation) {
        return operation.answersByTicket() || (operation.callsBack() && publicUrl != null);
    }

    /**
     * What has waited for as long as a cell waits for an unavailable provider is answered so.
     *
     * @param since when it became unavailable; null to count from each question
     * @return whether there may be more
     */
    boolean nobodyTakes(Gathering gathering, Reply reply, @Nullable Instant since) {
        return nobodyTakes(
                gathering, reply, since, ticket -> policy(ticket).waiting().orElse(settings.maxWait()));
    }

    /** The same where the operation is gone, and with it what its jobs say of waiting. */
    boolean nobodyIsThere(Gathering gathering) {
        return nobodyTakes(
                gathering, new Reply.NotSent("the operation is not installed any more"), null, _ -> settings.maxWait());
    }

    private boolean nobodyTakes(
            Gathering gathering, Reply reply, @Nullable Instant since, Function<Ticket, Duration> most) {
        Instant now = clock.get();
        List<Effect> effects = transactions.in(gathering.workspaceId(), () -> {
            List<Ticket> taken =
                    submissions.take(gathering.workspaceId(), gathering.operation(), Duration.ZERO, AT_ONCE);
            List<Ticket> given = new ArrayList<>();
            List<Ticket> kept = new ArrayList<>();
            taken.forEach(ticket -> {
                Instant from = since == null ? ticket.createdAt() : since;
                (now.isBefore(from.plus(most.apply(ticket))) ? kept : given).add(ticket);
            });
            submissions.postpone(gathering.workspaceId(), kept, Handover.LATER);
            return tickets.answered(gathering.workspaceId(), all(given, reply));
        });
        woke(effects);
        return effects.size() == AT_ONCE;
    }

    /** The same answer for all of these. */
    static Map<Long, Reply> all(Collection<Ticket> tickets, Reply reply) {
        Map<Long, Reply> replies = new HashMap<>();
        tickets.forEach(ticket -> replies.put(ticket.id(), reply));
        return replies;
    }

    /** They were handed over and answered with trouble, which may have cost something where a repetition does. */
    void triedInVain(long workspaceId, Collection<Ticket> tried) {
        costs.mayHaveCost(
                workspaceId,
                tried.stream()
                        .map(ticket -> new LateCosts.Tried(ticket, spec(ticket)))
                        .filter(one -> !repeatsFree(one.spec()))
                        .toList());
    }

    private static boolean repeatsFree(OperationSpec spec) {
        return !spec.billable() || spec.repeat() == OperationSpec.Repeat.FREE;
    }

    /**
     * Nobody knows whether the vendor has a submission. What may be asked again, since that is free or its job wants it so,
     * is to be handed over again: when an answer would usually have come, so that none that is on its way is crossed, and
     * no work under way is paid twice; soon where neither can be. The rest waits for that answer, or has waited for nothing.
     *
     * @param operation null when it is not installed any more
     */
    void lost(StoredSubmission submission, String why, @Nullable LateOperation operation) {
        List<Ticket> again = operation == null ? List.of() : mayBeAskedAgain(submission, operation);
        boolean mayCome = operation == null || mayCome(operation);
        boolean soon = !mayCome && again.stream().allMatch(ticket -> repeatsFree(spec(ticket)));
        Duration pause = operation == null || again.isEmpty() ? null : soon ? delay(again) : operation.typical();
        if (!submissions.lost(submission, why, pause)) {
            return;
        }
        if (!mayCome) {
            nobodyAnswers(submission, again);
        }
        submissions.endEmpty(submission);
    }

    /** No answer has come of a lost submission when one would usually have: what may be asked again is handed over again. */
    void unanswered(StoredSubmission submission) {
        LateOperation operation = operation(submission.operation()).orElse(null);
        List<Ticket> again = operation == null ? List.of() : mayBeAskedAgain(submission, operation);
        Set<Long> gathered = new HashSet<>(submissions.handOn(submission, again, Duration.ZERO));
        triedInVain(
                submission.workspaceId(),
                again.stream().filter(ticket -> gathered.contains(ticket.id())).toList());
        if (operation != null && !mayCome(operation)) {
            nobodyAnswers(submission, List.of());
        }
    }

    private List<Ticket> mayBeAskedAgain(StoredSubmission submission, LateOperation operation) {
        return open(submission).stream()
                .filter(ticket -> hasTriesLeft(ticket)
                        && (operation.againIsFree()
                                || repeatsFree(spec(ticket))
                                || plan(ticket).onDoubt() == OnDoubt.RETRY))
                .toList();
    }

    private List<Ticket> open(StoredSubmission submission) {
        return tickets.ofSubmission(submission.workspaceId(), submission.id()).stream()
                .filter(ticket -> ticket.state().isOpen())
                .toList();
    }

    /** What waits for nothing any more, since nobody can answer it. */
    private void nobodyAnswers(StoredSubmission submission, List<Ticket> except) {
        Set<Long> kept = new HashSet<>();
        except.forEach(ticket -> kept.add(ticket.id()));
        tickets.timeOut(
                submission.workspaceId(),
                open(submission).stream()
                        .filter(ticket -> !kept.contains(ticket.id()))
                        .toList());
    }

    /** What these did is committed: engines look at once, and again when what was gathered is due. */
    void woke(List<Effect> effects) {
        effects.stream().map(effect -> effect.ticket().jobId()).distinct().forEach(engine::start);
    }
}
