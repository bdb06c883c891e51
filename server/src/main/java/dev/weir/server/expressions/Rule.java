package dev.weir.server.expressions;

import dev.weir.provider.FieldKind;
import dev.weir.server.waterfall.AcceptanceRule;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A rule about values of one field, or of those of one step. */
final class Rule implements AcceptanceRule {

    static final String VALUE = "value";
    static final String FIELD = "field";
    static final String PROVIDER = "provider";
    static final String CONFIDENCE = "confidence";
    static final String ANSWER = "values";
    static final String KNOWN = Groups.ROW;

    private final Map<String, FieldKind> types;
    private final Program program;

    /** @param types of fields that say their own */
    Rule(Map<String, FieldKind> types, Program program) {
        this.types = Map.copyOf(types);
        this.program = program;
    }

    static String confidence(String field) {
        return field + "_confidence";
    }

    @Override
    public String text() {
        return program.text();
    }

    @Override
    public Optional<String> objection(Candidate candidate) {
        String field = candidate.field();
        Map<String, Object> variables = new HashMap<>();
        FieldKind kind = types.get(field);
        variables.put(
                VALUE, kind == null ? Groups.seen(field, candidate.value()) : Groups.seen(kind, candidate.value()));
        variables.put(FIELD, field);
        variables.put(PROVIDER, candidate.provider());
        variables.put(ANSWER, Groups.of(candidate.answer()));
        variables.put(KNOWN, Groups.of(candidate.known()));
        Object confidence = candidate.answer().byField().get(confidence(field));
        if (confidence instanceof Number number) {
            variables.put(CONFIDENCE, number.longValue());
        }
        Program.Outcome outcome = program.evaluate(variables);
        if (outcome.value() instanceof Boolean holds) {
            return holds ? Optional.empty() : Optional.of(field + " does not meet the job's condition");
        }
        return Optional.of("the condition on " + field + " cannot be told: "
                + (outcome.trouble() == null ? "it gives neither true nor false" : outcome.trouble()));
    }

    @Override
    public boolean reads(String known) {
        return program.reads(known);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rule rule && types.equals(rule.types) && text().equals(rule.text());
    }

    @Override
    public int hashCode() {
        return 31 * types.hashCode() + text().hashCode();
    }

    @Override
    public String toString() {
        return "Rule[" + text() + "]";
    }
}
