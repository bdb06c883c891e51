package dev.weir.app.serving;

import dev.weir.app.enrich.EngineHome;
import dev.weir.app.enrich.Enriching;
import dev.weir.app.home.DatabaseChoice;
import dev.weir.app.home.Store;
import dev.weir.app.home.WeirHome;
import dev.weir.app.vendors.Reachable;
import dev.weir.provider.Provider;
import dev.weir.providers.Providers;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.WeirSettings;
import dev.weir.server.conductor.Bystander;
import dev.weir.server.conductor.Conductor;
import dev.weir.server.egress.CredentialStopped;
import dev.weir.server.egress.Permission;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.telemetry.Telemetry;
import dev.weir.server.workspace.Workspaces;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * A process that shares an installation's work: over its database, with its engine, providers and keys, and without a
 * door. Closing it takes nothing new, lets calls in flight settle, and leaves the rest for whoever comes next.
 *
 * <p>Jobs of the command line are left to it: their keys are in the environment of whoever types there.
 */
public final class Node implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Telemetry telemetry;
    private final Weir weir;
    private final RunningWeir running;
    private final String engine;

    /** What a node is for. */
    public enum Role {
        /** The engine of its home: one at a time, unless the database is a server of its own. */
        ENGINE,
        /** The same, but it runs no batch. */
        NO_BATCHES,
        /** Runs batches beside whoever is there. */
        WORKER
    }

    private Node(
            WeirHome home,
            DatabaseChoice database,
            Map<String, String> environment,
            String version,
            Role role,
            Consumer<String> say) {
        try {
            List<Provider> providers = Providers.load(home.providers()).all();
            Settings.requireKnown(environment, providers);
            boolean temporal = TemporalEnvironment.isChosen(environment);
            this.engine = temporal ? "temporal" : "postgres";
            // Closed last: what the others do at their end is told of, too.
            this.telemetry = opened(Telemetry.open(TelemetryEnvironment.read(environment, version)));
            WeirSettings settings = WeirSettings.defaults(version)
                    .with(WebhookEnvironment.read(environment))
                    .with(RequestLimits.callbacks(environment))
                    .with(RequestLimits.results(environment))
                    .with(telemetry.traces())
                    .withPublicUrl(PublicUrl.read(environment));
            TemporalPart cluster = temporal ? opened(TemporalPart.open(environment)) : null;
            if (cluster == null) {
                TemporalEnvironment.unused(environment).ifPresent(say);
            }
            EngineHome place = opened(role == Role.WORKER ? EngineHome.beside() : EngineHome.lock(home, database));
            Store store =
                    opened(role == Role.WORKER ? Store.join(home, database, say) : Store.open(home, database, say));
            this.weir = opened(store.weir(providers));
            weir.vault().requireMasterKeys();
            weir.vault().rewrap();
            PlayedVendors played = opened(new PlayedVendors(home, say));
            this.running = opened(weir.serve(
                    place.id(),
                    weir.access(played),
                    settings.with(settings.egress().with(Reachable.of(environment))),
                    stopped -> say.accept(sentence(stopped)),
                    ownWorkspaces(weir.workspaces()),
                    cluster == null
                            ? onPostgres(role, settings)
                            : cluster.engine(weir.installation().id(), role != Role.NO_BATCHES)));
        } catch (Throwable failure) {
            Parts.closeAll(parts, failure);
            throw failure;
        }
    }

    /**
     * Starts one; it is at work when this returns.
     *
     * @param version of the program
     * @param say takes sentences for whoever started it
     * @throws dev.weir.server.problem.Problem when something it needs is not to be had
     */
    public static Node start(
            WeirHome home,
            DatabaseChoice database,
            Map<String, String> environment,
            String version,
            Role role,
            Consumer<String> say) {
        return new Node(home, database, environment, version, role, say);
    }

    private static EngineStarter onPostgres(Role role, WeirSettings settings) {
        return (grants, batches, node) -> role == Role.NO_BATCHES
                ? Bystander.start(grants, batches, node, settings.conductor())
                : Conductor.start(grants, batches, node, settings.conductor());
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static LongPredicate ownWorkspaces(Workspaces workspaces) {
        // Neither number nor handle of a workspace ever changes.
        Map<Long, Boolean> known = new ConcurrentHashMap<>();
        return id -> known.computeIfAbsent(
                id,
                _ -> workspaces.handle(id).filter(Enriching.handles()::contains).isEmpty());
    }

    private static String sentence(CredentialStopped stopped) {
        String who = stopped.key().provider() + " (workspace " + stopped.key().workspaceId() + ")";
        return stopped.why() == Permission.Why.OUT_OF_CREDITS
                ? "! " + who + " says that its credits are used up. Top them up there, then reset its breaker."
                : "! " + who + " rejected its key. Set the right one over the API.";
    }

    Weir weir() {
        return weir;
    }

    RunningWeir running() {
        return running;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    /** {@code postgres} or {@code temporal}. */
    public String engine() {
        return engine;
    }

    /** All of it ends, whatever part of it does not end well; that is said last. */
    @Override
    public void close() {
        Parts.closeAll(parts);
    }
}
