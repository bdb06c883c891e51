package dev.weir.bench.peer;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * Keeps a window of calls under way and begins another when one has ended. It goes on as a new run when the server suggests
 * it, as soon as its calls have ended.
 */
public final class ActivityPerCallImpl implements ActivityPerCall {

    private final CallActivities activities = Workflow.newActivityStub(
            CallActivities.class,
            ActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofSeconds(30))
                    .setRetryOptions(RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofSeconds(1))
                            .setBackoffCoefficient(2)
                            .setMaximumAttempts(3)
                            .build())
                    .build());

    private int next;
    private int underWay;
    private int found;

    @Override
    public int run(Rows rows) {
        next = rows.from();
        found = rows.found();
        while (next < rows.to() || underWay > 0) {
            while (mayBegin(rows)) {
                begin(next++);
            }
            Workflow.await(() -> underWay == 0 || mayBegin(rows));
            if (underWay == 0 && next < rows.to() && isLong()) {
                Workflow.continueAsNew(new Rows(next, rows.to(), found, rows.together()));
            }
        }
        return found;
    }

    private boolean mayBegin(Rows rows) {
        return next < rows.to() && underWay < rows.together() && !isLong();
    }

    private static boolean isLong() {
        return Workflow.getInfo().isContinueAsNewSuggested();
    }

    private void begin(int row) {
        underWay++;
        Async.function(activities::call, Call.of(row)).thenApply(value -> {
            underWay--;
            if (!value.isEmpty()) {
                found++;
            }
            return value;
        });
    }
}
