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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The workflow of a job. What it knows is what an activity saw last; everything else it has looked up again. */
public final class JobWorkflowImpl implements JobWorkflow {

    /** Longer than any run is: a run that waits parks its batch instead. Heartbeats are what tells a dead one. */
    private static final Duration LONGEST_RUN = Duration.ofDays(1);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
    private static final Duration LOOKS_AGAIN_WITHIN = Duration.ofSeconds(10);
    /** After what time it is seen that somebody else has ended a job; what becomes due is told of. */
    private static final Duration LOOKS_FOR_OTHERS = Duration.ofMinutes(1);

    private static final int ATTEMPTS = 3;

    private final JobInput input;
    private final Tempo tempo;
    private final JobActivities looks;
    private final JobActivities batches;
    private final JobActivities smallBatches;
    // Batches that were scheduled and have not returned.
    private final Set<Long> running = new TreeSet<>();
    // Batches whose attempts have all failed, until they are scheduled anew.
    private final Set<Long> resting = new TreeSet<>();
    private final Map<Long, Integer> failures = new TreeMap<>();
    private List<JobView.Batch> due = List.of();
    private JobView.Standing standing = JobView.Standing.RUNNING;
    private int room;
    private boolean lookWanted = true;
    private boolean looking;
    private int looksFailed;
    // Views of activities that overlap may arrive in another order than they were taken in: the last is not always the
    // newest.
    private boolean doubtful;
    private int stops;
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
        stops++;
        due = List.of();
        lookWanted = true;
    }

    @Override
    public void run(JobInput sameAsBefore) {
        while (!hasEnded()) {
            if (isLong()) {
                goOnAsNew();
            }
            startRuns();
            startLook();
            lookLaterIfIdle();
            Workflow.await(this::hasSomethingToDo);
        }
    }

    private boolean hasEnded() {
        return standing == JobView.Standing.ENDED && running.isEmpty() && !looking && !lookWanted;
    }

    private boolean hasSomethingToDo() {
        return hasEnded() || isLong() || wantsLook() || isIdle() || (!due.isEmpty() && running.size() < room);
    }

    // ------------------------------------------------------------------------------------------------------- looks

    /** With nothing running, what the next look sees is newer than anything seen before, which ends a doubt. */
    private boolean wantsLook() {
        return !looking && (lookWanted || (doubtful && running.isEmpty()));
    }

    private void startLook() {
        if (!wantsLook()) {
            return;
        }
        lookWanted = false;
        looking = true;
        if (running.isEmpty()) {
            doubtful = false;
        }
        int asOf = stops;
        Async.function(looks::look, input.job()).handle((view, failure) -> {
            looking = false;
            if (failure == null) {
                looksFailed = 0;
                saw(view, asOf);
            } else {
                // It is tried until it succeeds; this is one that cannot be read.
                looksFailed++;
                lookWithin(tempo.rest(looksFailed));
            }
            return view;
        });
    }

    /**
     * Takes over what an activity saw, unless a stop came after it was asked for: it may have looked before.
     *
     * @param asOf how many stops had come then
     */
    private void saw(JobView view, int asOf) {
        if (asOf != stops) {
            doubtful = true;
            return;
        }
        standing = view.standing();
        showStatus();
        room = Math.max(1, view.room());
        doubtful |= looking || !running.isEmpty();
        due = view.due();
        if (view.nextMillis() >= 0) {
            lookWithin(Duration.ofMillis(Math.max(1, view.nextMillis())));
        }
    }

    private void showStatus() {
        String status = Attributes.status(standing);
        if (input.attributes()
                && !status.equals(Workflow.getTypedSearchAttributes().get(Attributes.STATUS))) {
            Workflow.upsertTypedSearchAttributes(Attributes.STATUS.valueSet(status));
        }
    }

    /** Nothing is under way that would bring a view. */
    private boolean isIdle() {
        return running.isEmpty() && resting.isEmpty() && !looking && timer == null;
    }

    /** When all that is left of a running job is held by somebody else, nobody may tell what becomes of it. */
    private void lookLaterIfIdle() {
        if (isIdle()) {
            lookWithin(standing == JobView.Standing.RUNNING ? LOOKS_FOR_OTHERS : tempo.patrol());
        }
    }

    /** A timer that ends sooner stays: it is a look for nothing at worst, where another one would be two events more. */
    private void lookWithin(Duration time) {
        Duration least = time.compareTo(tempo.patrol()) < 0 ? time : tempo.patrol();
        long ends = Workflow.currentTimeMillis() + least.toMillis();
        if (timer != null) {
            if (timerEnds <= ends) {
                return;
            }
            timer.cancel();
        }
        timerEnds = ends;
        timer = Workflow.newCancellationScope(() -> Workflow.newTimer(least).handle((fired, cancelled) -> {
            if (cancelled == null) {
                timer = null;
                lookWanted = true;
            }
            return null;
        }));
        timer.run();
    }

    // -------------------------------------------------------------------------------------------------------- runs

    private void startRuns() {
        List<JobView.Batch> left = new ArrayList<>();
        for (JobView.Batch batch : due) {
            if (running.contains(batch.batchId()) || resting.contains(batch.batchId())) {
                // Its end, or that of its rest, brings a newer view.
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
        int asOf = stops;
        JobActivities worker = batch.small() ? smallBatches : batches;
        running.add(id);
        Async.function(worker::runBatch, input.job(), id).handle((view, failure) -> {
            running.remove(id);
            if (failure == null) {
                failures.remove(id);
                saw(view, asOf);
            } else {
                rest(id);
            }
            return view;
        });
    }

    /** An engine never gives a batch up: after a rest it is scheduled anew. What else its job has need not wait as long. */
    private void rest(long id) {
        lookWanted = true;
        resting.add(id);
        int times = failures.merge(id, 1, Integer::sum);
        Workflow.newTimer(tempo.rest(times)).thenApply(rested -> {
            resting.remove(id);
            lookWanted = true;
            return null;
        });
    }

    // ------------------------------------------------------------------------------------------------------ length

    private boolean isLong() {
        WorkflowInfo info = Workflow.getInfo();
        return info.isContinueAsNewSuggested() || info.getHistoryLength() >= tempo.historyEvents();
    }

    /**
     * Goes on as a new run when what is running has ended, or has had time enough. Runs that are still at it then go on, too:
     * their leases bind them, and what they leave is due.
     */
    private void goOnAsNew() {
        Workflow.await(tempo.drain(), () -> running.isEmpty() && !looking);
        CancellationScope.throwCanceled();
        if (!hasEnded()) {
            Workflow.continueAsNew(input);
        }
    }
}
