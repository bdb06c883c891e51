package dev.weir.server.enrichment;

import dev.weir.provider.LateOperation;
import dev.weir.provider.Reply;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.workspace.Gathered;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Binds tickets to submissions before they leave, and notes that vendors have them: for many who hand over at the same time in
 * one transaction. A function takes one question a call; each by itself they would stand in line for their job's account.
 */
final class HandoverDesk implements AutoCloseable {

    /** Questions of a job that takes no calls which are held in one go. */
    private static final int HELD = 5_000;

    /** Beyond the call's own deadline, how long it may take until it is known what came of it. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final int TOGETHER = 64;
    private static final int LANES = 2;

    private final LateParts parts;
    private final Gathered<Wish, Bound> binding;
    private final Gathered<Tickets.Acceptance, Boolean> acceptances;

    /** Of who has a permit, and wants something to hand over by it. @param most questions of a submission */
    private record Wish(Gathering gathering, LateOperation operation, int most) {}

    /**
     * What was found to hand over.
     *
     * @param any whether there was anything
     * @param leaving null when it was of jobs that take no calls
     */
    record Bound(boolean any, Submissions.@Nullable Leaving leaving) {

        static final Bound NOTHING = new Bound(false, null);
    }

    HandoverDesk(LateParts parts) {
        this.parts = parts;
        // All who bind for a job lock its account.
        this.binding = new Gathered<>("handover-binding", 1, TOGETHER, this::bindInOne);
        this.acceptances = new Gathered<>("handover-accepted", LANES, TOGETHER, this::acceptInOne);
    }

    /**
     * Binds what is due of an operation to a submission, which may leave when this returns.
     *
     * @param alone whether one question is enough
     */
    Bound bind(Gathering gathering, LateOperation operation, boolean alone) {
        int most = operation.spec().batchSize();
        Wish wish = new Wish(gathering, operation, alone ? 1 : most);
        return most == 1 ? binding.ask(wish) : bindInOne(List.of(wish)).getFirst();
    }

    /**
     * The vendor has it, and has answered nothing with that.
     *
     * @param poll when it is asked how far it is; null for never
     */
    void accepted(StoredSubmission submission, String vendorId, @Nullable Duration poll) {
        acceptances.ask(new Tickets.Acceptance(submission, vendorId, poll));
    }

    private List<Bound> bindInOne(List<Wish> wishes) {
        Set<Long> workspaces = new HashSet<>();
        Map<Gathering, List<Wish>> byGathering = new LinkedHashMap<>();
        for (Wish wish : wishes) {
            workspaces.add(wish.gathering().workspaceId());
            byGathering
                    .computeIfAbsent(wish.gathering(), _ -> new ArrayList<>())
                    .add(wish);
        }
        Map<Long, List<Ticket>> suppressed = new TreeMap<>();
        Map<Gathering, Deque<Bound>> bound = parts.transactions().in(workspaces, () -> {
            suppressed.clear();
            return bind(byGathering, suppressed);
        });
        suppressed.forEach(this::nobodyIsAsked);
        return wishes.stream()
                .map(wish -> {
                    Bound next = bound.getOrDefault(wish.gathering(), new ArrayDeque<>())
                            .poll();
                    return next == null ? Bound.NOTHING : next;
                })
                .toList();
    }

    /** These are about somebody on the suppression list: they were never handed over, and wait for nothing any more. */
    private void nobodyIsAsked(long workspaceId, List<Ticket> tickets) {
        Reply never = new Reply.NotSent("its subject is on the suppression list");
        parts.woke(parts.transactions()
                .in(workspaceId, () -> parts.tickets().answered(workspaceId, LateParts.all(tickets, never))));
    }

    /** @param suppressed takes those that are about somebody who is not asked about, by workspace */
    private Map<Gathering, Deque<Bound>> bind(
            Map<Gathering, List<Wish>> byGathering, Map<Long, List<Ticket>> suppressed) {
        Map<Gathering, List<List<Ticket>>> taken = new LinkedHashMap<>();
        // In the order in which all lock accounts.
        Map<Long, Boolean> accepting = new TreeMap<>();
        Map<Long, Long> workspaces = new TreeMap<>();
        byGathering.forEach((gathering, wishes) -> {
            List<List<Ticket>> each = unsuppressed(
                    gathering.workspaceId(), take(gathering, wishes.getFirst().most(), wishes.size()), suppressed);
            taken.put(gathering, each);
            each.forEach(tickets -> tickets.forEach(ticket -> workspaces.put(ticket.jobId(), gathering.workspaceId())));
        });
        workspaces.forEach((job, workspace) ->
                accepting.put(job, parts.ledger().lockJob(workspace, job).accepting()));
        accepting.forEach((job, accepts) -> {
            if (!accepts) {
                parts.submissions().hold(workspaces.getOrDefault(job, 0L), job, HELD);
            }
        });
        Map<Gathering, Deque<Bound>> bound = new LinkedHashMap<>();
        taken.forEach((gathering, each) -> {
            List<List<Ticket>> leaving = each.stream()
                    .map(tickets -> tickets.stream()
                            .filter(ticket -> accepting.getOrDefault(ticket.jobId(), false))
                            .toList())
                    .filter(tickets -> !tickets.isEmpty())
                    .toList();
            Duration deadline = byGathering
                    .getOrDefault(gathering, List.of())
                    .getFirst()
                    .operation()
                    .spec()
                    .deadline();
            Deque<Bound> all = new ArrayDeque<>();
            parts.submissions()
                    .bind(gathering.workspaceId(), gathering.operation(), leaving, deadline.plus(GRACE))
                    .forEach(one -> all.add(new Bound(true, one)));
            while (all.size() < each.size()) {
                all.add(new Bound(true, null));
            }
            bound.put(gathering, all);
        });
        return bound;
    }

    private List<List<Ticket>> unsuppressed(
            long workspaceId, List<List<Ticket>> each, Map<Long, List<Ticket>> suppressed) {
        List<Ticket> all = each.stream().flatMap(List::stream).toList();
        Set<Ticket> out =
                parts.suppression().suppressed(workspaceId, all, parts.jobs().cells());
        if (out.isEmpty()) {
            return each;
        }
        suppressed.computeIfAbsent(workspaceId, _ -> new ArrayList<>()).addAll(out);
        return each.stream()
                .map(tickets ->
                        tickets.stream().filter(ticket -> !out.contains(ticket)).toList())
                .toList();
    }

    /** The tickets of so many submissions, as far as they are due. */
    private List<List<Ticket>> take(Gathering gathering, int most, int submissions) {
        if (most == 1) {
            return parts
                    .submissions()
                    .take(gathering.workspaceId(), gathering.operation(), Duration.ZERO, submissions)
                    .stream()
                    .map(List::of)
                    .toList();
        }
        List<Ticket> taken = parts.submissions()
                .takeTogether(
                        gathering.workspaceId(),
                        gathering.operation(),
                        parts.settings().linger(),
                        most);
        boolean due = taken.size() == most
                || taken.stream()
                        .anyMatch(
                                ticket -> !ticket.dueAt().isAfter(parts.clock().get()));
        return due && !taken.isEmpty() ? List.of(taken) : List.of();
    }

    private List<Boolean> acceptInOne(List<Tickets.Acceptance> all) {
        Map<Long, List<Tickets.Acceptance>> byWorkspace = new TreeMap<>();
        all.forEach(one -> byWorkspace
                .computeIfAbsent(one.submission().workspaceId(), _ -> new ArrayList<>())
                .add(one));
        return parts.transactions().in(byWorkspace.keySet(), () -> {
            byWorkspace.forEach(parts.tickets()::accepted);
            return all.stream().map(_ -> true).toList();
        });
    }

    @Override
    public void close() {
        binding.close();
        acceptances.close();
    }
}
