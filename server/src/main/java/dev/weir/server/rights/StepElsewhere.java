package dev.weir.server.rights;

import dev.weir.server.rights.ErasedRowTable.Rows;
import dev.weir.server.rights.ErasureTable.Place;
import dev.weir.server.rights.ErasureTable.Stored;
import dev.weir.server.storage.DestinationErasure;
import dev.weir.server.suppression.Handle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step in tables that are not Weir's own: what is to be emptied there, and in another transaction what was. */
final class StepElsewhere extends ErasureStep {

    /** How long others leave tables elsewhere to whoever is at them. */
    private static final long AWAY_MILLIS = 120_000;

    /** How a trouble begins that may pass. */
    private static final String AGAIN = "It is tried again. ";

    /** What is to be emptied. @param last of the rows whose results these are; null for none left */
    record Emptying(
            long id,
            Place place,
            List<String> keys,
            List<String> handles,
            @Nullable Place last) {

        /** Whether the erasure is still there: another one may have done it meanwhile. */
        boolean isOf(Stored at) {
            return at.erasure().phase().equals(Erasure.DESTINATIONS)
                    && at.place().equals(place);
        }
    }

    private final ErasureTable table;
    private final ErasedRowTable rows;

    StepElsewhere(Parts parts, Stored at) {
        super(parts, at);
        this.table = parts.table();
        this.rows = parts.rows();
    }

    /** Returns what is to be done outside of any transaction; null for nothing. */
    @Nullable
    Emptying emptying() {
        List<Long> related = table.related(workspaceId, erasure.id());
        if (table.underWay(workspaceId, related) > 0) {
            save(Erasure.DESTINATIONS, erasure.pass(), place, MOMENT_MILLIS);
            return null;
        }
        List<String> keys = new ArrayList<>();
        List<String> handles = List.of();
        if (place.equals(Place.START)) {
            keys.addAll(rows.keptKeys(workspaceId, related));
            handles = subject.own(erasure.given()).stream().map(Handle::value).toList();
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
        save(Erasure.DESTINATIONS, erasure.pass(), place, AWAY_MILLIS);
        return new Emptying(erasure.id(), place, keys, handles, last);
    }

    /** What has been, there. */
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
            save(Erasure.DESTINATIONS, erasure.pass(), place, 0);
            table.inVain(workspaceId, erasure.id());
            return;
        }
        if (!again) {
            table.reached(workspaceId, erasure.id());
        }
        if (last == null) {
            done();
        } else {
            goOn(Erasure.DESTINATIONS, last);
        }
    }
}
