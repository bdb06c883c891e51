package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the places of one cell have brought so far; an earlier place's value stays where two give a field, and one that
 * is to be verified counts when it is.
 */
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
            if (value != null && mayKeep(verdict, open) && fate(place, true) == Fate.STANDS) {
                kept.put(field, value);
                sources.put(field, place);
                keepStatus(place);
                return;
            }
        }
        missing.add(field);
    }

    private boolean mayKeep(Verdict verdict, List<String> open) {
        return switch (step.completeness()) {
            case MERGE, ANY -> true;
            case COMPLETE -> verdict.kept().fields().containsAll(open);
        };
    }

    /** What becomes of a value that one place has found. */
    private enum Fate {
        STANDS,
        /** Somebody is to be asked whether it does. */
        UNVERIFIED,
        GIVEN_UP
    }

    /**
     * The first verification that can tell decides; where none could, the value is given up.
     *
     * @param find a place that has found something
     * @param doubtsPass whether a lost verification leaves it to the next, and does not have to be waited for
     */
    private Fate fate(int find, boolean doubtsPass) {
        boolean guessed = step.place(find).role() instanceof Role.Guess;
        if (!step.isVerified(find)) {
            return guessed ? Fate.GIVEN_UP : Fate.STANDS;
        }
        for (int place = find + 1; isVerification(place); place++) {
            Verdict verdict = byPlace[place];
            if (verdict == null || (!doubtsPass && verdict instanceof Verdict.InDoubt)) {
                return Fate.UNVERIFIED;
            }
            Object status = told(place);
            if (status != null) {
                return step.acceptance().admits(status, guessed) ? Fate.STANDS : Fate.GIVEN_UP;
            }
        }
        return Fate.GIVEN_UP;
    }

    private boolean isVerification(int place) {
        return place < byPlace.length && step.place(place).verifies();
    }

    /** The status that a verification told; null when it could not tell. */
    private @Nullable Object told(int place) {
        Verdict verdict = byPlace[place];
        Object status = verdict == null ? null : verdict.kept().byField().get(step.status());
        return Acceptance.UNKNOWN.equals(status) ? null : status;
    }

    private void keepStatus(int find) {
        for (int place = find + 1; isVerification(place); place++) {
            Object status = told(place);
            if (status != null) {
                kept.put(step.status(), status);
                sources.put(step.status(), place);
                return;
            }
        }
    }

    private boolean hasFound(int place) {
        Verdict verdict = byPlace[place];
        return verdict != null
                && !step.place(place).verifies()
                && !verdict.kept().isEmpty();
    }

    /** The value that waits to be verified; none when no place's does. */
    Values unverified() {
        for (int place = 0; place < byPlace.length; place++) {
            Verdict verdict = byPlace[place];
            if (verdict != null && hasFound(place) && fate(place, true) == Fate.UNVERIFIED) {
                return verdict.kept();
            }
        }
        return Values.none();
    }

    /** The places whose find was accepted at first, and not when it was to be verified. */
    List<Integer> givenUp(OnDoubt onDoubt) {
        return findsOf(Fate.GIVEN_UP, onDoubt);
    }

    /** The places whose find has yet to be verified. */
    List<Integer> unverified(OnDoubt onDoubt) {
        return findsOf(Fate.UNVERIFIED, onDoubt);
    }

    private List<Integer> findsOf(Fate fate, OnDoubt onDoubt) {
        List<Integer> finds = new ArrayList<>();
        for (int place = 0; place < byPlace.length; place++) {
            if (hasFound(place) && fate(place, onDoubt == OnDoubt.SKIP) == fate) {
                finds.add(place);
            }
        }
        return finds;
    }

    boolean nothingMissing() {
        return missing.isEmpty();
    }

    boolean asked(int place) {
        return byPlace[place] != null;
    }

    /** What that place could add; empty when asking it would be in vain. */
    List<String> wantedFrom(int place) {
        return switch (step.place(place).role()) {
            case Role.Find _ -> step.wantedFrom(place, missing);
            case Role.Guess _ -> anyNameIsTaken(place) ? List.of() : step.wantedFrom(place, missing);
            case Role.Verify(int candidate) ->
                hasFound(candidate) && fate(candidate, true) == Fate.UNVERIFIED ? List.of(step.status()) : List.of();
        };
    }

    /** Whether an earlier guess met a domain that takes mail for every name: then no other guess can be told right. */
    private boolean anyNameIsTaken(int guess) {
        for (int place = 1; place < guess; place++) {
            if (step.place(place).role() instanceof Role.Verify(int candidate)
                    && step.place(candidate).role() instanceof Role.Guess
                    && Acceptance.CATCH_ALL.equals(told(place))) {
                return true;
            }
        }
        return false;
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

    /** The end when nothing is missing, or nothing that is needed. */
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
        for (int place = 0; place < byPlace.length; place++) {
            Verdict verdict = byPlace[place];
            if (verdict instanceof Verdict.NotAsked(NotAskedReason why) && why == NotAskedReason.SUPPRESSED) {
                suppressed = true;
            } else if (verdict != null
                    && !(verdict instanceof Verdict.NotAsked(NotAskedReason why) && why == NotAskedReason.NO_INPUT)) {
                anyCouldBeAsked = true;
                // What nobody could verify, or somebody would not have, was found and not accepted.
                CellReason its = hasFound(place) && fate(place, true) == Fate.GIVEN_UP
                        ? CellReason.REJECTED
                        : CellReason.of(verdict);
                reason = its.compareTo(reason) < 0 ? its : reason;
            }
        }
        if (!anyCouldBeAsked) {
            return new CellEnd.Skipped(suppressed ? SkipReason.SUPPRESSED : SkipReason.NO_INPUT);
        }
        if (step.completeness() == Completeness.ANY && !kept.isEmpty()) {
            return complete();
        }
        // Only what it depends on is in doubt here: its own doubts have stopped it before, unless they are skipped.
        return reason == CellReason.IN_DOUBT && onDoubt != OnDoubt.SKIP
                ? inDoubt()
                : new CellEnd.Failed(reason, kept(), sources, missing);
    }
}
