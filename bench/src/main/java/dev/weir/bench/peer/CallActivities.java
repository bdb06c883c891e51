package dev.weir.bench.peer;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The calls of a peer's workflow. */
@ActivityInterface
public interface CallActivities {

    /** Returns what was found. */
    @ActivityMethod(name = "call")
    String call(Call call);
}
