package dev.weir.temporal.workflow;

import dev.weir.server.jobs.engine.Next;
import io.temporal.activity.Activity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Jobs on paper and the activities over them: a batch can be claimed when it is due, its job is not paused and nobody has it.
 * Writes down what no workflow may have done, see {@link #wrongs}.
 */
final class PaperJobs implements JobActivities {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofMillis(20);

    /** What a run of a batch does. */
    @FunctionalInterface
    interface Script {

        /** The nth of its runs, from 1. */
        Next run(int nth) throws InterruptedException;
    }

    /** A run that began. */
    record Begun(long jobId, long batchId, boolean onSmallQueue) {}

    private static final class PaperBatch {
        final long jobId;
        final boolean small;
        final Script script;
        long dueAt;
        int runs;
        boolean leased;
        boolean done;
        boolean woken;

        PaperBatch(long jobId, boolean small, Script script, long dueAt) {
            this.jobId = jobId;
            this.small = small;
            this.script = script;
            this.dueAt = dueAt;
        }
    }

    private static final class PaperJob {
        int room;
        boolean paused;
        int looks;
        int refused;
        int running;
        int mostRunning;
        // What comes between a view and its arrival.
        UnaryOperator<JobView> afterLook = UnaryOperator.identity();
        UnaryOperator<JobView> afterRun = UnaryOperator.identity();

        PaperJob(int room) {
            this.room = room;
        }
    }

    private final LongSupplier millis;
    private final Map<Long, PaperJob> jobs = new TreeMap<>();
    private final Map<Long, PaperBatch> batches = new TreeMap<>();
    private final List<Begun> begun = new ArrayList<>();
    private final List<String> wrongs = new ArrayList<>();

    /** @param millis what time it is in Temporal */
    PaperJobs(LongSupplier millis) {
        this.millis = millis;
    }

    // ----------------------------------------------------------------------------------------- the test's side

    /**
     * A job that has no batches yet.
     *
     * @param room how many of them may be scheduled at once
     */
    synchronized long job(int room) {
        long id = jobs.size() + 1L;
        jobs.put(id, new PaperJob(room));
        return id;
    }

    /** One more batch of a job, due at once. */
    synchronized long batch(long jobId, boolean small, Script script) {
        long id = batches.size() + 1L;
        batches.put(id, new PaperBatch(jobId, small, script, millis.getAsLong()));
        return id;
    }

    synchronized void wake(long batchId) {
        PaperBatch batch = batch(batchId);
        batch.woken = true;
        batch.dueAt = Math.min(batch.dueAt, millis.getAsLong());
    }

    synchronized void pause(long jobId, boolean paused) {
        job(jobId).paused = paused;
        notifyAll();
    }

    private synchronized PaperJob job(long id) {
        PaperJob job = jobs.get(id);
        if (job == null) {
            throw new IllegalArgumentException("no job " + id);
        }
        return job;
    }

    private synchronized PaperBatch batch(long id) {
        PaperBatch batch = batches.get(id);
        if (batch == null) {
            throw new IllegalArgumentException("no batch " + id);
        }
        return batch;
    }

    /** What is done to the views of a job's looks before they arrive, from now on. */
    synchronized void afterLook(long jobId, UnaryOperator<JobView> hook) {
        job(jobId).afterLook = hook;
    }

    /** The same of the views that runs bring. */
    synchronized void afterRun(long jobId, UnaryOperator<JobView> hook) {
        job(jobId).afterRun = hook;
    }

    synchronized int looks(long jobId) {
        return job(jobId).looks;
    }

    /** How often a run was scheduled of what could not be claimed. */
    synchronized int refused(long jobId) {
        return job(jobId).refused;
    }

    synchronized int running(long jobId) {
        return job(jobId).running;
    }

    synchronized int mostRunning(long jobId) {
        return job(jobId).mostRunning;
    }

    synchronized List<Begun> begun(long jobId) {
        return begun.stream().filter(run -> run.jobId() == jobId).toList();
    }

    synchronized int runs(long batchId) {
        return batch(batchId).runs;
    }

    synchronized boolean isDone(long jobId) {
        return batches.values().stream().filter(b -> b.jobId == jobId).allMatch(b -> b.done);
    }

    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    /** Waits for what runs and looks bring about. */
    synchronized void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("waited in vain: " + what);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, OFTEN.toNanos()));
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted: " + what, e);
            }
        }
    }

    // ----------------------------------------------------------------------------------------------- scripts

    static Script doneAtOnce() {
        return _ -> new Next.Done();
    }

    /** Waits at first, and is done the second time. */
    static Script waitingFor(Duration time) {
        return nth -> nth == 1 ? new Next.Later(time) : new Next.Done();
    }

    static Script doneAfter(CountDownLatch latch) {
        return _ -> {
            latch.await();
            return new Next.Done();
        };
    }

    /** Its first run is stopped by its lease, as that of a paused job is. */
    Script runningUntilPaused(long jobId) {
        return nth -> {
            if (nth > 1) {
                return new Next.Done();
            }
            await("job " + jobId + " is paused", () -> job(jobId).paused);
            return new Next.Stopped();
        };
    }

    // ------------------------------------------------------------------------------------- the workflow's side

    @Override
    public JobView look(JobKey key) {
        long jobId = key.jobId();
        JobView view;
        UnaryOperator<JobView> hook;
        synchronized (this) {
            PaperJob job = job(jobId);
            job.looks++;
            view = view(jobId);
            hook = job.afterLook;
            notifyAll();
        }
        return hook.apply(view);
    }

    private synchronized JobView view(long jobId) {
        PaperJob job = job(jobId);
        List<Map.Entry<Long, PaperBatch>> open = batches.entrySet().stream()
                .filter(entry -> entry.getValue().jobId == jobId && !entry.getValue().done)
                .toList();
        if (open.isEmpty()) {
            return new JobView(JobView.Standing.ENDED, List.of(), job.room, -1);
        }
        if (job.paused) {
            return new JobView(JobView.Standing.PAUSED, List.of(), job.room, -1);
        }
        long now = millis.getAsLong();
        return new JobView(
                JobView.Standing.RUNNING,
                open.stream()
                        .filter(entry -> !entry.getValue().leased && entry.getValue().dueAt <= now)
                        .limit(job.room)
                        .map(entry -> new JobView.Batch(entry.getKey(), entry.getValue().small))
                        .toList(),
                job.room,
                open.stream()
                        .filter(entry -> !entry.getValue().leased && entry.getValue().dueAt > now)
                        .map(entry -> entry.getValue().dueAt - now)
                        .min(Comparator.naturalOrder())
                        .orElse(-1L));
    }

    @Override
    public JobView runBatch(JobKey key, long batchId) {
        long jobId = key.jobId();
        PaperBatch batch = batch(batchId);
        if (claim(jobId, batchId, batch)) {
            try {
                ended(batch, batch.script.run(runs(batchId)));
            } catch (InterruptedException e) {
                ended(batch, new Next.Stopped());
                throw new IllegalStateException(e);
            } catch (RuntimeException e) {
                ended(batch, new Next.Stopped());
                throw e;
            }
        }
        JobView view;
        UnaryOperator<JobView> hook;
        synchronized (this) {
            view = view(jobId);
            hook = job(jobId).afterRun;
        }
        return hook.apply(view);
    }

    private synchronized boolean claim(long jobId, long batchId, PaperBatch batch) {
        PaperJob job = job(jobId);
        if (batch.done || batch.leased || job.paused || batch.dueAt > millis.getAsLong()) {
            job.refused++;
            notifyAll();
            return false;
        }
        boolean onSmall =
                Queues.SMALL.equals(Activity.getExecutionContext().getInfo().getActivityTaskQueue());
        if (onSmall != batch.small) {
            wrongs.add("batch " + batchId + " came by the wrong queue");
        }
        batch.leased = true;
        batch.woken = false;
        batch.runs++;
        job.running++;
        job.mostRunning = Math.max(job.mostRunning, job.running);
        begun.add(new Begun(jobId, batchId, onSmall));
        notifyAll();
        return true;
    }

    private synchronized void ended(PaperBatch batch, Next next) {
        batch.leased = false;
        job(batch.jobId).running--;
        long now = millis.getAsLong();
        switch (next) {
            case Next.Done _ when !batch.woken -> batch.done = true;
            case Next.Later later
            when !batch.woken -> batch.dueAt = now + later.after().toMillis();
            case Next.Done _, Next.Later _, Next.Stopped _ -> batch.dueAt = now;
        }
        notifyAll();
    }
}
