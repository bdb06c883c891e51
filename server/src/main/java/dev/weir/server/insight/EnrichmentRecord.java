package dev.weir.server.insight;

import dev.weir.server.enrichment.Recordings;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.Waterfall;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One provider's outcome for one asking of one cell, with what it was asked.
 *
 * @param step it was asked for
 * @param place it had in the step's waterfall
 * @param question empty when nobody was asked
 * @param why one sentence on what became of it
 */
public record EnrichmentRecord(
        long jobId, Step step, Place place, Recordings.Booked booked, Map<String, Object> question, String why) {

    /** Names the record in its workspace; says nothing to anybody else. */
    public String id() {
        Recordings.Key key = booked.key();
        return jobId + "-" + key.rowIndex() + "-" + key.step() + "-" + key.place() + (key.late() ? "-late" : "");
    }

    public String idempotencyKey() {
        return Waterfall.askingKey(jobId, booked.recording().rowIndex(), step, place);
    }

    /** The place whose find it verifies; null for one that finds. */
    public @Nullable String verifies() {
        return place.role() instanceof Role.Verify(int candidate)
                ? step.place(candidate).key()
                : null;
    }

    /** Why nothing of it was accepted, as a code; null when something was. */
    public @Nullable String errorReason() {
        String verdict = booked.recording().verdict();
        return switch (booked.outcome()) {
            case SUCCESS -> null;
            case SKIPPED -> booked.recording().detail();
            case FAILED ->
                booked.recording().settledDoubt() ? "in_doubt" : verdict.equals("failed") ? "error" : verdict;
        };
    }
}
