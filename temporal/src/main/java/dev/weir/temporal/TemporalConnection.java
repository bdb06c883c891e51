package dev.weir.temporal;

import dev.weir.server.problem.Problem;
import io.grpc.ConnectivityState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way to one namespace of a Temporal cluster. It connects when it is first used, and again whenever it is lost: a
 * cluster that is down is waited for.
 */
public final class TemporalConnection implements AutoCloseable {

    /** The library's own words for lost connections, which it says with every try; we say it once. */
    private static final Logger LIBRARY = Logger.getLogger("io.grpc");

    static {
        LIBRARY.setLevel(Level.SEVERE);
    }

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(5);

    private final WorkflowServiceStubs stubs;
    private final boolean owned;
    private final String namespace;
    private final WorkflowClient client;
    private final SearchAttributes attributes;
    private final Refusals refusals;

    private TemporalConnection(
            WorkflowServiceStubs stubs, boolean owned, String namespace, @Nullable String apiKey, Refusals refusals) {
        this.stubs = stubs;
        this.owned = owned;
        this.namespace = namespace;
        this.refusals = refusals;
        this.client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(namespace)
                        .setIdentity(identity())
                        // Workers telling of themselves: what servers do not know they warn of, and nothing here needs
                        // it.
                        .setWorkerHeartbeatInterval(Duration.ofSeconds(-1))
                        .build());
        this.attributes = new SearchAttributes(stubs, namespace, apiKey);
    }

    /**
     * Makes ready to connect; nothing is sent yet.
     *
     * @throws Problem {@code bad_setting} when a certificate or a key cannot be used
     */
    public static TemporalConnection open(TemporalAddress address) {
        WorkflowServiceStubsOptions.Builder options = WorkflowServiceStubsOptions.newBuilder()
                .setTarget(address.target())
                // Requests are small, and are answered before they would be compressed.
                .setGrpcCompression(GrpcCompression.NONE);
        TemporalAddress.Tls tls = address.tls();
        String apiKey = address.apiKey();
        if (tls == null && apiKey != null) {
            tls = TemporalAddress.Tls.DEFAULT;
        }
        if (tls != null) {
            options.setSslContext(Encryption.context(tls));
            String serverName = tls.serverName();
            if (serverName != null) {
                options.setChannelInitializer(channel -> channel.overrideAuthority(serverName));
            }
        }
        if (apiKey != null) {
            options.addApiKey(() -> apiKey);
        }
        return new TemporalConnection(
                WorkflowServiceStubs.newServiceStubs(options.validateAndBuildWithDefaults()),
                true,
                address.namespace(),
                apiKey,
                new Refusals(address));
    }

    /** Over stubs that are another's to end. */
    public static TemporalConnection of(WorkflowServiceStubs stubs, String namespace) {
        return new TemporalConnection(
                stubs,
                false,
                namespace,
                null,
                new Refusals(
                        TemporalAddress.plain(String.valueOf(stubs.getOptions().getTarget()), namespace)));
    }

    /** Without secrets: what Temporal shows of who did what. */
    private static String identity() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        return "weir-" + ProcessHandle.current().pid() + "@" + host;
    }

    public WorkflowClient client() {
        return client;
    }

    public String namespace() {
        return namespace;
    }

    /**
     * Asks the cluster for the namespace, for at most five seconds.
     *
     * @return empty when it answers; else why it does not, in a sentence: it may be down or starting, so nothing has to
     *     end for it
     * @throws Problem when waiting will not mend it: {@code temporal_namespace}, {@code temporal_refused}, {@code
     *     temporal_tls}, {@code not_temporal}
     */
    public Optional<String> check() {
        return check(ANSWER);
    }

    Optional<String> check(Duration patience) {
        if (stubs.getRawChannel().getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            // Else it would say for up to ten seconds what it has found before.
            stubs.getRawChannel().resetConnectBackoff();
        }
        try {
            var _ = stubs.blockingStub()
                    .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(namespace)
                            .build());
            refusals.answered();
            return Optional.empty();
        } catch (StatusRuntimeException failure) {
            return Optional.of(refusals.waiting(failure));
        }
    }

    /**
     * Whether workflows may carry {@link dev.weir.temporal.workflow.Attributes}. A namespace that lacks them is given
     * them, where it lets us.
     *
     * <p>Cheap enough to be asked for each workflow: a yes holds, and a no is asked again now and then.
     */
    public boolean attributes() {
        return attributes.usable();
    }

    /** Has the next who asks for {@link #attributes} look anew: the namespace may be another one of the same name. */
    void forgetAttributes() {
        attributes.forget();
    }

    @Override
    public void close() {
        if (!owned) {
            return;
        }
        stubs.shutdownNow();
        var _ = stubs.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS);
    }

    static boolean isOutage(Status.Code code) {
        return code == Status.Code.UNAVAILABLE
                || code == Status.Code.DEADLINE_EXCEEDED
                || code == Status.Code.RESOURCE_EXHAUSTED
                || code == Status.Code.CANCELLED;
    }
}
