package dev.weir.server.enrolment;

import dev.weir.server.audience.Kept;
import dev.weir.server.jobs.RowEnd;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.SkipReason;
import dev.weir.server.waterfall.Step;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a row has come to for the subscriber it is about.
 *
 * <p>A row fails for the reason of the first cell that failed it. One that completed and for which nothing was found, though
 * somebody was to be asked, has failed, too: all that could have brought anything was optional, or nobody was asked.
 *
 * @param reason why it failed; null when it is completed
 * @param found what its cells have accepted, by field; where two steps found one, the earlier step's
 */
record RowOutcome(@Nullable String reason, Map<String, Kept> found) {

    /** A row to which something happened that no cell says. */
    static final String OTHERWISE = "error";

    private static final Set<String> NOT_ASKED = Set.of(SkipReason.SUPPRESSED.text(), SkipReason.NO_INPUT.text());

    RowOutcome {
        found = Map.copyOf(found);
    }

    /** Empty while the row is not final. */
    static Optional<RowOutcome> of(StoredRow row, Plan plan) {
        if (row.end() == RowEnd.OPEN) {
            return Optional.empty();
        }
        Map<String, Kept> found = new LinkedHashMap<>();
        boolean lookedUp = false;
        for (StoredRow.Kept kept : row.kept()) {
            Step step = plan.steps().get(kept.step());
            lookedUp |= step.looksUp();
            // What a step has worked out is its own word.
            String provider = step.looksUp() ? kept.provider(step) : step.name();
            found.putIfAbsent(kept.field(), Kept.found(kept.value(), kept.at(), kept.jobId(), provider));
        }
        String reason = row.end() == RowEnd.COMPLETED
                ? lookedUp ? null : whyNothing(row.cells(), plan)
                : whyFailed(row.cells(), plan);
        return Optional.of(new RowOutcome(reason, found));
    }

    private static @Nullable String whyNothing(List<StoredCell> cells, Plan plan) {
        for (StoredCell cell : cells) {
            boolean nobody = cell.state() == CellState.SKIPPED && NOT_ASKED.contains(String.valueOf(cell.reason()));
            if (plan.steps().get(cell.step()).looksUp() && (nobody || cell.state() == CellState.FAILED)) {
                return word(cell);
            }
        }
        return null;
    }

    private static String whyFailed(List<StoredCell> cells, Plan plan) {
        for (StoredCell cell : cells) {
            boolean forgiven = plan.steps().get(cell.step()).rules().onFailure().forgives(cell.state(), cell.reason());
            if (cell.state().isFinal() && !cell.state().satisfied() && !forgiven) {
                return word(cell);
            }
        }
        return OTHERWISE;
    }

    private static String word(StoredCell cell) {
        return switch (cell.state()) {
            case IN_DOUBT -> "in_doubt";
            case CANCELLED -> "cancelled";
            case DEAD -> "dead";
            default -> cell.reason() == null ? OTHERWISE : cell.reason();
        };
    }

    /** Whether any of it is not among these, or was found after them. */
    boolean knowsMoreThan(Map<String, Kept> known) {
        return found.entrySet().stream().anyMatch(each -> {
            Kept before = known.get(each.getKey());
            return before == null || each.getValue().at().isAfter(before.at());
        });
    }

    /** Whether any of it was found after that. */
    boolean isNews(Instant worked) {
        return found.values().stream().anyMatch(kept -> kept.at().isAfter(worked));
    }
}
