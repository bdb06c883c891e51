package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the places of one cell have brought so far; an earlier place's value stays where two give a field. */
final class Findings {

    private final Step step;
    private final @Nullable Verdict[] byPlace;
    private final List<String> missing = new ArrayList<>();
    private final Map<String, Object> kept = new LinkedHashMap<>();
    private final Map<String, Integer> sources = new LinkedHashMap<>();

    /** @throws IllegalArgumentException when an outcome names a place the step has not, or a place has two */
    Findings(Step step, Values known, List<Outcome> soFar) {
        this.step = step;
        this.byPlace = new @Nullable Verdict[step.places().size()];
        for (Outcome outcome : soFar) {
            put(outcome);
        }
        List<String> open = new ArrayList<>();
        for (String field : step.fields()) {
            if (!known.has(field)) {
                open.add(field);
            }
        }
        for (String field : open) {
            keep(field, open);
        }
    }

    private void put(Outcome outcome) {
        int place = outcome.place();
        if (place < 0 || place >= byPlace.length || byPlace[place] != null) {
            throw new IllegalArgumentException("step " + step.name() + " with " + byPlace.length
                    + " places has one outcome at most for each; unexpected: place " + place);
        }
        byPlace[place] = outcome.verdict();
    }

    private void keep(String field, List<String> open) {
        for (int place = 0; place < byPlace.length; place++) {
            Verdict verdict = byPlace[place];
            if (verdict == null) {
                continue;
            }
            Object value = verdict.kept().byField().get(field);
            if (value != null && mayKeep(verdict, open)) {
                kept.put(field, value);
                sources.put(field, place);
                return;
            }
        }
        missing.add(field);
    }

    private boolean mayKeep(Verdict verdict, List<String> open) {
        return switch (step.completeness()) {
            case MERGE -> true;
            case COMPLETE -> verdict.kept().fields().containsAll(open);
        };
    }

    boolean nothingMissing() {
        return missing.isEmpty();
    }

    boolean asked(int place) {
        return byPlace[place] != null;
    }

    /** What that place could add; empty when asking it would be in vain. */
    List<String> wantedFrom(int place) {
        return step.wantedFrom(place, missing);
    }

    Values kept() {
        return kept.isEmpty() ? Values.none() : new Values(kept);
    }

    /** The places whose own call is in doubt. */
    List<Integer> doubts() {
        List<Integer> doubts = new ArrayList<>();
        for (int place = 0; place < byPlace.length; place++) {
            if (byPlace[place] instanceof Verdict.InDoubt) {
                doubts.add(place);
            }
        }
        return doubts;
    }

    /** The end when nothing is missing. */
    CellEnd complete() {
        return kept.isEmpty()
                ? new CellEnd.Skipped(SkipReason.ALREADY_KNOWN)
                : new CellEnd.Completed(new Values(kept), sources);
    }

    CellEnd inDoubt() {
        return new CellEnd.InDoubt(kept(), sources, missing, doubts());
    }

    /** The end when something is missing and nobody is left. */
    CellEnd exhausted(OnDoubt onDoubt) {
        boolean anyCouldBeAsked = false;
        boolean suppressed = false;
        CellReason reason = CellReason.NOT_FOUND;
        for (Verdict verdict : byPlace) {
            if (verdict instanceof Verdict.NotAsked(NotAskedReason why) && why == NotAskedReason.SUPPRESSED) {
                suppressed = true;
            } else if (verdict != null
                    && !(verdict instanceof Verdict.NotAsked(NotAskedReason why) && why == NotAskedReason.NO_INPUT)) {
                anyCouldBeAsked = true;
                CellReason its = CellReason.of(verdict);
                reason = its.compareTo(reason) < 0 ? its : reason;
            }
        }
        if (!anyCouldBeAsked) {
            return new CellEnd.Skipped(suppressed ? SkipReason.SUPPRESSED : SkipReason.NO_INPUT);
        }
        // Only what it depends on is in doubt here: its own doubts have stopped it before, unless they are skipped.
        return reason == CellReason.IN_DOUBT && onDoubt != OnDoubt.SKIP
                ? inDoubt()
                : new CellEnd.Failed(reason, kept(), sources, missing);
    }
}
