package dev.weir.server.expressions;

import dev.weir.provider.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value that is worked out from what a row knows. Pure; two of the same text that are to give the same are equal. */
public final class Expression {

    /** More than a cell of a spreadsheet holds, nothing gives. */
    private static final int LONGEST = 32_767;

    /**
     * What came of it.
     *
     * @param value a text, whole number, decimal, truth, or a list or map of such; null when there is none
     * @param trouble why there is none, a clause that names fields and holds no value; null when there is one
     * @param lacking whether that is for want of something the row does not know
     */
    public record Outcome(@Nullable Object value, @Nullable String trouble, boolean lacking) {}

    private final String gives;
    private final Program program;

    Expression(String gives, Program program) {
        this.gives = gives;
        this.program = program;
    }

    /** As its author wrote it. */
    public String text() {
        return program.text();
    }

    /** What it comes to for a row that knows this. */
    public Outcome on(Values known) {
        Program.Outcome outcome = program.evaluate(Groups.variables(known));
        return outcome.trouble() == null
                ? given(outcome.value())
                : new Outcome(null, outcome.trouble(), outcome.lacking());
    }

    private static Outcome given(@Nullable Object raw) {
        return switch (raw) {
            case null -> new Outcome(null, "it gives nothing", false);
            case String text
            when text.length() > LONGEST ->
                new Outcome(null, "it gives a text of more than " + LONGEST + " characters", false);
            case Double number when !Double.isFinite(number) -> new Outcome(null, "it gives no number", false);
            case Double number -> new Outcome(BigDecimal.valueOf(number), null, false);
            case Instant time -> new Outcome(time.toString(), null, false);
            case List<?> list when list.size() > LONGEST -> new Outcome(null, "it gives too long a list", false);
            default -> new Outcome(raw, null, false);
        };
    }

    /** Whether what the row knows of that field can make a difference. */
    public boolean reads(String field) {
        return program.reads(field);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Expression that && gives.equals(that.gives) && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return "Expression[" + text() + "]";
    }
}
