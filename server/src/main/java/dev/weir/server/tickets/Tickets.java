package dev.weir.server.tickets;

import dev.weir.provider.Heard;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.JobStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Cells that wait: each has a ticket, which is opened with its question and ended by an answer, an event, the deadline or a
 * cancel.
 *
 * <p>Every verb joins the caller's transaction, which sees the tickets' workspace. Batches are locked before jobs, jobs
 * before tickets, tickets before submissions; who loses a deadlock all the same is run again as a whole.
 */
public final class Tickets {

    /** Lines of progress that one ticket takes. */
    public static final int MOST_PROGRESS = 1_000;

    private static final Pattern EVENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");

    private final TicketTable tickets;
    private final SubmissionTable submissions;
    private final ProgressTable progress;
    private final SignalTable signals;
    private final Evidence evidence;
    private final Cells cells;
    private final Latecomers latecomers;
    private final Adjusting adjusting;

    /**
     * @param latecomers keeps the records of answers that came too late to count
     * @param totals counts what vendors' totals say
     */
    public Tickets(JdbcClient jdbc, Cells cells, Latecomers latecomers, VendorTotals totals) {
        this.tickets = new TicketTable(jdbc);
        this.submissions = new SubmissionTable(jdbc);
        this.progress = new ProgressTable(jdbc);
        this.signals = new SignalTable(jdbc);
        this.evidence = new Evidence(jdbc);
        this.cells = cells;
        this.latecomers = latecomers;
        this.adjusting = new Adjusting(jdbc, totals);
    }

    /** Whose a call-back token or ticket key says it is, without a look at the database; empty for what is neither. */
    public static OptionalLong workspaceOf(String handle) {
        return Handles.workspaceOf(handle);
    }

    /** Whether an event may have that name. */
    public static boolean isEvent(String name) {
        return EVENT.matcher(name).matches();
    }

    // ------------------------------------------------------------------------------------------------------ opening

    /** A key for a new ticket of that workspace. */
    public String newKey(long workspaceId) {
        return Handles.key(workspaceId);
    }

    /** Opens tickets, each once. Returns how many were not there before. */
    public int open(List<NewTicket> opening) {
        return opening.isEmpty() ? 0 : tickets.insert(opening);
    }

    // ------------------------------------------------------------------------------------------------------ finding

    /** The ticket of that key; empty when there never was one. It may have ended. */
    public Optional<Ticket> byKey(long workspaceId, String key) {
        return tickets.byKey(workspaceId, key);
    }

    /** These tickets, by number. */
    public List<Ticket> byIds(long workspaceId, Collection<Long> ids) {
        return ids.isEmpty() ? List.of() : tickets.byIds(workspaceId, ids);
    }

    /** All that were ever opened for these rows, by row, step and place. */
    public List<Ticket> ofRows(long workspaceId, long jobId, Collection<Integer> rows) {
        return tickets.ofRows(workspaceId, jobId, rows);
    }

    /** By submission, those that are, or ended, in it, and those that were handed on from it. */
    public Map<Long, List<Ticket>> askedIn(long workspaceId, Collection<Long> submissionIds) {
        return submissionIds.isEmpty() ? Map.of() : tickets.askedIn(workspaceId, submissionIds);
    }

    /** Those that are, or ended, in a submission. */
    public List<Ticket> ofSubmission(long workspaceId, long submissionId) {
        return tickets.ofSubmission(workspaceId, submissionId);
    }

    /** How many of a job's cells wait. */
    public int countOpen(long jobId) {
        return tickets.countOpen(jobId);
    }

    /** Those of these rows that timed out, were answered after it, and have no record of that yet. */
    public List<Ticket> answeredLate(long workspaceId, long jobId, Collection<Integer> rows) {
        return tickets.late(workspaceId, jobId, rows);
    }

    // ------------------------------------------------------------------------------------------------------ answers

    /**
     * Answers have come: what has use for one is filed for the row's next run, whose batch is woken, and its ticket ends.
     *
     * @param replies by ticket number
     * @return what each did, by ticket number
     */
    public List<Effect> answered(long workspaceId, Map<Long, Reply> replies) {
        return answered(workspaceId, replies, Map.of());
    }

    /**
     * For a transaction in which answers come more than once: holds the batches of all that may be answered in it. Flushes
     * lock batches before jobs, and so does each {@link #answered} by itself; a second one would lock them behind the first
     * one's jobs, and stand in the way of a flush that waits for those.
     */
    public void expectAnswers(long workspaceId, Collection<Long> submissionIds, Collection<Long> ticketIds) {
        List<CellRef> rows = new ArrayList<>();
        tickets.askedIn(workspaceId, submissionIds)
                .values()
                .forEach(asked -> asked.forEach(ticket -> rows.add(cellOf(ticket))));
        byIds(workspaceId, ticketIds).forEach(ticket -> rows.add(cellOf(ticket)));
        cells.holdBatches(rows);
    }

    /** @param by the submissions whose answers they are, by ticket number; where none is named, the ticket's own */
    private List<Effect> answered(long workspaceId, Map<Long, Reply> replies, Map<Long, Long> by) {
        List<Ticket> before = byIds(workspaceId, replies.keySet());
        // As flushes lock: batches first. What a ticket was answered never changes again.
        cells.wake(before.stream()
                .filter(ticket -> ticket.state() != TicketState.ANSWERED && ticket.state() != TicketState.CANCELLED)
                .map(Tickets::cellOf)
                .toList());
        Map<Long, JobStatus> jobs =
                cells.statuses(before.stream().map(Ticket::jobId).toList());
        List<Ticket> locked = before.isEmpty() ? List.of() : tickets.lock(workspaceId, replies.keySet());
        Map<CellRef, StoredCell> stored =
                cells.stored(workspaceId, locked.stream().map(Tickets::cellOf).toList());
        Answering answering = new Answering(workspaceId, replies, by);
        locked.forEach(ticket -> answering.take(
                ticket, stored.get(cellOf(ticket)), jobs.getOrDefault(ticket.jobId(), JobStatus.FAILED)));
        answering.write();
        return answering.effects;
    }

    private static CellRef cellOf(Ticket ticket) {
        return new CellRef(ticket.jobId(), ticket.rowIndex(), ticket.step());
    }

    /** One set of answers, under the locks of all they touch. */
    private final class Answering {
        private final long workspaceId;
        private final Map<Long, Reply> replies;
        private final Map<Long, Long> by;
        private final List<Effect> effects = new ArrayList<>();
        private final List<Evidence.Reported> filed = new ArrayList<>();
        private final Set<Long> answered = new HashSet<>();
        private final Set<Long> cancelled = new HashSet<>();
        private final Set<Long> submitted = new HashSet<>();
        // Handed over again, and answered all the same by an earlier submission.
        private final Map<Long, Long> answeredElsewhere = new TreeMap<>();
        private final Map<Long, List<Long>> leftBehind = new TreeMap<>();

        Answering(long workspaceId, Map<Long, Reply> replies, Map<Long, Long> by) {
            this.workspaceId = workspaceId;
            this.replies = replies;
            this.by = by;
        }

        void take(Ticket ticket, @Nullable StoredCell cell, JobStatus job) {
            Effect.Kind kind = ticket.awaitsEvent() ? Effect.Kind.DUPLICATE : kind(ticket, cell, job);
            Reply reply = replies.get(ticket.id());
            if (reply == null) {
                throw new IllegalArgumentException("no reply for ticket " + ticket.id());
            }
            if (ticket.isErased()) {
                reply = Replies.withoutContent(reply);
            }
            if (kind == Effect.Kind.KEPT_LATE && !latecomers.keep(ticket, reply)) {
                kind = Effect.Kind.DUPLICATE;
            }
            // What the first answer was is what the row is judged by.
            if (kind != Effect.Kind.DUPLICATE && ticket.state() != TicketState.ANSWERED) {
                filed.add(new Evidence.Reported(
                        ticket.jobId(),
                        ticket.rowIndex(),
                        ticket.step(),
                        ticket.place(),
                        ticket.attempt(),
                        1,
                        0,
                        reply));
            }
            effects.add(new Effect(ticket, kind, cell, job));
        }

        private Effect.Kind kind(Ticket ticket, @Nullable StoredCell cell, JobStatus job) {
            Long submission = ticket.submissionId();
            if (ticket.state().isOpen() && submission != null) {
                submitted.add(submission);
            }
            Effect.Kind kind = Effect.of(ticket.state(), before(ticket), job.isFinal(), Effect.Want.of(cell));
            if (ticket.state().isOpen()) {
                // Of a job that is over its row has yet to be ended by a run, which finds the ticket so.
                (kind == Effect.Kind.ANSWERED ? answered : cancelled).add(ticket.id());
                Long from = by.get(ticket.id());
                if (kind == Effect.Kind.ANSWERED && from != null && !from.equals(submission)) {
                    answeredElsewhere.put(ticket.id(), from);
                    if (submission != null) {
                        leftBehind
                                .computeIfAbsent(submission, _ -> new ArrayList<>())
                                .add(ticket.id());
                    }
                }
            }
            return kind == Effect.Kind.JUDGED_LATE && !waitsForIt(ticket, cell) ? Effect.Kind.KEPT_LATE : kind;
        }

        private boolean before(Ticket ticket) {
            return switch (ticket.state()) {
                case GATHERED, OUT -> false;
                case ANSWERED -> {
                    Long from = by.get(ticket.id());
                    yield from == null || from.equals(ticket.submissionId());
                }
                case TIMED_OUT, CANCELLED ->
                    evidence.exists(workspaceId, ticket.jobId(), ticket.rowIndex(), ticket.step(), ticket.place());
            };
        }

        void write() {
            evidence.file(workspaceId, filed);
            if (!answered.isEmpty()) {
                tickets.end(workspaceId, answered, TicketState.ANSWERED);
            }
            if (!answeredElsewhere.isEmpty()) {
                tickets.answeredIn(workspaceId, answeredElsewhere);
                leftBehind.forEach((submission, left) -> submissions.handedOn(workspaceId, submission, left));
            }
            if (!cancelled.isEmpty()) {
                tickets.end(workspaceId, cancelled, TicketState.CANCELLED);
            }
            if (!submitted.isEmpty()) {
                endEmpty(workspaceId, submitted);
            }
        }
    }

    /** Lets a cell that failed for want of an answer wait for its judgement. Returns whether it waits. */
    private boolean waitsForIt(Ticket ticket, @Nullable StoredCell cell) {
        return Effect.Want.of(cell) == Effect.Want.OPEN || lateAnswerCame(ticket);
    }

    private boolean lateAnswerCame(Ticket ticket) {
        return cells.lateAnswerCame(ticket.workspaceId(), ticket.jobId(), ticket.rowIndex(), ticket.step());
    }

    /**
     * An answer of a ticket that {@link #answeredLate} names, whose row has become final while it came in: its cell waits
     * again if it has use for it, else the record is kept.
     */
    public void settleLate(Ticket ticket, Reply reply) {
        JobStatus job = cells.statuses(List.of(ticket.jobId())).getOrDefault(ticket.jobId(), JobStatus.FAILED);
        CellRef ref = cellOf(ticket);
        StoredCell cell = cells.stored(ticket.workspaceId(), List.of(ref)).get(ref);
        boolean wanted =
                Effect.of(TicketState.TIMED_OUT, false, job.isFinal(), Effect.Want.of(cell)) == Effect.Kind.JUDGED_LATE;
        // Of a final row nobody looks at a cell that has no end.
        if (!wanted || !lateAnswerCame(ticket)) {
            latecomers.keep(ticket, reply);
        }
    }

    /**
     * A call-back, or asking how far it is, has told something of a submission: {@link #answered}, and the submission ends
     * with the last of its answers, or when the vendor says that there will be no other. Items that an end leaves without
     * an answer have a bad one, {@code the vendor ended the submission without an answer}; where the vendor stopped for
     * want of credits, {@code out of credits}.
     */
    public Told heard(StoredSubmission submission, Heard heard) {
        return heard(submission.workspaceId(), List.of(new Said(submission, heard, null)))
                .getFirst();
    }

    /**
     * What has been told of a submission.
     *
     * @param poll when the vendor is asked how far it is, if this is what first names it; null for never
     */
    public record Said(
            StoredSubmission submission,
            Heard heard,
            @Nullable Duration poll) {}

    /**
     * {@link #heard(StoredSubmission, Heard)} for many at once.
     *
     * @param all each of another submission of that workspace
     * @return what came of each, in their order
     */
    public List<Told> heard(long workspaceId, List<Said> all) {
        if (all.isEmpty()) {
            return List.of();
        }
        List<Long> ids = all.stream().map(said -> said.submission().id()).toList();
        Map<Long, Map<String, Ticket>> bySubmission = new HashMap<>();
        Map<Long, Long> handedOver = new HashMap<>();
        Set<Long> twice = new HashSet<>();
        tickets.askedIn(workspaceId, ids)
                .forEach((submission, asked) -> asked.forEach(ticket -> {
                    if (handedOver.put(ticket.id(), submission) != null) {
                        twice.add(ticket.id());
                    }
                    bySubmission
                            .computeIfAbsent(submission, _ -> new HashMap<>())
                            .put(ticket.key(), ticket);
                }));
        if (!twice.isEmpty()) {
            // The second answer to a question is seen to be one.
            expectAnswers(workspaceId, ids, List.of());
            return all.stream()
                    .map(said -> heard(workspaceId, List.of(said)).getFirst())
                    .toList();
        }
        Map<Long, Reply> replies = new TreeMap<>();
        List<Set<String>> unknown = new ArrayList<>();
        for (Said said : all) {
            Map<String, Ticket> byKey =
                    bySubmission.getOrDefault(said.submission().id(), Map.of());
            unknown.add(join(said, byKey, replies));
        }
        Map<Long, List<Effect>> effects = new HashMap<>();
        answered(workspaceId, replies, handedOver)
                .forEach(effect -> effects.computeIfAbsent(
                                handedOver.getOrDefault(effect.ticket().id(), 0L), _ -> new ArrayList<>())
                        .add(effect));
        submissions.told(
                workspaceId,
                all.stream()
                        .map(said -> new SubmissionTable.Telling(
                                said.submission().id(),
                                said.heard().vendorTotalMilli(),
                                said.heard().vendorId() == null
                                        ? null
                                        : clean(said.heard().vendorId()),
                                said.poll(),
                                detail(said.heard().trouble()),
                                said.heard().ended()))
                        .toList());
        submissions.endEmpty(workspaceId, ids);
        Set<Long> ended = new HashSet<>();
        Set<Long> totalled = new TreeSet<>();
        submissions.byIds(workspaceId, ids).stream()
                .filter(now -> now.state() == SubmissionState.ENDED)
                .forEach(now -> {
                    ended.add(now.id());
                    if (now.vendorTotalMilli() != null) {
                        totalled.add(now.id());
                    }
                });
        adjust(workspaceId, totalled);
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            long id = ids.get(i);
            told.add(new Told(effects.getOrDefault(id, List.of()), unknown.get(i), ended.contains(id)));
        }
        return told;
    }

    /** Ends those of which nothing is out any more; all that they were answered is filed. */
    private void endEmpty(long workspaceId, Collection<Long> ids) {
        adjust(workspaceId, submissions.endEmpty(workspaceId, ids));
    }

    private void adjust(long workspaceId, Collection<Long> ended) {
        if (!ended.isEmpty()) {
            adjusting.ended(workspaceId, ended);
        }
    }

    /** Joins answers to tickets. Returns the keys of those that are none of the submission's. */
    private static Set<String> join(Said said, Map<String, Ticket> byKey, Map<Long, Reply> replies) {
        Heard heard = said.heard();
        Set<String> unknown = new HashSet<>();
        heard.answers().forEach((key, reply) -> {
            Ticket ticket = byKey.get(key);
            if (ticket == null) {
                unknown.add(key);
            } else if (isIn(ticket, said) || !(reply instanceof Reply.BadAnswer)) {
                // While another submission may answer, nothing that can be made anything of is no answer.
                replies.put(ticket.id(), reply);
            }
        });
        if (heard.ended()) {
            Reply missing = missing(heard.trouble());
            byKey.values().stream()
                    .filter(ticket -> ticket.state().isOpen() && isIn(ticket, said))
                    .forEach(ticket -> replies.putIfAbsent(ticket.id(), missing));
        }
        return unknown;
    }

    private static boolean isIn(Ticket ticket, Said said) {
        return Objects.equals(ticket.submissionId(), said.submission().id());
    }

    /**
     * The vendor has a submission, and has answered these items at once.
     *
     * @param poll when it is asked how far it is; null for never
     */
    public List<Effect> accepted(
            StoredSubmission submission, String vendorId, Map<Long, Reply> answers, @Nullable Duration poll) {
        List<Effect> effects = answered(submission.workspaceId(), answers);
        accepted(submission.workspaceId(), List.of(new Acceptance(submission, vendorId, poll)));
        return effects;
    }

    /** That the vendor has a submission. @param poll when it is asked how far it is; null for never */
    public record Acceptance(
            StoredSubmission submission,
            String vendorId,
            @Nullable Duration poll) {}

    /** The vendor has these submissions of a workspace, and has answered nothing with that. */
    public void accepted(long workspaceId, List<Acceptance> all) {
        submissions.accepted(
                workspaceId,
                all.stream()
                        .map(one -> new SubmissionTable.Acceptance(
                                one.submission().id(),
                                one.vendorId().isEmpty() ? null : clean(one.vendorId()),
                                one.poll()))
                        .toList());
        endEmpty(workspaceId, all.stream().map(one -> one.submission().id()).toList());
    }

    private static Reply missing(@Nullable Reply trouble) {
        if (trouble instanceof Reply.OutOfCredits || trouble instanceof Reply.AuthFailed) {
            return trouble;
        }
        return new Reply.BadAnswer(
                "the vendor ended the submission without an answer to this", Receipt.free(new byte[0]));
    }

    private static @Nullable String detail(@Nullable Reply trouble) {
        return trouble == null ? null : clean(Replies.detail(trouble));
    }

    static String clean(String text) {
        String flat = text.replace('\u0000', ' ');
        return flat.length() <= 500 ? flat : flat.substring(0, 500);
    }

    /** Nobody waits for these any longer; their rows go on without. Those that have ended stay as they are. */
    public void timeOut(long workspaceId, Collection<Ticket> overdue) {
        List<Long> ids = overdue.stream().map(Ticket::id).toList();
        cells.wake(overdue.stream().map(Tickets::cellOf).toList());
        if (!ids.isEmpty()) {
            tickets.end(workspaceId, ids, TicketState.TIMED_OUT);
            Set<Long> submitted = new HashSet<>();
            overdue.forEach(ticket -> {
                if (ticket.submissionId() != null) {
                    submitted.add(ticket.submissionId());
                }
            });
            endEmpty(workspaceId, submitted);
        }
    }

    /**
     * Whoever has a ticket can do nothing with it just now: it is gathered once more.
     *
     * @param after before it is handed over
     * @return whether it was out, and in that submission
     */
    public boolean again(Ticket ticket, Duration after) {
        Long submission = ticket.submissionId();
        if (submission == null
                || tickets.again(ticket.workspaceId(), List.of(ticket.id()), submission, after)
                        .isEmpty()) {
            return false;
        }
        endEmpty(ticket.workspaceId(), Set.of(submission));
        return true;
    }

    /** Cancels what is open of these rows; their batches are the caller's. */
    public void cancel(Collection<CellRef> rows) {
        if (!rows.isEmpty()) {
            tickets.cancel(
                            rows.stream().mapToLong(CellRef::jobId).toArray(),
                            rows.stream().mapToInt(CellRef::rowIndex).toArray())
                    .forEach(this::endEmpty);
        }
    }

    // ----------------------------------------------------------------------------------------- progress and signals

    /**
     * Keeps what a worker says of how far it is.
     *
     * @param data JSON; null for none
     * @throws Problem when the ticket has ended, or has said very much already
     */
    public Progress progress(Ticket ticket, String message, @Nullable String data) {
        if (!ticket.state().isOpen()) {
            throw Problem.conflict(
                    "ticket_ended",
                    "This ticket has ended (" + ticket.state().text() + "); nobody waits for it any more.");
        }
        if (progress.count(ticket.workspaceId(), ticket.id()) >= MOST_PROGRESS) {
            throw Problem.conflict(
                    "too_much_progress",
                    "This ticket has " + MOST_PROGRESS
                            + " lines of progress, which is all that is kept. Send its result.");
        }
        return progress.insert(ticket.workspaceId(), ticket.id(), message, data);
    }

    /** What workers said of how far they are with a cell: the latest hundred, as they were said. Joins the caller's transaction. */
    public List<Progress> progressOf(long workspaceId, long jobId, int row, int step) {
        return progress.ofCell(workspaceId, jobId, row, step).reversed();
    }

    /**
     * An event has come for one row of a job, or for all: it is kept for ever, and rows that await it, now or later, go on.
     *
     * @param rowIndex null for every row
     * @param payload JSON
     * @throws Problem when that is no name of an event
     */
    public Signal signal(long workspaceId, long jobId, @Nullable Integer rowIndex, String name, String payload) {
        if (!isEvent(name)) {
            throw Problem.invalid(
                    "bad_event_name",
                    "An event's name has 1 to 100 letters, digits and '.', '_', ':', '-', and begins with a letter or a"
                            + " digit.");
        }
        // The run that is woken finds the signal, or the ticket that was opened meanwhile.
        if (rowIndex == null) {
            cells.wakeAll(jobId);
        } else {
            cells.wake(List.of(new CellRef(jobId, rowIndex, 0)));
        }
        return signals.insert(workspaceId, jobId, rowIndex, name, payload);
    }

    /** The signals of these names for these rows, and those for every row, in the order they came. */
    public List<Signal> signalsOf(long workspaceId, long jobId, Collection<String> names, Collection<Integer> rows) {
        return signals.ofRows(workspaceId, jobId, names, rows);
    }

    /** Ends the tickets of these rows whose event has come, whether before or after they were opened. */
    public int takeSignals(long jobId, Collection<Integer> rows) {
        return tickets.signalled(jobId, rows);
    }
}
