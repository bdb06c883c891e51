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
import dev.weir.server.egress.CredentialStopped;
import dev.weir.server.egress.Permission;
import dev.weir.server.problem.Problem;
import dev.weir.server.rest.RestServer;
import dev.weir.server.rest.RestSettings;
import dev.weir.server.rest.UploadSettings;
import dev.weir.server.telemetry.Telemetry;
import dev.weir.server.workspace.Installation;
import dev.weir.server.workspace.Workspaces;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.springframework.boot.web.server.PortInUseException;

/**
 * A server at work: it listens and runs jobs. Closing it takes nothing new, answers what was asked, lets calls in flight
 * settle, and leaves the rest of the work for whoever comes next.
 *
 * <p>Jobs of the command line are left to it: their keys are in the environment of whoever types there.
 */
public final class Server implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Weir weir;
    private final RestServer rest;

    private Server(
            WeirHome home,
            DatabaseChoice database,
            Map<String, String> environment,
            Place place,
            Consumer<String> say) {
        boolean started = false;
        try {
            List<Provider> providers = Providers.load(home.providers()).all();
            Settings.requireKnown(environment, providers);
            // Closed last: what the others do at their end is told of, too.
            Telemetry telemetry = opened(Telemetry.open(TelemetryEnvironment.read(environment, place.version())));
            EngineHome engine = opened(EngineHome.lock(home, database));
            Store store = opened(Store.open(home, database, say));
            this.weir = opened(store.weir(providers));
            weir.vault().requireMasterKeys();
            weir.vault().rewrap();
            PlayedVendors played = opened(new PlayedVendors(home, say));
            WeirSettings settings = WeirSettings.defaults(place.version())
                    .with(WebhookEnvironment.read(environment))
                    .with(RequestLimits.callbacks(environment))
                    .with(RequestLimits.results(environment))
                    .with(telemetry.traces())
                    .withPublicUrl(PublicUrl.read(environment));
            RunningWeir running = opened(weir.serve(
                    engine.id(),
                    weir.access(played),
                    settings.with(settings.egress().with(Reachable.of(environment))),
                    stopped -> say.accept(sentence(stopped)),
                    ownWorkspaces(weir.workspaces())));
            this.rest = opened(listening(home, environment, place, weir, running, telemetry));
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /**
     * Where a server listens.
     *
     * @param port 0 for any free one
     * @param version of the program
     */
    public record Place(String host, int port, String version) {}

    /**
     * Starts one; it listens when this returns.
     *
     * @throws dev.weir.server.problem.Problem when something it needs is not to be had
     */
    public static Server start(
            WeirHome home,
            DatabaseChoice database,
            Map<String, String> environment,
            Place place,
            Consumer<String> say) {
        return new Server(home, database, environment, place, say);
    }

    private static RestServer listening(
            WeirHome home,
            Map<String, String> environment,
            Place place,
            Weir weir,
            RunningWeir running,
            Telemetry telemetry) {
        try {
            return RestServer.start(
                    new RestSettings(place.host(), place.port(), place.version(), RequestLimits.of(environment)),
                    UploadSettings.in(home.folder().resolve("uploads")),
                    weir,
                    running,
                    telemetry);
        } catch (RuntimeException failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof SocketException
                        || cause instanceof UnresolvedAddressException
                        || cause instanceof UnknownHostException
                        || cause instanceof PortInUseException) {
                    throw new Problem(
                            Problem.Kind.UNAVAILABLE,
                            "address_unusable",
                            "Weir cannot listen at " + place.host() + ", port " + place.port() + ": "
                                    + cause.getMessage() + ". Choose another with --host and --port.");
                }
            }
            throw failure;
        }
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

    /** The first workspace and its keys, if there was none before. */
    public Optional<Installation.Begun> begin() {
        return weir.installation().begin("default", false);
    }

    /** Where it listens. */
    public URI base() {
        return rest.base();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failure) {
                throw new IllegalStateException("a part of the server does not end", failure);
            }
        }
    }
}
