package dev.weir.app.serving;

import dev.weir.app.home.DatabaseChoice;
import dev.weir.app.home.WeirHome;
import dev.weir.server.problem.Problem;
import dev.weir.server.rest.RestServer;
import dev.weir.server.rest.RestSettings;
import dev.weir.server.rest.UploadSettings;
import dev.weir.server.workspace.Installation;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.boot.web.server.PortInUseException;

/**
 * A server at work: it listens and, unless told otherwise, runs jobs. Closing it takes nothing new, answers what was
 * asked, lets calls in flight settle, and leaves the rest of the work for whoever comes next.
 */
public final class Server implements AutoCloseable {

    private final Node node;
    private final RestServer rest;

    private Server(Node node, RestServer rest) {
        this.node = node;
        this.rest = rest;
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
     * @param works whether it runs batches; else workers beside it do
     * @throws Problem when something it needs is not to be had
     */
    public static Server start(
            WeirHome home,
            DatabaseChoice database,
            Map<String, String> environment,
            Place place,
            boolean works,
            Consumer<String> say) {
        Node node = Node.start(
                home, database, environment, place.version(), works ? Node.Role.ENGINE : Node.Role.NO_BATCHES, say);
        boolean listens = false;
        try {
            RestServer rest = listening(home, environment, place, node);
            listens = true;
            return new Server(node, rest);
        } finally {
            if (!listens) {
                node.close();
            }
        }
    }

    private static RestServer listening(WeirHome home, Map<String, String> environment, Place place, Node node) {
        try {
            return RestServer.start(
                    new RestSettings(place.host(), place.port(), place.version(), RequestLimits.of(environment)),
                    UploadSettings.in(home.folder().resolve("uploads")),
                    node.weir(),
                    node.running(),
                    node.telemetry());
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

    /** The first workspace and its keys, if there was none before. */
    public Optional<Installation.Begun> begin() {
        return node.weir().installation().begin("default", false);
    }

    /** Where it listens. */
    public URI base() {
        return rest.base();
    }

    @Override
    public void close() {
        try {
            rest.close();
        } finally {
            node.close();
        }
    }
}
