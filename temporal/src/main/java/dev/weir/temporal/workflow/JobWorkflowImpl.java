package dev.weir.temporal.workflow;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The workflow of a job. What it knows is what an activity saw last; everything else it has looked up again. */
public final class JobWorkflowImpl implements JobWorkflow {

    /** Longer than any run is: a run that waits parks its batch instead. Heartbeats are what tells a dead one. */
    private static final Duration LONGEST_RUN = Duration.ofDays(1);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
    private static final Duration LOOKS_AGAIN_WITHIN = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;

    private final JobInput input;
    private final Tempo tempo;
    private final JobActivities looks;
    private final JobActivities batches;
    private final JobActivities smallBatches;
    // Batches that were scheduled and have not returned.
    private final Set<Long> running = new HashSet<>();
    // Batches whose attempts have all failed, until they are scheduled anew.
    private final Set<Long> resting = new HashSet<>();
    private final Map<Long, Integer> failures = new HashMap<>();
    private List<JobView.Batch> due = List.of();
    private JobView.Standing standing = JobView.Standing.RUNNING;
    private int room;
    private boolean lookWanted = true;
    private boolean looking;
    private boolean draining;
    private boolean drained;
    private @Nullable CancellationScope timer;
    private long timerEnds;

    @WorkflowInit
    public JobWorkflowImpl(JobInput input) {
        this.input = input;
        this.tempo = input.tempo();
        this.looks = Workflow.newActivityStub(
                JobActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(Queues.TASKS)
                        .setStartToCloseTimeout(LONGEST_LOOK)
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(tempo.retry())
                                .setMaximumInterval(LOOKS_AGAIN_WITHIN)
                                .build())
                        .build());
        this.batches = runsOn(Queues.BATCHES);
        this.smallBatches = runsOn(Queues.SMALL);
    }

    private JobActivities runsOn(String queue) {
        return Workflow.newActivityStub(
                JobActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(queue)
                        .setStartToCloseTimeout(LONGEST_RUN)
                        .setHeartbeatTimeout(tempo.heartbeat())
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(tempo.retry())
                                .setBackoffCoefficient(2)
                                .setMaximumAttempts(ATTEMPTS)
                                .build())
                        .build());
    }

    @Override
    public void look() {
        lookWanted = true;
    }

    @Override
    public void stop() {
        due = List.of();
        lookWanted = true;
    }

    @Override
    public void run(JobInput sameAsBefore) {
        while (!hasEnded()) {
            if (isLong()) {
                drain();
            } else {
                startLook();
                startRuns();
            }
            Workflow.await(this::hasSomethingToDo);
        }
    }

    private boolean hasEnded() {
        return standing == JobView.Standing.ENDED && running.isEmpty() && !looking && !lookWanted;
    }

    private boolean hasSomethingToDo() {
        if (hasEnded()) {
            return true;
        }
        return isLong()
                ? !draining || mayGoOn()
                : (lookWanted && !looking) || (!due.isEmpty() && running.size() < room);
    }

    // ------------------------------------------------------------------------------------------------------- looks

    private void startLook() {
        if (!lookWanted || looking) {
            return;
        }
        lookWanted = false;
        looking = true;
        Async.function(looks::look, input.job()).handle((view, failure) -> {
            looking = false;
            if (failure == null) {
                saw(view);
            } else {
                lookWanted = true;
            }
            return view;
        });
    }

    private void saw(JobView view) {
        if (input.attributes() && view.standing() != standing) {
            Workflow.upsertTypedSearchAttributes(Attributes.STATUS.valueSet(Attributes.status(view.standing())));
        }
        standing = view.standing();
        room = view.room();
        due = view.due();
        lookWithin(
                view.nextMillis() < 0
                        ? tempo.patrolMillis()
                        : Math.min(view.nextMillis(), tempo.patrolMillis()));
    }

    /** A timer that ends sooner stays: it is a look for nothing at worst, where another one would be two events more. */
    private void lookWithin(long millis) {
        long ends = Workflow.currentTimeMillis() + millis;
        if (timer != null) {
            if (timerEnds <= ends) {
                return;
            }
            timer.cancel();
        }
        timerEnds = ends;
        timer = Workflow.newCancellationScope(() -> Workflow.newTimer(Duration.ofMillis(millis))
                .thenApply(fired -> {
                    timer = null;
                    lookWanted = true;
                    return fired;
                }));
        timer.run();
    }

    // -------------------------------------------------------------------------------------------------------- runs

    private void startRuns() {
        List<JobView.Batch> left = new ArrayList<>();
        for (JobView.Batch batch : due) {
            if (running.contains(batch.batchId()) || resting.contains(batch.batchId())) {
                // Its end brings a newer view.
                continue;
            }
            if (running.size() < room) {
                startRun(batch);
            } else {
                left.add(batch);
            }
        }
        due = left;
    }

    private void startRun(JobView.Batch batch) {
        long id = batch.batchId();
        JobActivities worker = batch.small() ? smallBatches : batches;
        running.add(id);
        Async.function(worker::runBatch, input.job(), id).handle((view, failure) -> {
            running.remove(id);
            if (failure == null) {
                failures.remove(id);
                saw(view);
            } else {
                rest(id);
            }
            return view;
        });
    }

    /** An engine never gives a batch up: after a rest it is scheduled anew. */
    private void rest(long id) {
        resting.add(id);
        int times = failures.merge(id, 1, Integer::sum);
        Workflow.newTimer(tempo.rest(times)).thenApply(rested -> {
            resting.remove(id);
            lookWanted = true;
            return rested;
        });
    }

    // ------------------------------------------------------------------------------------------------------ length

    private boolean isLong() {
        WorkflowInfo info = Workflow.getInfo();
        return info.isContinueAsNewSuggested() || info.getHistoryLength() >= tempo.historyEvents();
    }

    private boolean mayGoOn() {
        return drained || (running.isEmpty() && !looking);
    }

    /**
     * Goes on as a new run when what is running has ended, or has had time enough. Runs that are still at it then go on, too:
     * their leases bind them, and what they leave is due.
     */
    private void drain() {
        if (!draining) {
            draining = true;
            Workflow.newTimer(tempo.drain()).thenApply(over -> {
                drained = true;
                return over;
            });
        }
        if (mayGoOn()) {
            Workflow.continueAsNew(input);
        }
    }
}
