package dev.weir.server.expressions;

import dev.weir.provider.Values;
import dev.weir.server.waterfall.StepCondition;
import org.jspecify.annotations.Nullable;

/** A rule about the rows that a step is for. */
final class Condition implements StepCondition {

    private final Program program;

    Condition(Program program) {
        this.program = program;
    }

    @Override
    public String text() {
        return program.text();
    }

    @Override
    public Told on(Values known) {
        Program.Outcome outcome = program.evaluate(Groups.variables(known));
        return outcome.value() instanceof Boolean holds
                ? new Told(holds, null)
                : new Told(false, outcome.trouble() == null ? "it gives neither true nor false" : outcome.trouble());
    }

    @Override
    public boolean reads(String field) {
        return program.reads(field);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Condition condition && text().equals(condition.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return "Condition[" + text() + "]";
    }
}
