package dev.weir.server.rights;

import dev.weir.provider.Values;
import dev.weir.server.audit.Audit;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.jobs.Cells;
import dev.weir.server.problem.Problem;
import dev.weir.server.rights.ErasedRowTable.Rows;
import dev.weir.server.rights.ErasureTable.Place;
import dev.weir.server.rights.ErasureTable.Stored;
import dev.weir.server.rights.MentionTable.Numbered;
import dev.weir.server.storage.DestinationErasure;
import dev.weir.server.suppression.Handle;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes a person or a company from all that a workspace keeps.
 *
 * <p>It goes in steps, each a transaction that also notes where the next one goes on, so that a kill costs one step at most and
 * any number of nodes may take them. First the rows are found that are about the subject, and by them what else it is known by;
 * they are marked, so that no run asks about them or keeps anything of them any more. When no run that began before holds them,
 * they are emptied, with all that hangs on them; then every text of the workspace is looked through for the subject's handles.
 * That is done again until a whole pass finds nothing. The handles are sealed in the vault meanwhile, and nowhere afterwards.
 *
 * <p>Amounts, verdicts, states, times and numbers stay, so that the books remain right.
 */
public final class Erasures {

    private static final String FIND = "find";

    /** The same, once something was learnt: then rows that were looked through before may be theirs, too. */
    private static final String FIND_AGAIN = "find_again";

    /** Subscribers: whoever is meant goes as a whole. */
    private static final String FIND_SUBSCRIBERS = "find_subscribers";

    /** The same, once something was learnt of one: then rows are looked through again. */
    private static final String FIND_SUBSCRIBERS_AGAIN = "find_subscribers_again";

    private static final String SETTLE = "settle";
    private static final String WAIT = "wait";
    private static final String ROWS = "rows";
    private static final String TEXTS = "texts";
    private static final String ANSWERS = "answers";
    private static final String REST = "rest";
    static final String DESTINATIONS = "destinations";
    private static final String DONE = "done";

    /** Rows looked through in one step; what is found of them is a small part. */
    private static final int LOOKED = 5_000;

    /** Rows emptied in one step. */
    private static final int EMPTIED = 500;

    private static final int MOST_PASSES = 20;

    /** How long it waits where a run holds rows, or a pass has found something that may be followed by more. */
    private static final long MOMENT_MILLIS = 500;

    /** How long others leave tables elsewhere to whoever is at them. */
    private static final long AWAY_MILLIS = 120_000;

    /** How long one waits whose step has failed. */
    private static final long PUT_OFF_MILLIS = 30_000;

    /** What a trouble is of that is not of a table. */
    private static final String HERE = "weir";

    /** How a trouble begins that may pass. */
    private static final String AGAIN = "It is tried again. ";

    private final Transactions transactions;
    private final ErasureTable table;
    private final ErasedRowTable rows;
    private final MentionTable mentions;
    private final SubscriberMentionTable subscribers;
    private final Vault vault;
    private final Suppressions suppressions;
    private final Audit audit;
    private final Cells cells;

    public Erasures(
            JdbcClient jdbc,
            Transactions transactions,
            Vault vault,
            Suppressions suppressions,
            Audit audit,
            Cells cells) {
        this.transactions = transactions;
        this.table = new ErasureTable(jdbc);
        this.rows = new ErasedRowTable(jdbc);
        this.mentions = new MentionTable(jdbc);
        this.subscribers = new SubscriberMentionTable(jdbc);
        this.vault = vault;
        this.suppressions = suppressions;
        this.audit = audit;
        this.cells = cells;
    }

    /**
     * Takes the order. Joins the caller's transaction; when that is committed, nobody is asked about them any more.
     *
     * @param handles what the subject is known by
     * @param suppress whether to put it on the suppression list, now and for good
     * @param destinations whether to empty what was written of it into tables that are not Weir's own
     * @param by as the audit writes it
     * @throws Problem when there are none
     */
    public Erasure request(
            long workspaceId, Collection<Handle> handles, boolean suppress, boolean destinations, String by) {
        if (handles.isEmpty()) {
            throw Problem.invalid(
                    "nobody_named", "Say who is to be erased: by e-mail address, LinkedIn URL or domain.");
        }
        Map<String, Long> counts = new TreeMap<>();
        if (suppress) {
            counts.put("suppressions", (long) suppressions.add(workspaceId, handles, by));
        }
        List<Handle.Kind> given =
                handles.stream().map(Handle::kind).distinct().sorted().toList();
        long id = table.insert(workspaceId, given, suppress, destinations, counts, by);
        keep(workspaceId, id, given, new Subject(new LinkedHashSet<>(handles)));
        return find(workspaceId, id);
    }

    /** @throws Problem when there is no such; joins the caller's transaction */
    public Erasure find(long workspaceId, long id) {
        return table.find(workspaceId, id)
                .orElseThrow(() -> Problem.notFound("unknown_erasure", "There is no erasure " + id + "."));
    }

    /** Newest first, those before number {@code before}. Joins the caller's transaction. */
    public List<Erasure> page(long workspaceId, long before, long offset, int most) {
        return table.page(workspaceId, before, offset, most);
    }

    /** How many there are; joins the caller's transaction. */
    public long count(long workspaceId) {
        return table.count(workspaceId);
    }

    /** Does one step of one that is due, in what Weir keeps. Returns whether there was one; one that fails is put off. */
    public boolean step(long workspaceId) {
        return claimed(workspaceId, false, this::step);
    }

    /** Who empties tables that are not Weir's own: see {@link DestinationErasure#erase}. */
    @FunctionalInterface
    public interface Tables {
        List<DestinationErasure.Emptied> erase(
                long workspaceId, Collection<String> weirKeys, Collection<String> handles);
    }

    /**
     * Does one step of one that has come to tables that are not Weir's own.
     *
     * @return whether there was one
     */
    public boolean stepElsewhere(long workspaceId, Tables elsewhere) {
        AtomicReference<@Nullable Elsewhere> outside = new AtomicReference<>();
        boolean any = claimed(workspaceId, true, at -> outside.set(new Step(at, subject(at.erasure())).elsewhere()));
        Elsewhere theirs = outside.get();
        if (theirs != null) {
            List<DestinationErasure.Emptied> emptied = elsewhere.erase(workspaceId, theirs.keys(), theirs.handles());
            transactions.in(workspaceId, () -> {
                Stored at = table.lock(workspaceId, theirs.id());
                // Another one may have done it meanwhile.
                if (at.erasure().phase().equals(DESTINATIONS) && at.place().equals(theirs.place())) {
                    new Step(at, subject(at.erasure())).emptied(emptied, theirs.last());
                }
                return at;
            });
        }
        return any;
    }

    private boolean claimed(long workspaceId, boolean elsewhere, Consumer<Stored> work) {
        AtomicReference<@Nullable Long> id = new AtomicReference<>();
        try {
            return transactions.in(workspaceId, () -> {
                Optional<Stored> claimed = table.claim(workspaceId, elsewhere);
                claimed.ifPresent(at -> {
                    id.set(at.erasure().id());
                    work.accept(at);
                });
                return claimed.isPresent();
            });
        } catch (RuntimeException e) {
            Long failed = id.get();
            if (failed != null) {
                putOff(workspaceId, failed, e);
            }
            throw e;
        }
    }

    /** So that others are not behind it for ever. */
    private void putOff(long workspaceId, long id, RuntimeException why) {
        try {
            transactions.in(workspaceId, () -> {
                Map<String, String> troubles =
                        new TreeMap<>(table.lock(workspaceId, id).erasure().troubles());
                // Who is being erased stands in no sentence.
                troubles.put(
                        HERE,
                        "A step failed and is tried again: " + why.getClass().getSimpleName() + ".");
                table.delay(workspaceId, id, troubles, PUT_OFF_MILLIS);
                return troubles;
            });
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    /** What is to be emptied in tables elsewhere. @param last of the rows whose results these are; null for none left */
    private record Elsewhere(
            long id,
            Place place,
            List<String> keys,
            List<String> handles,
            @Nullable Place last) {}

    private static String purpose(long id) {
        return "erasure:" + id;
    }

    private void keep(long workspaceId, long id, List<Handle.Kind> given, Subject subject) {
        vault.seal(workspaceId, purpose(id), subject.write());
        table.known(workspaceId, id, suppressions.digests(workspaceId, subject.own(given)));
    }

    private Subject subject(Erasure erasure) {
        return vault.open(erasure.workspaceId(), purpose(erasure.id()))
                .map(Subject::read)
                .orElseThrow(() -> new IllegalStateException("the handles of erasure " + erasure.id() + " are lost"));
    }

    private void step(Stored at) {
        Erasure erasure = at.erasure();
        Step step = new Step(at, subject(erasure));
        switch (erasure.phase()) {
            case FIND, FIND_AGAIN -> step.find();
            case FIND_SUBSCRIBERS, FIND_SUBSCRIBERS_AGAIN -> step.findSubscribers();
            case SETTLE -> step.settle();
            case WAIT -> step.awaitRuns();
            case ROWS -> step.rows();
            case TEXTS -> step.texts();
            case ANSWERS -> step.answers();
            case REST -> step.rest();
            default -> step.table();
        }
    }

    /** One step. */
    private final class Step {
        private final Erasure erasure;
        private final long workspaceId;
        private final Place place;
        private final Subject subject;
        private final Map<String, Long> counts;
        private final Map<String, String> troubles;
        private long changed;

        Step(Stored at, Subject subject) {
            this.erasure = at.erasure();
            this.workspaceId = erasure.workspaceId();
            this.place = at.place();
            this.subject = subject;
            this.counts = new TreeMap<>(erasure.counts());
            this.troubles = new TreeMap<>(erasure.troubles());
            troubles.remove(HERE);
            this.changed = at.changed();
        }

        private void count(String what, long number) {
            if (number > 0) {
                counts.merge(what, number, Long::sum);
                changed += number;
            }
        }

        private void goOn(String phase, Place from) {
            save(phase, erasure.pass(), from, 0);
        }

        private void save(String phase, int pass, Place from, long afterMillis) {
            table.save(
                    new Stored(
                            new Erasure(
                                    erasure.id(),
                                    workspaceId,
                                    erasure.given(),
                                    erasure.suppresses(),
                                    erasure.destinations(),
                                    troubles,
                                    phase,
                                    pass,
                                    counts,
                                    erasure.requestedBy(),
                                    erasure.requestedAt(),
                                    null),
                            from,
                            changed),
                    afterMillis);
        }

        void find() {
            Place to = mentions.after(workspaceId, place, LOOKED);
            List<CellRef> theirs = new ArrayList<>();
            Set<Handle> learnt = new LinkedHashSet<>();
            for (MentionTable.Found row : mentions.rows(workspaceId, place, to, subject.mentions())) {
                Values known = row.known();
                if (subject.is(known)) {
                    theirs.add(row.ref());
                    learnt.addAll(subject.learn(known));
                }
            }
            if (!theirs.isEmpty()) {
                rows.mark(workspaceId, erasure.id(), theirs);
                count("rows", theirs.size());
            }
            keep(learnt);
            boolean again = !learnt.isEmpty() || erasure.phase().equals(FIND_AGAIN);
            if (to.equals(MentionTable.END_OF_ROWS)) {
                goOn(again ? FIND : FIND_SUBSCRIBERS, Place.START);
            } else {
                goOn(again ? FIND_AGAIN : FIND, to);
            }
        }

        private void keep(Set<Handle> learnt) {
            if (learnt.isEmpty()) {
                return;
            }
            Erasures.this.keep(workspaceId, erasure.id(), erasure.given(), subject);
            if (erasure.suppresses()) {
                long added = suppressions.add(workspaceId, learnt, "erasure " + erasure.id());
                counts.merge("suppressions", added, Long::sum);
            }
        }

        void findSubscribers() {
            long to = mentions.after(Numbered.SUBSCRIBERS, workspaceId, place.number(), LOOKED);
            List<Long> theirs = new ArrayList<>();
            Set<Handle> learnt = new LinkedHashSet<>();
            for (SubscriberMentionTable.Person person :
                    subscribers.people(workspaceId, place.number(), to, subject.mentions())) {
                if (person.is(subject)) {
                    theirs.add(person.id());
                    person.words().forEach(known -> learnt.addAll(subject.learn(known)));
                }
            }
            if (!theirs.isEmpty()) {
                SubscriberMentionTable.Removed removed = subscribers.remove(workspaceId, theirs);
                count("subscribers", removed.subscribers());
                count("arrivals", removed.arrivals());
                count("enrichment_requests", removed.requests());
            }
            keep(learnt);
            boolean again = !learnt.isEmpty() || erasure.phase().equals(FIND_SUBSCRIBERS_AGAIN);
            if (to == Long.MAX_VALUE) {
                goOn(again ? FIND : SETTLE, Place.START);
            } else {
                goOn(again ? FIND_SUBSCRIBERS_AGAIN : FIND_SUBSCRIBERS, Place.at(to));
            }
        }

        void settle() {
            rows.noteHolders(workspaceId, erasure.id());
            goOn(WAIT, Place.START);
        }

        void awaitRuns() {
            if (rows.held(workspaceId, erasure.id()) > 0) {
                save(WAIT, erasure.pass(), Place.START, MOMENT_MILLIS);
            } else {
                goOn(ROWS, Place.START);
            }
        }

        void rows() {
            List<Rows> next = rows.next(workspaceId, erasure.id(), place.number(), place.row(), EMPTIED);
            Place last = null;
            for (Rows some : next) {
                keepOrigins(some);
                empty(workspaceId, some).forEach(this::count);
                if (erasure.pass() == 0) {
                    rows.delivered(workspaceId, some)
                            .forEach((table, number) -> counts.merge(Erasure.deliveredTo(table), number, Long::sum));
                }
                last = Place.at(some.jobId(), some.rows()[some.rows().length - 1]);
            }
            if (last == null) {
                goOn(TEXTS, Place.START);
            } else {
                goOn(ROWS, last);
            }
        }

        /** What a cell has reused stands elsewhere under the key of the result that it was, which its values tell alone. */
        private void keepOrigins(Rows some) {
            Set<String> keys = new LinkedHashSet<>();
            rows.origins(workspaceId, some, origin -> {
                MentionTable.Found of = origin.row();
                if (of == null || !subject.isOther(of.known())) {
                    keys.add(origin.key());
                }
            });
            rows.keep(workspaceId, erasure.id(), keys);
        }

        private void keepReported(long to) {
            Set<String> keys = new LinkedHashSet<>();
            Mentions mentioned = subject.mentions();
            mentions.reported(workspaceId, place.number(), to, mentioned, reported -> {
                String domain = reported.domain();
                if ((domain != null && mentioned.in(domain)) || subject.isIn(reported.values())) {
                    keys.add("outside:" + reported.id());
                }
            });
            rows.keep(workspaceId, erasure.id(), keys);
        }

        void texts() {
            Mentions mentioned = subject.mentions();
            Place to = mentions.after(workspaceId, place, LOOKED);
            // Records first: verification compares cells with those that are not marked.
            count("records", mentions.inRecords(place, to, mentioned));
            count("cells", mentions.inCells(workspaceId, place, to, mentioned));
            count("inputs", mentions.inRows(workspaceId, place, to, mentioned));
            if (to.equals(MentionTable.END_OF_ROWS)) {
                goOn(ANSWERS, Place.START);
            } else {
                goOn(TEXTS, to);
            }
        }

        void answers() {
            byte[] to = mentions.answerAfter(workspaceId, place.key(), LOOKED);
            count("answers", mentions.inAnswers(workspaceId, place.key(), to, subject.mentions()));
            if (to == null) {
                goOn(phase(Numbered.values()[0]), Place.START);
            } else {
                goOn(ANSWERS, Place.at(to));
            }
        }

        void table() {
            Numbered table = Numbered.valueOf(erasure.phase().toUpperCase(Locale.ROOT));
            long to = mentions.after(table, workspaceId, place.number(), LOOKED);
            if (table == Numbered.OUTSIDE_RESULTS) {
                keepReported(to);
            }
            count(phase(table), mentions.in(table, workspaceId, place.number(), to, subject.mentions()));
            if (to < Long.MAX_VALUE) {
                goOn(erasure.phase(), Place.at(to));
            } else if (table.ordinal() + 1 < Numbered.values().length) {
                goOn(phase(Numbered.values()[table.ordinal() + 1]), Place.START);
            } else {
                goOn(REST, Place.START);
            }
        }

        private static String phase(Numbered table) {
            return table.name().toLowerCase(Locale.ROOT);
        }

        void rest() {
            Mentions mentioned = subject.mentions();
            count("jobs", mentions.inJobs(workspaceId, mentioned));
            count("requests", mentions.inRequests(workspaceId, mentioned));
            count("companies", mentions.inCompanies(workspaceId, mentioned));
            count("refunds", mentions.inRefunds(mentioned));
            count("uploads", subscribers.inUploads(workspaceId, mentioned));
            if (counts.containsKey("subscribers")) {
                count("enrichment_requests", subscribers.removeRequestsOfNobody(workspaceId));
            }
            if (changed == 0 || erasure.pass() + 1 == MOST_PASSES) {
                if (erasure.destinations()) {
                    goOn(DESTINATIONS, Place.START);
                } else {
                    done();
                }
            } else {
                changed = 0;
                save(FIND, erasure.pass() + 1, Place.START, MOMENT_MILLIS);
            }
        }

        private void done() {
            if (erasure.destinations() && troubles.isEmpty()) {
                table.forget(workspaceId, erasure.id(), table.related(workspaceId, erasure.id()));
            }
            vault.forget(workspaceId, purpose(erasure.id()));
            audit.note(workspaceId, erasure.requestedBy(), "erasure.done", "erasure " + erasure.id());
            goOn(DONE, Place.START);
        }

        /** Returns what is to be done outside of any transaction; null for nothing. */
        @Nullable
        Elsewhere elsewhere() {
            List<Long> related = table.related(workspaceId, erasure.id());
            if (table.underWay(workspaceId, related) > 0) {
                save(DESTINATIONS, erasure.pass(), place, MOMENT_MILLIS);
                return null;
            }
            List<String> keys = new ArrayList<>();
            List<String> handles = List.of();
            if (place.equals(Place.START)) {
                keys.addAll(rows.keptKeys(workspaceId, related));
                handles =
                        subject.own(erasure.given()).stream().map(Handle::value).toList();
            }
            Place last = null;
            for (Rows some : rows.next(workspaceId, related, place.number(), place.row(), EMPTIED)) {
                keys.addAll(rows.resultKeys(workspaceId, some));
                last = Place.at(some.jobId(), some.rows()[some.rows().length - 1]);
            }
            if (keys.isEmpty() && handles.isEmpty() && last == null) {
                done();
                return null;
            }
            save(DESTINATIONS, erasure.pass(), place, AWAY_MILLIS);
            return new Elsewhere(erasure.id(), place, keys, handles, last);
        }

        void emptied(List<DestinationErasure.Emptied> all, @Nullable Place last) {
            boolean over = table.isLongTried(workspaceId, erasure.id());
            boolean again = false;
            for (DestinationErasure.Emptied one : all) {
                if (one.rows() > 0) {
                    counts.merge(Erasure.emptiedIn(one.table()), one.rows(), Long::sum);
                }
                String before = troubles.get(one.table());
                if (one.trouble() != null) {
                    troubles.put(one.table(), one.passing() && !over ? AGAIN + one.trouble() : one.trouble());
                } else if (before != null && before.startsWith(AGAIN)) {
                    troubles.remove(one.table());
                }
                again |= one.passing();
            }
            if (again && !over) {
                save(DESTINATIONS, erasure.pass(), place, 0);
                table.inVain(workspaceId, erasure.id());
                return;
            }
            if (!again) {
                table.reached(workspaceId, erasure.id());
            }
            if (last == null) {
                done();
            } else {
                goOn(DESTINATIONS, last);
            }
        }
    }

    /** Leaves of rows what the books need. Batches are locked first, as by all who change rows. */
    private Map<String, Long> empty(long workspaceId, Rows some) {
        cells.wake(rows.unfinished(workspaceId, some).refs());
        Map<String, Long> counts = new TreeMap<>();
        counts.put("answers", (long) rows.answers(workspaceId, some));
        counts.put("records", rows.records(some));
        counts.put("cells", (long) rows.cells(workspaceId, some));
        counts.put("inputs", (long) rows.rows(workspaceId, some));
        counts.put("evidence", (long) rows.evidence(workspaceId, some));
        counts.put("inbox", (long) rows.inbox(workspaceId, some));
        counts.put("progress", rows.progress(some));
        counts.put("signals", rows.signals(some));
        counts.put("tickets", (long) rows.tickets(workspaceId, some));
        return counts;
    }

    /**
     * Empties again what has come for rows that were erased: answers to calls that had left before, whose vendors took their
     * time. Returns whether anything has.
     */
    public boolean watch(long workspaceId) {
        boolean came = false;
        Place place = Place.START;
        while (true) {
            Place from = place;
            List<Rows> some =
                    transactions.in(workspaceId, () -> rows.watched(workspaceId, from.number(), from.row(), EMPTIED));
            if (some.isEmpty()) {
                return came;
            }
            for (Rows ofJob : some) {
                came |= transactions.in(workspaceId, () -> {
                    long emptied = empty(workspaceId, ofJob).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
                    rows.quieten(workspaceId, ofJob);
                    return emptied > 0;
                });
                place = Place.at(ofJob.jobId(), ofJob.rows()[ofJob.rows().length - 1]);
            }
        }
    }
}
