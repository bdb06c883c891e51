package dev.weir.temporal.workflow;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.CanceledFailure;
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
import java.util.TreeMap;
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
    // By batch: what was scheduled and has not returned.
    private final Map<Long, CancellationScope> running = new TreeMap<>();
    // Batches whose attempts have all failed, until they are scheduled anew.
    private final Set<Long> resting = new HashSet<>();
    private final Map<Long, Integer> failures = new HashMap<>();
    private List<JobView.Batch> due = List.of();
    private JobView.Standing standing = JobView.Standing.RUNNING;
    private int room;
    private boolean lookWanted = true;
    private boolean looking;
    private boolean stopWanted;
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
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
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
        stopWanted = true;
    }

    @Override
    public void run(JobInput sameAsBefore) {
        while (!hasEnded()) {
            if (stopWanted) {
                stopRuns();
            }
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
        if (hasEnded() || stopWanted) {
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
        Async.function(looks::look, input.jobId()).handle((view, failure) -> {
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
            if (running.containsKey(batch.batchId()) || resting.contains(batch.batchId())) {
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
        CancellationScope scope = Workflow.newCancellationScope(
                () -> Async.function(worker::runBatch, input.jobId(), id).handle((view, failure) -> {
                    running.remove(id);
                    if (failure == null) {
                        failures.remove(id);
                        saw(view);
                    } else {
                        failed(id, failure);
                    }
                    return view;
                }));
        running.put(id, scope);
        scope.run();
    }

    /** An engine never gives a batch up: after a rest it is scheduled anew. */
    private void failed(long id, RuntimeException failure) {
        if (failure instanceof CanceledFailure || failure.getCause() instanceof CanceledFailure) {
            lookWanted = true;
            return;
        }
        resting.add(id);
        int times = failures.merge(id, 1, Integer::sum);
        Workflow.newTimer(tempo.rest(times)).thenApply(rested -> {
            resting.remove(id);
            lookWanted = true;
            return rested;
        });
    }

    /** Running batches start no further call, settle what is in flight, and return; then it is seen what became of the job. */
    private void stopRuns() {
        stopWanted = false;
        due = List.of();
        List.copyOf(running.values()).forEach(CancellationScope::cancel);
        lookWanted = true;
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
