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
import java.util.concurrent.CountDownLatch;
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
    private static final Duration BEGINS_AGAIN = Duration.ofSeconds(2);

    /** Looks are a few short statements each, and share the pool of connections with those who settle. */
    private static final int LOOKS_AT_ONCE = 8;

    /** How long a workflow waits for a node that has died with it in its cache. */
    private static final Duration STICKS = Duration.ofSeconds(1);

    private static final Duration STUCK = Duration.ofSeconds(10);

    private final TemporalSettings settings;
    private final Runs runs;
    private final Lookout lookout;
    private final WorkflowClient client;
    private final Pulse pulse;
    private final BatchActivities activities;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread beginning;
    // Null until Temporal has answered.
    private volatile @Nullable WorkerFactory factory;

    private TemporalEngine(
            WorkflowClient client,
            Signals signals,
            String installation,
            TemporalSettings settings,
            Grants grants,
            Batches batches,
            long node) {
        this.settings = settings;
        this.lookout = Lookout.start(grants, signals, settings);
        this.runs = Runs.start(grants, batches, node, settings.renewal(), lookout::told);
        this.client = client;
        this.pulse = Pulse.of(client);
        this.activities = new BatchActivities(
                installation,
                grants,
                runs,
                node,
                settings,
                lookout::shares,
                lookout::told);
        this.beginning = Thread.ofVirtual().name("temporal-begins").unstarted(this::begin);
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
                    connection.client(),
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
            WorkflowClient client,
            Signals signals,
            String installation,
            TemporalSettings settings,
            Grants grants,
            Batches batches,
            long node) {
        TemporalEngine engine = new TemporalEngine(client, signals, installation, settings, grants, batches, node);
        if (settings.works()) {
            engine.beginning.start();
        }
        return engine;
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
                .setWorkflowTaskPollersBehavior(new PollerBehaviorAutoscaling())
                .setActivityTaskPollersBehavior(new PollerBehaviorAutoscaling());
    }

    /** Temporal need not be there yet. */
    private void begin() {
        boolean said = false;
        while (true) {
            try {
                WorkerFactory made = workers();
                made.start();
                factory = made;
                LOG.info("runs batches for Temporal");
                return;
            } catch (RuntimeException e) {
                if (!said) {
                    said = true;
                    LOG.info("Temporal does not answer, jobs wait until it does: {}", e.getMessage());
                }
            }
            try {
                if (closing.await(BEGINS_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    @Override
    public Optional<Cluster> cluster() {
        return Optional.of(new Cluster("temporal", pulse.answers()));
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

    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = joined();
        lookout.close();
        runs.stop();
        WorkerFactory begun = factory;
        if (begun != null) {
            begun.shutdown();
            while (!begun.isTerminated()) {
                begun.awaitTermination(1, TimeUnit.SECONDS);
            }
        }
        runs.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean joined() {
        boolean interrupted = false;
        while (settings.works() && beginning.isAlive()) {
            try {
                beginning.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
