package dev.weir.server.waterfall;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Turns a reply into a verdict.
 *
 * @param canonical whether a value is in its field's canonical form
 */
record Judge(BiPredicate<String, Object> canonical) {

    Verdict judge(Step step, List<String> wanted, OperationSpec spec, Values known, Reply reply) {
        return switch (reply) {
            case Reply.Found found -> judge(step, wanted, spec, known, found.values());
            case Reply.NotFound _ -> new Verdict.NotFound();
            case Reply.Blocked _ -> new Verdict.Blocked();
            case Reply.BadAnswer bad -> new Verdict.BadAnswer(bad.detail());
            case Reply.InvalidInput invalid -> new Verdict.Failed(invalid.detail());
            case Reply.Trouble trouble -> new Verdict.Failed(trouble.detail());
            case Reply.NotSent unsent -> new Verdict.Failed(unsent.detail());
            case Reply.Lost lost -> spec.billable() ? new Verdict.InDoubt() : new Verdict.Failed(lost.detail());
            case Reply.Again _ -> new Verdict.TimedOut();
            case Reply.Throttled _, Reply.OutOfCredits _, Reply.AuthFailed _ ->
                new Verdict.NotAsked(NotAskedReason.UNAVAILABLE);
        };
    }

    private Verdict judge(Step step, List<String> wanted, OperationSpec spec, Values known, Values raw) {
        Values answer = step.rules().read(raw);
        Optional<String> flaw = flaw(step, spec, answer);
        if (flaw.isPresent()) {
            return new Verdict.BadAnswer(flaw.get());
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        for (String field : wanted) {
            Object value = answer.byField().get(field);
            Optional<String> objection =
                    value == null ? Optional.empty() : objection(step, spec, field, value, answer, known);
            if (value != null && objection.isEmpty()) {
                kept.put(field, value);
            } else {
                missing.add(field);
                objection.ifPresent(objections::add);
            }
        }
        return verdict(step.completeness(), kept, missing, objections);
    }

    private static Optional<String> objection(
            Step step, OperationSpec spec, String field, Object value, Values answer, Values known) {
        Optional<String> own = step.acceptance().objection(field, answer);
        AcceptanceRule rule = step.acceptance().rule();
        // What a verification tells is the status of a field, and none of the step's.
        return own.isPresent() || rule == null || !step.fields().contains(field)
                ? own
                : rule.objection(new AcceptanceRule.Candidate(
                        field, value, answer, known, spec.id().provider()));
    }

    private static Verdict verdict(
            Completeness completeness, Map<String, Object> kept, List<String> missing, List<String> objections) {
        if (missing.isEmpty()) {
            return new Verdict.Accepted(new Values(kept));
        }
        if (kept.isEmpty() && objections.isEmpty()) {
            return new Verdict.NotFound();
        }
        if (!kept.isEmpty() && completeness != Completeness.COMPLETE) {
            return new Verdict.Partial(new Values(kept), missing);
        }
        return new Verdict.Rejected(
                objections.isEmpty() ? "it lacks " + String.join(", ", missing) : String.join("; ", objections));
    }

    /** What breaks the operation's output schema, by-products included. */
    private Optional<String> flaw(Step step, OperationSpec spec, Values answer) {
        for (Map.Entry<String, Object> value : answer.byField().entrySet()) {
            if (!spec.outputs().contains(value.getKey())) {
                return Optional.of(value.getKey() + " is not among the outputs of " + spec.id());
            }
            if (!step.rules()
                    .canonical(value.getKey(), value.getValue())
                    .orElseGet(() -> canonical.test(value.getKey(), value.getValue()))) {
                return Optional.of(value.getKey() + " is not in its canonical form");
            }
        }
        return Optional.empty();
    }
}
