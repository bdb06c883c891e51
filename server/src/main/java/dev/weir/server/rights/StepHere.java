package dev.weir.server.rights;

import dev.weir.provider.Values;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.rights.ErasedRowTable.Rows;
import dev.weir.server.rights.ErasureTable.Place;
import dev.weir.server.rights.ErasureTable.Stored;
import dev.weir.server.rights.MentionTable.Numbered;
import dev.weir.server.suppression.Handle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A step in what Weir keeps. */
final class StepHere extends ErasureStep {

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

    /** Rows looked through in one step; what is found of them is a small part. */
    private static final int LOOKED = 5_000;

    private static final int MOST_PASSES = 20;

    private final ErasedRowTable rows;
    private final MentionTable mentions;
    private final SubscriberMentionTable subscribers;

    StepHere(Parts parts, Stored at) {
        super(parts, at);
        this.rows = parts.rows();
        this.mentions = parts.mentions();
        this.subscribers = parts.subscribers();
    }

    void take() {
        switch (erasure.phase()) {
            case FIND, FIND_AGAIN -> find();
            case FIND_SUBSCRIBERS, FIND_SUBSCRIBERS_AGAIN -> findSubscribers();
            case SETTLE -> settle();
            case WAIT -> awaitRuns();
            case ROWS -> rows();
            case TEXTS -> texts();
            case ANSWERS -> answers();
            case REST -> rest();
            default -> table();
        }
    }

    private void count(String what, long number) {
        if (number > 0) {
            counts.merge(what, number, Long::sum);
            changed += number;
        }
    }

    private void find() {
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
        parts.subjects().seal(workspaceId, erasure.id(), erasure.given(), subject);
        if (erasure.suppresses()) {
            long added = parts.suppressions().add(workspaceId, learnt, "erasure " + erasure.id());
            counts.merge("suppressions", added, Long::sum);
        }
    }

    private void findSubscribers() {
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

    private void settle() {
        rows.noteHolders(workspaceId, erasure.id());
        goOn(WAIT, Place.START);
    }

    private void awaitRuns() {
        if (rows.held(workspaceId, erasure.id()) > 0) {
            save(WAIT, erasure.pass(), Place.START, MOMENT_MILLIS);
        } else {
            goOn(ROWS, Place.START);
        }
    }

    private void rows() {
        List<Rows> next = rows.next(workspaceId, erasure.id(), place.number(), place.row(), EMPTIED);
        Place last = null;
        for (Rows some : next) {
            keepOrigins(some);
            parts.emptiedRows().empty(workspaceId, some).forEach(this::count);
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

    private void texts() {
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

    private void answers() {
        byte[] to = mentions.answerAfter(workspaceId, place.key(), LOOKED);
        count("answers", mentions.inAnswers(workspaceId, place.key(), to, subject.mentions()));
        if (to == null) {
            goOn(phase(Numbered.values()[0]), Place.START);
        } else {
            goOn(ANSWERS, Place.at(to));
        }
    }

    private void table() {
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

    private void rest() {
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
                goOn(Erasure.DESTINATIONS, Place.START);
            } else {
                done();
            }
        } else {
            changed = 0;
            save(FIND, erasure.pass() + 1, Place.START, MOMENT_MILLIS);
        }
    }
}
