package dev.weir.server.tickets;

import dev.weir.provider.Item;
import dev.weir.provider.OperationId;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.server.workspace.DueLook;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tickets that are handed over together. Every verb joins the caller's transaction. */
public final class Submissions {

    /**
     * Tickets of one operation that are gathered.
     *
     * @param due how many are to be handed over now
     * @param soon how many are within the time that they are gathered for; those that are due are among them
     */
    public record Gathered(long workspaceId, OperationId operation, int due, int soon) {}

    /** A job of which gathered tickets are held back. */
    public record Held(long workspaceId, long jobId) {}

    /**
     * A submission that is about to leave.
     *
     * @param token for its call-back address; kept nowhere else
     */
    public record Leaving(StoredSubmission submission, List<Ticket> tickets, String token) {

        public Leaving {
            tickets = List.copyOf(tickets);
        }

        /** @param callback where its answers are to be sent; null when they are not to be */
        public Submission content(@Nullable URI callback) {
            return Submissions.content(submission, tickets, callback);
        }

        /** Its text form does not show the token. */
        @Override
        public String toString() {
            return "submission " + submission.id() + " of " + tickets.size();
        }
    }

    private final TicketTable tickets;
    private final SubmissionTable submissions;

    public Submissions(JdbcClient jdbc) {
        this.tickets = new TicketTable(jdbc);
        this.submissions = new SubmissionTable(jdbc);
    }

    /** Has somebody told when tickets are to leave or overdue, and when vendors are to be asked about some. */
    public static void watch(DueLook look, Runnable news) {
        look.on(TicketTable.ANY_DUE, news);
        look.on(SubmissionTable.ANY_DUE, news);
    }

    /** The submission whose call-back address has that token; empty for one that was never given out. */
    public Optional<StoredSubmission> byToken(long workspaceId, String token) {
        return submissions.byToken(workspaceId, Handles.hash(token));
    }

    public Optional<StoredSubmission> get(long workspaceId, long id) {
        return submissions.get(workspaceId, id);
    }

    /** These, as far as they are there. */
    public List<StoredSubmission> byIds(long workspaceId, Collection<Long> ids) {
        return ids.isEmpty() ? List.of() : submissions.byIds(workspaceId, ids);
    }

    /** What was handed over with these tickets, without its call-back address, which nobody knows any more. */
    public Submission content(StoredSubmission submission, List<Ticket> tickets) {
        return content(submission, tickets, null);
    }

    private static Submission content(StoredSubmission submission, List<Ticket> tickets, @Nullable URI callback) {
        List<Item> items = tickets.stream().map(Ticket::item).toList();
        return new Submission(submission.reference(), items, callback);
    }

    // ------------------------------------------------------------------------------------------------- handing over

    /** What is gathered in these workspaces. @param most is counted no further */
    public List<Gathered> gathered(Collection<Long> workspaceIds, Duration soon, int most) {
        return workspaceIds.isEmpty() ? List.of() : tickets.groups(workspaceIds, soon, most);
    }

    /** Takes gathered tickets that are due within that time, the oldest first; nobody else takes them meanwhile. */
    public List<Ticket> take(long workspaceId, OperationId operation, Duration within, int most) {
        return tickets.take(workspaceId, operation, within, most);
    }

    /** The same, of those that may be handed over together: the oldest, and its group or all that are of none. */
    public List<Ticket> takeTogether(long workspaceId, OperationId operation, Duration within, int most) {
        List<Ticket> oldest = tickets.take(workspaceId, operation, within, 1);
        if (oldest.isEmpty() || most == 1) {
            return oldest;
        }
        Long group = oldest.getFirst().gatherGroup();
        return group == null
                ? tickets.takeOfNoGroup(workspaceId, operation, within, most)
                : tickets.takeGroup(workspaceId, group, within, most);
    }

    /** Leaves taken tickets where they are for that time. */
    public void postpone(long workspaceId, Collection<Ticket> taken, Duration by) {
        if (!taken.isEmpty()) {
            tickets.postpone(workspaceId, taken.stream().map(Ticket::id).toList(), by);
        }
    }

    /** Keeps what is gathered of a job from being taken, until it is let go. @param most are held in one go */
    public void hold(long workspaceId, long jobId, int most) {
        tickets.hold(workspaceId, jobId, most);
    }

    /** Jobs of which something is held. */
    public List<Held> held(Collection<Long> workspaceIds) {
        return workspaceIds.isEmpty() ? List.of() : tickets.held(workspaceIds);
    }

    /** What is held of a job is due. */
    public void letGo(Held held) {
        tickets.letGo(held.workspaceId(), held.jobId());
    }

    /**
     * Binds taken tickets to submissions, which leave when this is committed.
     *
     * @param taken the tickets of each
     * @param lease how long it may take until it is known what came of handing them over
     */
    public List<Leaving> bind(long workspaceId, OperationId operation, List<List<Ticket>> taken, Duration lease) {
        if (taken.isEmpty()) {
            return List.of();
        }
        List<String> tokens =
                taken.stream().map(_ -> Handles.token(workspaceId)).toList();
        List<SubmissionTable.Leaving> all = new ArrayList<>();
        for (int i = 0; i < taken.size(); i++) {
            Duration patience = taken.get(i).stream()
                    .map(Ticket::patience)
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IllegalArgumentException("a submission carries at least one item"));
            all.add(new SubmissionTable.Leaving(
                    Handles.hash(tokens.get(i)), taken.get(i).size(), patience));
        }
        List<StoredSubmission> stored = submissions.insert(workspaceId, operation, all, lease);
        List<Leaving> leaving = new ArrayList<>();
        LongStream.Builder ids = LongStream.builder();
        LongStream.Builder submissionIds = LongStream.builder();
        for (int i = 0; i < taken.size(); i++) {
            StoredSubmission submission = stored.get(i);
            taken.get(i).forEach(ticket -> {
                ids.add(ticket.id());
                submissionIds.add(submission.id());
            });
            leaving.add(new Leaving(submission, taken.get(i), tokens.get(i)));
        }
        tickets.bind(workspaceId, ids.build().toArray(), submissionIds.build().toArray());
        return leaving;
    }

    /**
     * The vendor took nothing: what is not answered is gathered again.
     *
     * @param counts whether it counts as a try
     */
    public void refused(StoredSubmission submission, String why, boolean counts, Duration after) {
        if (submissions.refused(submission.workspaceId(), submission.id(), Tickets.clean(why))) {
            tickets.release(submission.workspaceId(), submission.id(), counts ? 1 : 0, after);
        }
    }

    /**
     * The vendor took nothing, and it is not said which of them is to blame: each half is handed over by itself, at once.
     */
    public void halve(StoredSubmission submission, List<Ticket> tickets, String why) {
        long workspaceId = submission.workspaceId();
        refused(submission, why, false, Duration.ZERO);
        int middle = tickets.size() / 2;
        for (List<Ticket> half : List.of(tickets.subList(0, middle), tickets.subList(middle, tickets.size()))) {
            List<Long> ids = half.stream().map(Ticket::id).toList();
            // A group is called after one of its own.
            this.tickets.group(workspaceId, ids, ids.getFirst());
        }
    }

    /**
     * Nobody knows whether the vendor has it; what answers may come is waited for.
     *
     * @param again after which time what is not answered by then is to be handed over again; null for never
     * @return whether it was not known to be lost before
     */
    public boolean lost(StoredSubmission submission, String why, @Nullable Duration again) {
        return submissions.lost(submission.workspaceId(), submission.id(), Tickets.clean(why), again);
    }

    /** Lost ones of which the time has come to hand over again what is not answered. */
    public List<StoredSubmission> toHandOverAgain(Collection<Long> workspaceIds, int most) {
        return workspaceIds.isEmpty() ? List.of() : submissions.again(workspaceIds, most);
    }

    /**
     * Has some of what is out in a submission handed over once more; an answer of the first time counts like any. It is a
     * try.
     *
     * @param some none for having seen that there is nothing to be handed over
     * @return those that were out
     */
    public List<Long> handOn(StoredSubmission submission, Collection<Ticket> some, Duration after) {
        long workspaceId = submission.workspaceId();
        List<Long> gathered =
                tickets.again(workspaceId, some.stream().map(Ticket::id).toList(), submission.id(), after);
        submissions.handedOn(workspaceId, submission.id(), gathered);
        submissions.endEmpty(workspaceId, List.of(submission.id()));
        return gathered;
    }

    /** Ends it, if nothing of it is out. */
    public void endEmpty(StoredSubmission submission) {
        submissions.endEmpty(submission.workspaceId(), List.of(submission.id()));
    }

    /** Those whose senders have died over them. */
    public List<StoredSubmission> abandoned(Collection<Long> workspaceIds, int most) {
        return workspaceIds.isEmpty() ? List.of() : submissions.abandoned(workspaceIds, most);
    }

    // ------------------------------------------------------------------------------------------------------- asking

    /** Claims submissions that are to be asked how far they are, for that time. */
    public List<StoredSubmission> claimPolls(Collection<Long> workspaceIds, Duration lease, int most) {
        return workspaceIds.isEmpty() ? List.of() : submissions.claimPolls(workspaceIds, lease, most);
    }

    /** Claims one that is to be asked a last time; empty when it cannot be asked, or somebody else does. */
    public Optional<StoredSubmission> claimLastPoll(long workspaceId, long id, Duration lease) {
        return submissions.claimLast(workspaceId, id, lease);
    }

    /** It was asked, and is to be asked again after that time. */
    public void polled(StoredSubmission submission, Duration next) {
        submissions.polled(submission.workspaceId(), submission.id(), next);
    }

    /** Tickets that are out beyond their deadline. */
    public List<Ticket> overdue(Collection<Long> workspaceIds, int most) {
        return workspaceIds.isEmpty() ? List.of() : tickets.overdue(workspaceIds, most);
    }

    /** What a reply says, in words. */
    public static String words(Reply reply) {
        return Replies.detail(reply);
    }
}
