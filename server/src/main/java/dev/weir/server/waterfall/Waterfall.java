package dev.weir.server.waterfall;

import dev.weir.provider.Fields;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The two decisions everything else carries out: whom to ask next, and what to make of a reply.
 *
 * <p>All functions are pure; the same arguments give the same answer on every node and after every crash.
 */
public final class Waterfall {

    private static final Judge JUDGE = new Judge(Waterfall::isCanonical);

    /** Where a value comes from that no place gave. */
    private static final int NOBODY = -1;

    private Waterfall() {}

    /**
     * What the cell should do next. Fed with an outcome for each {@link Decision.Ask}, it stops after as many askings
     * as the step has places, at the latest.
     *
     * <p>The first place without an outcome that gives something still missing is asked for just that; whether it can
     * be asked (inputs, cap, keys …) is the caller's to find out and to feed back as {@link Verdict.NotAsked}. A doubt
     * stops the cell under HOLD, and under RETRY too: there the caller repeats, and what it feeds here it could not.
     *
     * @param known what the row knows without this cell: its input, and what its other cells accepted
     * @param soFar at most one outcome for a place, in any order; a corrected outcome replaces the former
     * @throws IllegalArgumentException when an outcome names a place the step has not, or a place has two
     */
    public static Decision next(Step step, OnDoubt onDoubt, Values known, List<Outcome> soFar) {
        Findings findings = new Findings(step, known, soFar);
        if (findings.nothingMissing()) {
            return new Decision.Stop(findings.complete());
        }
        if (onDoubt != OnDoubt.SKIP && !findings.doubts().isEmpty()) {
            return new Decision.Stop(findings.inDoubt());
        }
        for (int place = 0; place < step.places().size(); place++) {
            if (!findings.asked(place)) {
                List<String> wanted = findings.wantedFrom(place);
                if (!wanted.isEmpty()) {
                    return new Decision.Ask(place, wanted);
                }
            }
        }
        return new Decision.Stop(findings.exhausted(onDoubt));
    }

    /**
     * How a cell ends that is worked out: what the row knew already stays, and what something is missing for is skipped.
     */
    public static CellEnd computed(Step step, Computation computation, Values known) {
        List<String> missing =
                step.fields().stream().filter(field -> !known.has(field)).toList();
        if (missing.isEmpty()) {
            return new CellEnd.Skipped(SkipReason.ALREADY_KNOWN);
        }
        Computation.Result result = computation.on(known);
        Values values = result.values().only(missing);
        if (result.trouble() == null && values.fields().containsAll(missing)) {
            Map<String, Integer> nobody = new HashMap<>();
            values.fields().forEach(field -> nobody.put(field, NOBODY));
            return new CellEnd.Completed(values, nobody);
        }
        return result.lacking()
                ? new CellEnd.Skipped(SkipReason.NO_INPUT)
                : new CellEnd.Failed(CellReason.ERROR, Values.none(), Map.of(), missing);
    }

    /**
     * What is known when a place of this cell is to be asked: {@code known}, what the cell has kept so far, and what it
     * has found and has yet to see verified. This is what an operation's inputs are taken from.
     */
    public static Values knownTo(Step step, Values known, List<Outcome> soFar) {
        if (soFar.isEmpty()) {
            return known;
        }
        Findings findings = new Findings(step, known, soFar);
        return known.and(findings.kept()).and(findings.unverified());
    }

    /**
     * The places whose find was accepted when it came, and given up when it was verified, or when nobody could: the
     * customer gets back what was charged for its being accepted. A place that is given up remains so, whatever comes
     * after.
     */
    public static List<Integer> givenUp(Step step, OnDoubt onDoubt, List<Outcome> soFar) {
        return step.verifies() ? new Findings(step, Values.none(), soFar).givenUp(onDoubt) : List.of();
    }

    /** The places whose find was accepted when it came and has yet to be verified; given up when the cell ends so. */
    public static List<Integer> unverified(Step step, OnDoubt onDoubt, List<Outcome> soFar) {
        return step.verifies() ? new Findings(step, Values.none(), soFar).unverified(onDoubt) : List.of();
    }

    /**
     * The verdict on the last reply of one asking, after its retries. What it keeps is among {@code wanted};
     * by-products are not in it, but break it when they break the operation's output schema.
     *
     * <p>A provider that only ever throttled, or whose key or credits failed, counts as not asked, unavailable; one
     * that is still working when nobody waits any longer as timed out.
     *
     * @param wanted the {@link Decision.Ask#wanted} this is the reply to
     * @param known what the row knew when it asked, see {@link #knownTo}
     */
    public static Verdict judge(Step step, List<String> wanted, OperationSpec spec, Values known, Reply reply) {
        return JUDGE.judge(step, wanted, spec, known, reply);
    }

    /**
     * Whether the customer pays for a call that ended so. It says nothing of answers that were remembered or shared:
     * no call of theirs left, so nobody pays for them whatever the verdict.
     *
     * <p>A bad answer, a doubt, trouble and a legal block are nobody's find and nobody's miss, and free.
     */
    public static boolean charges(OperationSpec spec, Verdict verdict) {
        return switch (spec.charge()) {
            case NEVER -> false;
            case ACCEPTED -> verdict instanceof Verdict.Accepted || verdict instanceof Verdict.Partial;
            case ANSWERED ->
                switch (verdict) {
                    case Verdict.Accepted _, Verdict.Partial _, Verdict.Rejected _, Verdict.NotFound _ -> true;
                    case Verdict.BadAnswer _,
                            Verdict.Failed _,
                            Verdict.Blocked _,
                            Verdict.TimedOut _,
                            Verdict.InDoubt _,
                            Verdict.NotAsked _ -> false;
                };
        };
    }

    /** What the customer pays for a call that ended so, in 1/1000 credit. */
    public static long chargeMilli(OperationSpec spec, Verdict verdict) {
        return charges(spec, verdict) ? spec.chargeMilli() : 0;
    }

    /**
     * Whether a cell has to wait for another cell's doubt to be resolved, and is IN_DOUBT with amount 0 itself.
     *
     * <p>So it is when it still wants something and either all of that is itself in doubt, or nobody who could give
     * any of it can be asked with what is known, but somebody could with a field in doubt. A cell with one provider
     * that can be asked now is independent and goes on. When a place's turn comes that needs a field in doubt, the
     * caller feeds {@link Verdict.InDoubt} and the cell stops in doubt: passing the place over would find another value
     * than without the doubt. Only under SKIP, where this is not asked, is such a place {@code NEEDED_IN_DOUBT}.
     *
     * <p>So it is, too, when whether the step is for this row hangs on a field in doubt.
     *
     * @param fieldsInDoubt what the row's cells in doubt are missing
     */
    public static boolean dependsOnDoubt(Step step, Values known, Set<String> fieldsInDoubt) {
        if (fieldsInDoubt.isEmpty()) {
            return false;
        }
        StepCondition condition = step.rules().condition();
        if (condition != null
                && fieldsInDoubt.stream().anyMatch(field -> !known.has(field) && condition.reads(field))) {
            return true;
        }
        if (step.kind() instanceof StepKind.Compute(Computation computation)
                && !known.fields().containsAll(step.fields())) {
            return fieldsInDoubt.stream().anyMatch(field -> !known.has(field) && computation.reads(field));
        }
        List<String> missing =
                step.fields().stream().filter(field -> !known.has(field)).toList();
        if (missing.isEmpty()) {
            return false;
        }
        if (fieldsInDoubt.containsAll(missing)) {
            return true;
        }
        Set<String> resolved = new HashSet<>(known.fields());
        resolved.addAll(fieldsInDoubt);
        boolean couldBeAsked = false;
        for (int place = 0; place < step.places().size(); place++) {
            if (step.wantedFrom(place, missing).isEmpty()) {
                continue;
            }
            OperationSpec spec = step.place(place).spec();
            if (spec.canBeAskedWith(known.fields())) {
                return false;
            }
            couldBeAsked |= spec.canBeAskedWith(resolved);
        }
        return couldBeAsked;
    }

    /**
     * The idempotency key of an asking: {@code {jobId}:{rowIndex}:{asking}:{provider}}, where the asking is the step's
     * name, or {@code {step}.verify.{candidate's provider}}. Two askings never share one, since none of its parts can
     * hold a colon, and no step's name {@code .verify}.
     *
     * @param rowIndex from 0
     */
    public static String askingKey(long jobId, int rowIndex, Step step, Place place) {
        String asking = place.role() instanceof Role.Verify(int candidate)
                ? step.name() + ".verify." + step.place(candidate).key()
                : step.name();
        return jobId + ":" + rowIndex + ":" + asking + ":" + place.key();
    }

    /** A field nobody declared has no form that a value of it could break. */
    private static boolean isCanonical(String field, Object value) {
        return Fields.find(field)
                .map(known -> known.normalise(value).filter(value::equals).isPresent())
                .orElse(true);
    }
}
