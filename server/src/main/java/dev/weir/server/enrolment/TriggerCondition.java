package dev.weir.server.enrolment;

import dev.weir.provider.Values;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.StepCondition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trigger's condition, ready to be asked. Whatever is wrong with it, or with one subscriber, it answers. */
final class TriggerCondition {

    private static final Logger LOG = LoggerFactory.getLogger(TriggerCondition.class);

    private final @Nullable StepCondition condition;
    private final String broken;

    private TriggerCondition(@Nullable StepCondition condition, String broken) {
        this.condition = condition;
        this.broken = broken;
    }

    /** One that is understood no longer holds of nobody, and says why. */
    static TriggerCondition over(String condition) {
        try {
            return new TriggerCondition(
                    Expressions.condition(Expressions.About.ARRIVALS, "The condition", condition), "");
        } catch (Problem mistake) {
            return new TriggerCondition(null, String.valueOf(mistake.getMessage()));
        }
    }

    /** Whether it holds. @param arrival with the subscriber's facts among it */
    StepCondition.Told on(Values arrival) {
        if (condition == null) {
            return new StepCondition.Told(false, broken);
        }
        try {
            return condition.on(arrival);
        } catch (RuntimeException unexpected) {
            LOG.warn("a trigger's condition failed", unexpected);
            return new StepCondition.Told(false, "it cannot be worked out");
        }
    }
}
