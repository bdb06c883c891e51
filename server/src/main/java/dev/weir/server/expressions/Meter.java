package dev.weir.server.expressions;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;

/**
 * Counts what one evaluation costs, and ends it when that is too much: a unit for each step, and more for long texts and
 * lists, whose length the steps that follow may go over.
 */
final class Meter implements CelEvaluationListener {

    /** Some 10 ms on one core. */
    static final int MOST = 100_000;

    /** So many characters or elements of what a step has come to cost one unit. */
    private static final int PER_UNIT = 16;

    static final ScopedValue<Meter> CURRENT = ScopedValue.newInstance();

    /** Out of units. An error, which no {@code ||} of an expression takes for an answer; it carries no trace. */
    static final class Exhausted extends Error {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("an expression was too costly", null, false, false);
        }
    }

    private long spent;

    @Override
    public void callback(CelExpr step, Object result) {
        spend(1
                + switch (result) {
                    case String text -> text.length() / PER_UNIT;
                    case Collection<?> list -> list.size() / PER_UNIT;
                    case CelByteString bytes -> bytes.size() / PER_UNIT;
                    case null, default -> 0;
                });
    }

    boolean exhausted() {
        return spent > MOST;
    }

    /** Before something is done that costs more than its result shows. @throws Exhausted when there is no room for it */
    void spend(long units) {
        spent += Math.clamp(units, 0, MOST + 1);
        if (exhausted()) {
            throw new Exhausted();
        }
    }
}
