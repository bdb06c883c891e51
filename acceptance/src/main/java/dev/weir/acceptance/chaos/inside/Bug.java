package dev.weir.acceptance.chaos.inside;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.Set;

/**
 * Bugs to plant, one at a time, to see whether the harness finds them: each changes one class of the product while it is
 * loaded. Each says what goes wrong, under which faults, and who should name it.
 */
public enum Bug {
    /** Needs a lease that ends under a run that goes on: a stall. */
    FENCE_OPEN(
            "a run that has lost its batch writes as if it had not, so that two settle the same rows",
            Judge.LEDGER,
            Set.of(Provocation.STALL),
            "enrichment.Flush$Attempt",
            Edits.unheeded("fence", "Set.contains", 1)),

    /** Needs a lease that ends under a run that goes on: a stall. */
    EPOCH_STANDS(
            "a grant does not raise the batch's epoch, so that its earlier owner's writes pass for the later one's",
            Judge.LEDGER,
            Set.of(Provocation.STALL),
            "jobs.BatchTable",
            Edits.reworded("epoch = epoch + 1, lease_until", "epoch = epoch, lease_until")),

    /** Needs a process that dies while a journal's commit takes its time. */
    TOLD_BEFORE_COMMIT(
            "rows go on before what they wrote is committed, so that a paid call has left of which nothing is noted",
            Judge.LEDGER,
            Set.of(Provocation.DEATH, Provocation.COMMIT_SLOW),
            Set.of("commit.before:enrichment.Flush", "commit.during:enrichment.Flush"),
            "enrichment.Flush$Attempt",
            Edits.telling()),

    /** Needs an answer that is lost, or a process that dies over a call. */
    LOST_ASKED_AGAIN(
            "a paid call whose answer was lost is silently made once more instead of being in doubt",
            Judge.LEDGER,
            Set.of(Provocation.ANSWER_LOST, Provocation.DEATH),
            "enrichment.RowIntents",
            Edits.answering("repeatsFree", true)),

    /** Needs a submission's answer that is lost. */
    SUBMISSION_ASKED_AGAIN(
            "a paid submission whose answer was lost is silently handed over once more, and at once",
            Judge.LEDGER,
            Set.of(Provocation.SUBMISSION_LOST),
            "enrichment.LateParts",
            Edits.both(Edits.answering("repeatsFree", true), Edits.withoutWaiting("lost", "LateOperation.typical"))),

    /** Needs a process that dies over a call that cannot be repeated for nothing. */
    DOUBT_FREED(
            "a call that nobody knows about is taken for one that never left: what it may have cost is given back",
            Judge.VERIFY,
            Set.of(Provocation.DEATH),
            "enrichment.RowIntents",
            Edits.body(
                    "doubt",
                    code -> code.aload(0)
                            .aload(1)
                            .invokevirtual(
                                    ClassDesc.of(Product.name("enrichment.RowIntents")),
                                    "end",
                                    MethodTypeDesc.of(
                                            ConstantDescs.CD_void,
                                            ClassDesc.of(Product.name("enrichment.IntentTable$Stored"))))
                            .return_())),

    /** Needs a stall in the middle of a paid call. */
    EVIDENCE_LOST(
            "a paid answer that comes under a lost lease is thrown away, and its call stays in doubt for ever",
            Judge.COUNTERS,
            Set.of(Provocation.STALL),
            "enrichment.LateEvidence",
            Edits.unheeded("file", "Evidence.proves", 0)),

    /** Needs a commit of which nobody hears. */
    POSTED_AGAIN(
            "a flush that is run again after an unknown commit charges the job's account once more",
            Judge.VERIFY,
            Set.of(Provocation.COMMIT_UNHEARD),
            Set.of("commit.after:enrichment.Flush"),
            "enrichment.Flush$Attempt",
            Edits.unheeded("post", "Ledger.post", 1)),

    /** Needs a commit of which nobody hears. */
    COUNTED_AGAIN(
            "a flush that is run again after an unknown commit counts its rows once more",
            Judge.VERIFY,
            Set.of(Provocation.COMMIT_UNHEARD),
            Set.of("commit.after:enrichment.Flush"),
            "enrichment.Flush$Attempt",
            Edits.unheeded("writeCells", "Cells.write", 1)),

    /** Shows without faults. */
    HOLD_KEPT(
            "a job that closes does not return the rest of its hold",
            Judge.VERIFY,
            Set.of(),
            "jobs.Leases",
            Edits.without("closeWhenDone", "Ledger.release")),

    /** Needs jobs of several batches; shows without faults. */
    CLOSED_EARLY(
            "the first batch of a job that is done closes the job",
            Judge.VERIFY,
            Set.of(),
            "jobs.Leases",
            Edits.unheeded("closeWhenDone", "BatchTable.allDone", 1)),

    /** Needs jobs whose cap binds; shows without faults. */
    CAP_BLIND(
            "what is open does not count towards a job's cap, so that more leaves than may be charged",
            Judge.TIME,
            Set.of(),
            "credits.AccountTable",
            Edits.reworded("a.open + m.open + a.doubt + m.doubt", "a.doubt + m.doubt")),

    /** Needs a node that dies and does not, or not at once, come back. */
    DEAD_KEEP_BATCHES(
            "what a dead node had leased stays its own for ever",
            Judge.TIME,
            Set.of(Provocation.DEATH),
            "jobs.BatchTable",
            Edits.both(
                    Edits.reworded("lease_until < weir.now()", "lease_until < weir.now() - interval '1 day'"),
                    Edits.reworded("state = 1 AND node = ANY (?)", "state = 1 AND node = ANY (?) AND lo < 0"))),

    /** Needs two nodes, one with a wrong clock. */
    LEASES_BY_NODE_CLOCK(
            "leases are granted, renewed and ended by the clock of the node instead of the database's",
            Judge.TIME,
            Set.of(Provocation.CLOCK),
            "jobs.BatchTable",
            Edits.textThrough("lease_until", "byNodeClock")),

    /** Needs waits and answers in great number; shows without faults. */
    WAKE_LOST(
            "what wakes a batch while it runs is forgotten when it parks",
            Judge.TIME,
            Set.of(),
            "jobs.BatchTable",
            Edits.reworded("CASE WHEN wakes > wakes_taken THEN weir.now()", "CASE WHEN lo < 0 THEN weir.now()")),

    /** Needs a vendor that never answers some of what it was handed. */
    TIME_OUT_IGNORED(
            "what a vendor never answers is waited for beyond its time",
            Judge.TIME,
            Set.of(),
            "tickets.TicketTable",
            Edits.reworded("deadline <= weir.now()", "deadline <= weir.now() - interval '1 day'")),

    /** Needs runs that die before they have settled anything. */
    HEALTHY_GIVEN_UP(
            "a healthy row whose run died with its process once is given up as poison",
            Judge.UNDISTURBED,
            Set.of(Provocation.DEATH),
            "enrichment.Runner",
            Edits.both(Edits.suspecting("run"), Edits.unheeded("runAlone", "Suspicion.fall", 99))),

    /** Needs requests that are sent again. */
    KEY_IGNORED(
            "a job that is submitted again under its idempotency key is made again",
            Judge.CLIENT,
            Set.of(Provocation.REQUEST_REPEATED, Provocation.DEATH),
            Set.of("jobs.taken"),
            "jobs.JobRequest",
            Edits.answeringNull("fingerprint")),

    /** Needs requests that are sent again. */
    REQUEST_FORGOTTEN(
            "a request other than a submit that is sent again under its idempotency key is done again",
            Judge.CLIENT,
            Set.of(Provocation.REQUEST_REPEATED, Provocation.DEATH),
            Set.of("requests.done"),
            "requests.Requests",
            Edits.without("once", "AnsweredTable.put")),

    /** Needs jobs that are cancelled under way, best from another node than works on them. */
    CANCEL_LEAVES_OPEN(
            "the account of a cancelled job goes on taking intents, so that calls leave after the answer",
            Judge.LEDGER,
            Set.of(Provocation.JOB_CANCELLED),
            "jobs.Jobs",
            Edits.without("cancelled", "Ledger.accepting")),

    /** Needs jobs that are cancelled while they wait. */
    TICKETS_OUTLIVE_CANCEL(
            "the tickets of a cancelled job stay open",
            Judge.VERIFY,
            Set.of(Provocation.JOB_CANCELLED),
            "enrichment.Flush$Attempt",
            Edits.without("write", "Tickets.cancel")),

    /** Needs a process that dies beside call-backs. */
    INBOX_ANSWERED_FIRST(
            "a call-back is answered before it is kept, so that a crash loses it and nobody sends it again",
            Judge.CLIENT,
            Set.of(Provocation.DEATH),
            Set.of("callbacks.kept"),
            "callbacks.Doorway",
            Edits.instead("keep", "Gathered.ask", "keepLater")),

    /** Needs a process that dies beside an audience's deliveries. */
    ARRIVAL_ANSWERED_FIRST(
            "an audience's delivery is answered before it is kept, so that a crash loses it",
            Judge.CLIENT,
            Set.of(Provocation.DEATH),
            Set.of("audience.kept"),
            "audience.Deliveries",
            Edits.instead("take", "Gathered.ask", "takeLater")),

    /** Needs tries that fail. */
    WEBHOOK_RENAMED(
            "each try of a webhook has an id of its own, so that its receiver cannot know it again",
            Judge.RECEIVER,
            Set.of(Provocation.RECEIVER_ILL),
            "webhooks.Sender",
            Edits.callThrough("post", "Event.publicId", "another")),

    /** Needs a process that dies over a delivery, or tries that fail. */
    WEBHOOK_MARKED_FIRST(
            "a webhook counts as delivered before it is sent",
            Judge.RECEIVER,
            Set.of(Provocation.RECEIVER_ILL, Provocation.DEATH),
            Set.of("webhooks.leaving"),
            "webhooks.DeliveryTable",
            Edits.reworded(
                    "SET epoch = epoch + 1, due_at",
                    "SET state = 1, ended_at = weir.now(), epoch = epoch + 1, due_at")),

    /** Needs tries that fail. */
    WEBHOOK_GIVEN_UP(
            "a webhook's try that failed counts as heard",
            Judge.RECEIVER,
            Set.of(Provocation.RECEIVER_ILL),
            "webhooks.Sender",
            Edits.unheeded("settle", "Outcome.isHeard", 1)),

    /** Needs a process that dies beside settlements. */
    RESULT_NOTED_LATER(
            "what is to be written to a destination is noted after the settlement's transaction instead of in it",
            Judge.DESTINATION,
            Set.of(Provocation.DEATH),
            "storage.Outbox",
            Edits.bodyBy("note", "noteLater")),

    /** Needs a process that dies between a write and its note, and a destination that only adds rows. */
    RESULT_RENAMED(
            "each write of a result has a key of its own, so that one that is repeated adds a row",
            Judge.DESTINATION,
            Set.of(Provocation.DESTINATION_AWAY, Provocation.DEATH),
            Set.of("storage.written"),
            "storage.Books",
            Edits.answerThrough("weirKey", "another"));

    /** Who should name it. */
    public enum Judge {
        /** Calls and charges in the sandbox's ledger, against records, intents and posts. */
        LEDGER,
        /** {@code weir verify}. */
        VERIFY,
        /** What the webhook receiver has heard, against the events. */
        RECEIVER,
        /** The rows of the destination, against the results. */
        DESTINATION,
        /** What clients, vendors and sources were answered, against what there is. */
        CLIENT,
        /** The same seed's results without faults. */
        UNDISTURBED,
        /** Work that is not over within the stated time. */
        TIME,
        /** A counter that stays 0. */
        COUNTERS
    }

    private final String breaks;
    private final Judge judge;
    private final Set<Provocation> needs;
    private final Set<String> at;
    private final Change change;

    Bug(String breaks, Judge judge, Set<Provocation> needs, String type, Edit edit) {
        this(breaks, judge, needs, Set.of(), type, edit);
    }

    Bug(String breaks, Judge judge, Set<Provocation> needs, Set<String> at, String type, Edit edit) {
        this.breaks = breaks;
        this.judge = judge;
        this.needs = needs;
        this.at = at;
        this.change = new Change(Product.name(type), edit);
    }

    /** What goes wrong with it, in a clause. */
    public String breaks() {
        return breaks;
    }

    /** The one most likely to see it; others may, too. */
    public Judge judge() {
        return judge;
    }

    /** One of these has to happen, often enough; empty where it shows without any. */
    public Set<Provocation> needs() {
        return needs;
    }

    /** Best at one of these points; empty where it is all the same. */
    public Set<String> at() {
        return at;
    }

    Change change() {
        return change;
    }

    static Bug named(String name) {
        return Arrays.stream(values())
                .filter(bug -> bug.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no bug " + name));
    }
}
