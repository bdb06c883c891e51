package dev.weir.temporal;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Runs;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.temporal.workflow.JobWorkflowImpl;
import dev.weir.temporal.workflow.Queues;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.PollerBehaviorAutoscaling;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Engine no. 2: workflows in Temporal remember when to come back to which batch, workers here run them.
 *
 * <p>While Temporal is away, runs that are under way go on, and whatever becomes due waits in the tables until it is back. It
 * need not be there at the start.
 */
public final class TemporalEngine implements StartedEngine {

    private static final Logger LOG = LoggerFactory.getLogger(TemporalEngine.class);
    /** Looks are a few short statements each, and share the pool of connections with those who settle. */
    private static final int LOOKS_AT_ONCE = 8;

    /** How long a workflow waits for a node that has died with it in its cache. */
    private static final Duration STICKS = Duration.ofSeconds(1);

    private static final Duration STUCK = Duration.ofSeconds(10);

    /** What workers still have to tell Temporal at their end, once all runs are given back. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private static final Duration GLANCE = Duration.ofMillis(100);

    /**
     * The library's pollers of a queue rest together after failures, and twice as long for each poll that failed: a hundred
     * polls that a cluster drops at once would have them rest for a minute.
     */
    private static final PollerBehaviorAutoscaling POLLERS = new PollerBehaviorAutoscaling(1, 4, 4);

    private final TemporalSettings settings;
    private final Runs runs;
    private final Lookout lookout;
    private final WorkflowClient client;
    private final BatchActivities activities;
    private final ClusterWatch watch;
    // Null until Temporal has answered.
    private volatile @Nullable WorkerFactory factory;

    private TemporalEngine(
            TemporalConnection connection,
            Signals signals,
            String installation,
            TemporalSettings settings,
            Grants grants,
            Batches batches,
            long node) {
        this.settings = settings;
        this.lookout = Lookout.start(grants, signals, settings);
        this.runs = Runs.start(grants, batches, node, settings.renewal(), lookout::told);
        this.client = connection.client();
        this.activities =
                new BatchActivities(installation, grants, runs, node, settings, lookout::shares, lookout::told);
        this.watch = ClusterWatch.start(connection::check, new Pollers());
    }

    /**
     * How one is started over a connection, which stays the caller's.
     *
     * @param installation whose jobs it runs
     */
    public static EngineStarter starter(TemporalConnection connection, UUID installation, TemporalSettings settings) {
        return (grants, batches, node) -> {
            // A namespace that is given them knows them a little later.
            boolean _ = connection.attributes();
            return start(
                    connection,
                    new WorkflowSignals(
                            connection.client(),
                            installation.toString(),
                            settings.tempo(),
                            connection::attributes,
                            connection::forgetAttributes),
                    installation.toString(),
                    settings,
                    grants,
                    batches,
                    node);
        };
    }

    static TemporalEngine start(
            TemporalConnection connection,
            Signals signals,
            String installation,
            TemporalSettings settings,
            Grants grants,
            Batches batches,
            long node) {
        return new TemporalEngine(connection, signals, installation, settings, grants, batches, node);
    }

    private WorkerFactory workers() {
        WorkerFactory made = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        Worker tasks = made.newWorker(
                Queues.TASKS,
                options().setMaxConcurrentActivityExecutionSize(LOOKS_AT_ONCE).build());
        tasks.registerWorkflowImplementationTypes(JobWorkflowImpl.class);
        tasks.registerActivitiesImplementations(activities);
        // The slots of the queues of batches bound the rows in memory.
        batches(made, Queues.BATCHES, settings.large());
        batches(made, Queues.SMALL, settings.small());
        return made;
    }

    private void batches(WorkerFactory made, String queue, int slots) {
        made.newWorker(
                        queue,
                        options().setMaxConcurrentActivityExecutionSize(slots).build())
                .registerActivitiesImplementations(activities);
    }

    private WorkerOptions.Builder options() {
        return WorkerOptions.newBuilder()
                .setUsingVirtualThreads(true)
                // Workflows here compute nothing: one that seems stuck is on a machine that is busy.
                .setDefaultDeadlockDetectionTimeout(STUCK.toMillis())
                .setStickyQueueScheduleToStartTimeout(STICKS)
                // A cancellation is heard with a heartbeat: as often as we send one.
                .setMaxHeartbeatThrottleInterval(settings.renewal())
                .setDefaultHeartbeatThrottleInterval(settings.renewal())
                .setWorkflowTaskPollersBehavior(POLLERS)
                .setActivityTaskPollersBehavior(POLLERS);
    }

    /**
     * Begins when Temporal answers first. While it is away nobody polls: pollers that went on failing would rest for up to a
     * minute after its return.
     */
    private final class Pollers implements ClusterWatch.Listener {
        @Override
        public void answers() {
            WorkerFactory begun = factory;
            lookout.toldAnew();
            if (begun != null) {
                begun.resumePolling();
            } else if (settings.works()) {
                factory = started(workers());
                LOG.info("runs batches for Temporal");
            }
        }

        private WorkerFactory started(WorkerFactory made) {
            try {
                made.start();
                return made;
            } catch (RuntimeException e) {
                made.shutdownNow();
                throw e;
            }
        }

        @Override
        public void isAway() {
            WorkerFactory begun = factory;
            if (begun != null) {
                begun.suspendPolling();
            }
        }
    }

    @Override
    public Optional<Cluster> cluster() {
        return Optional.of(new Cluster("temporal", watch.answers()));
    }

    @Override
    public void start(long jobId) {
        lookout.told(jobId);
    }

    @Override
    public void wake(long batchId) {
        lookout.woken(batchId);
    }

    @Override
    public void stop(long jobId) {
        runs.stop(jobId);
        lookout.toldToStop(jobId);
    }

    /** Its lookout sees for itself what is due: it tells that from what is due for a moment. */
    @Override
    public void look() {
        runs.look();
    }

    @Override
    public void close() {
        watch.close();
        lookout.close();
        runs.stop();
        WorkerFactory begun = factory;
        if (begun != null) {
            end(begun);
        }
        runs.close();
    }

    /** Runs take as long as their calls do. Nothing is waited for after them that Temporal would have to answer. */
    private void end(WorkerFactory begun) {
        begun.shutdown();
        while (!runs.held().isEmpty() && !begun.isTerminated()) {
            begun.awaitTermination(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        }
        begun.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        if (!begun.isTerminated()) {
            begun.shutdownNow();
            begun.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
