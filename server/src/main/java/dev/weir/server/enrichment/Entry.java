package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.server.credits.Post;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.jobs.CellWrite;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.tickets.NewTicket;
import dev.weir.server.waterfall.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What one row hands to the journal at once: it becomes durable as a whole, or not at all.
 *
 * <p>Filled by the row's own thread, then handed over and never touched again by it.
 */
final class Entry {

    /**
     * A call that wants to leave.
     *
     * @param notBeforeMillis answers older than that are not reused
     * @param missesNotBeforeMillis misses older than that are not
     * @param follow what verifying its find will need, for which there has to be room as well
     * @param redeems what the row was promised for this call
     * @param waiting for an answer that comes later; null when it comes with the call
     */
    record Opening(
            NewIntent intent,
            long notBeforeMillis,
            long missesNotBeforeMillis,
            Promise follow,
            Promise redeems,
            @Nullable Wait waiting) {}

    /** A ticket, and the cell that waits with it. */
    record Wait(NewTicket ticket, CellWrite cell) {}

    /**
     * The reply of a call under this lease, to be filed as evidence should the lease be lost.
     *
     * @param tries sends that it took
     * @param possible what those before the last may have cost at the vendor and does not stand on the intent yet
     */
    record Answer(int rowIndex, int step, int place, int attempt, int tries, long possible, Reply reply) {}

    final Lease lease;
    private final Plan plan;
    final List<RecordWrite> records = new ArrayList<>(2);
    final List<AnswerWrite> answers = new ArrayList<>(1);
    final List<Settled> settled = new ArrayList<>(1);
    final List<IntentMove> moves = new ArrayList<>(0);
    final List<Post> posts = new ArrayList<>(1);
    final List<Post> refunds = new ArrayList<>(0);
    final List<CellWrite> cells = new ArrayList<>(1);
    final List<FollowerTable.Following> follows = new ArrayList<>(0);

    /** True whoever holds the lease by now. */
    final List<StrayCost> strayCosts = new ArrayList<>(0);

    /** True if this entry's end of their intents is: whoever else ends them tells it again. */
    final List<StrayCost> givenUpCosts = new ArrayList<>(0);

    final List<RecordWrite> lateRecords = new ArrayList<>(0);
    final List<Wait> waits = new ArrayList<>(0);
    final List<CellRef> cancels = new ArrayList<>(0);

    @Nullable
    Opening opening;

    @Nullable
    Answer answer;

    final CompletableFuture<Written> written = new CompletableFuture<>();

    Entry(Lease lease, Plan plan) {
        this.lease = lease;
        this.plan = plan;
    }

    /** What that place of its job asks, at the job's prices. */
    OperationSpec spec(int step, int place) {
        return plan.steps().get(step).place(place).spec();
    }

    Opening requireOpening() {
        Opening wanted = opening;
        if (wanted == null) {
            throw new IllegalStateException("this entry opens nothing");
        }
        return wanted;
    }

    boolean isEmpty() {
        return records.isEmpty()
                && answers.isEmpty()
                && settled.isEmpty()
                && moves.isEmpty()
                && refunds.isEmpty()
                && cells.isEmpty()
                && follows.isEmpty()
                && strayCosts.isEmpty()
                && givenUpCosts.isEmpty()
                && lateRecords.isEmpty()
                && waits.isEmpty()
                && cancels.isEmpty()
                && opening == null;
    }
}
