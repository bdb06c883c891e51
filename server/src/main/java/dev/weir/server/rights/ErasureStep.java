package dev.weir.server.rights;

import dev.weir.server.audit.Audit;
import dev.weir.server.rights.ErasureTable.Place;
import dev.weir.server.rights.ErasureTable.Stored;
import dev.weir.server.suppression.Suppressions;
import java.util.Map;
import java.util.TreeMap;

/** One step of an erasure, in one transaction, which also notes where the next one goes on. */
abstract sealed class ErasureStep permits StepHere, StepElsewhere {

    /** What a trouble is of that is not of a table. */
    static final String HERE = "weir";

    /** How long it waits where a run holds rows, or a pass has found something that may be followed by more. */
    static final long MOMENT_MILLIS = 500;

    /** Rows emptied in one step. */
    static final int EMPTIED = 500;

    private static final String DONE = "done";

    /** What all steps are taken with. */
    record Parts(
            ErasureTable table,
            ErasedRowTable rows,
            MentionTable mentions,
            SubscriberMentionTable subscribers,
            SealedSubjects subjects,
            Suppressions suppressions,
            Audit audit,
            EmptiedRows emptiedRows) {}

    final Parts parts;
    final Erasure erasure;
    final long workspaceId;
    final Place place;
    final Subject subject;
    final Map<String, Long> counts;
    final Map<String, String> troubles;

    /** What this pass has found so far. */
    long changed;

    ErasureStep(Parts parts, Stored at) {
        this.parts = parts;
        this.erasure = at.erasure();
        this.workspaceId = erasure.workspaceId();
        this.place = at.place();
        this.subject = parts.subjects().open(erasure);
        this.counts = new TreeMap<>(erasure.counts());
        this.troubles = new TreeMap<>(erasure.troubles());
        troubles.remove(HERE);
        this.changed = at.changed();
    }

    final void goOn(String phase, Place from) {
        save(phase, erasure.pass(), from, 0);
    }

    final void save(String phase, int pass, Place from, long afterMillis) {
        parts.table()
                .save(
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

    /** It is over, and forgets whom it was about. */
    final void done() {
        if (erasure.destinations() && troubles.isEmpty()) {
            parts.table().forget(workspaceId, erasure.id(), parts.table().related(workspaceId, erasure.id()));
        }
        parts.subjects().forget(erasure);
        parts.audit().note(workspaceId, erasure.requestedBy(), "erasure.done", "erasure " + erasure.id());
        goOn(DONE, Place.START);
    }
}
