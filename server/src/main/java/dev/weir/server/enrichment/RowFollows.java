package dev.weir.server.enrichment;

import dev.weir.provider.LateOperation;
import dev.weir.server.jobs.CellWrite;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** What one row makes of it that the answer it wants is another row's, and nobody has it yet. */
final class RowFollows {

    /** Why a cell waits that wants the answer to another row's question. */
    private static final String FOLLOWS = "follows";
    /** How often such a row looks by itself; it is told when there is an answer. */
    private static final Duration LOOKS = Duration.ofMinutes(5);

    private final OnDoubt onDoubt;
    private final Supplier<Instant> clock;
    private final Lease lease;
    private final int row;
    private final History history;
    private final RowJournal journal;
    private final RowSettlements settlements;

    RowFollows(RunParts parts, RowParts row, RowSettlements settlements) {
        this.onDoubt = row.job().job().plan().onDoubt();
        this.clock = parts.clock();
        this.lease = row.lease();
        this.row = row.index();
        this.history = row.history();
        this.journal = row.journal();
        this.settlements = settlements;
    }

    /**
     * While a leader is in doubt nobody asks the same again; the row's own policy says what it makes of that. A leader that
     * repeats its call is not in doubt yet: whoever is waits for a reply that was filed, or for a person, and so does the row.
     */
    Verdict leaderInDoubt(Question question) {
        return switch (onDoubt) {
            case HOLD, RETRY -> {
                follow(question);
                yield new Verdict.InDoubt();
            }
            case SKIP -> settlements.notAsked(question.asking(), NotAskedReason.NEEDED_IN_DOUBT);
        };
    }

    /**
     * Another row's question waits for its answer: this row does, too, and is told when there is one. It looks again once
     * soon, since that may have come while it made up its mind.
     */
    Verdict leaderWaits(Question question) throws Leave {
        StoredCell cell = history.cell(question.asking().index()).orElse(null);
        if (cell == null || !FOLLOWS.equals(cell.reason())) {
            follow(question);
            journal.pending()
                    .cells
                    .add(CellWrite.waiting(lease, row, question.asking().index(), FOLLOWS));
            throw new Leave(new RowEnding.Parked(RowWaits.LOOK_AGAIN));
        }
        Instant until = cell.at().plus(patience(question));
        if (!clock.get().isBefore(until)) {
            return settlements.notAsked(question.asking(), NotAskedReason.UNAVAILABLE);
        }
        follow(question);
        Duration left = Duration.between(clock.get(), until).plus(RowWaits.LOOK_AGAIN);
        throw new Leave(new RowEnding.Waiting(left.compareTo(LOOKS) < 0 ? left : LOOKS));
    }

    private void follow(Question question) {
        journal.pending().follows.add(new FollowerTable.Following(question.key(), lease.jobId(), row));
    }

    private static Duration patience(Question question) {
        Duration usual = question.operation() instanceof LateOperation later ? later.patience() : LOOKS;
        return RowTickets.patience(question.asking(), usual);
    }
}
