package dev.weir.app.enrich;

import dev.weir.app.home.WeirHome;
import dev.weir.app.vendors.Keys;
import dev.weir.app.vendors.Reachable;
import dev.weir.app.vendors.SandboxAddress;
import dev.weir.app.vendors.SandboxProcess;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.WeirSettings;
import dev.weir.server.egress.BreakerSettings;
import dev.weir.server.egress.CredentialStopped;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.egress.Permission;
import dev.weir.server.enrichment.AccessBook;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.workspace.Workspace;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Starts engines that ask the real vendors, or the sandbox, which it keeps running meanwhile. */
final class Engines implements AutoCloseable {

    static final String REAL = "cli";
    static final String SANDBOX = "sandbox";

    /** For submitting before an engine runs; it finds what is due when it starts. */
    static final Engine NOT_YET = new Engine() {
        @Override
        public void start(long jobId) {}

        @Override
        public void wake(long batchId) {}

        @Override
        public void stop(long jobId) {}
    };

    private final Keys keys;
    private final EgressSettings.Reach reach;
    private final @Nullable SandboxProcess sandbox;
    private final @Nullable BreakerSettings breaker;
    private final Consumer<String> say;

    private Engines(
            Keys keys,
            EgressSettings.Reach reach,
            @Nullable SandboxProcess sandbox,
            @Nullable BreakerSettings breaker,
            Consumer<String> say) {
        this.keys = keys;
        this.reach = reach;
        this.sandbox = sandbox;
        this.breaker = breaker;
        this.say = say;
    }

    static Engines of(
            WeirHome home,
            Map<String, String> environment,
            boolean sandbox,
            @Nullable EnrichRequest request,
            Consumer<String> say) {
        return new Engines(
                new Keys(environment),
                Reachable.of(environment),
                sandbox ? SandboxProcess.use(home, request == null ? null : request.sandboxSettings(), say) : null,
                request == null ? null : request.breaker(),
                say);
    }

    static Workspace workspace(Weir weir, boolean sandbox) {
        return weir.workspaces().ensure(name(sandbox), sandbox, true);
    }

    static String name(boolean sandbox) {
        return sandbox ? SANDBOX : REAL;
    }

    RunningWeir start(Weir weir, Workspace workspace, UUID home, LongPredicate jobs) {
        AccessBook book = (workspaceId, slug) -> workspaceId != workspace.id()
                ? Optional.empty()
                : weir.catalog()
                        .find(slug)
                        .flatMap(provider -> sandbox == null
                                ? keys.access(workspaceId, provider)
                                : address().access(workspaceId, provider));
        return weir.start(home, book, settings(), this::stopped, Failpoint.NONE, jobs);
    }

    private SandboxAddress address() {
        if (sandbox == null) {
            throw new IllegalStateException("the real vendors are asked");
        }
        return sandbox.client().address();
    }

    private WeirSettings settings() {
        WeirSettings settings = WeirSettings.defaults(version());
        EgressSettings egress =
                settings.egress().with(sandbox == null ? reach : address().reach());
        return settings.with(breaker == null ? egress : egress.with(breaker));
    }

    private static String version() {
        return Optional.ofNullable(Engines.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    private void stopped(CredentialStopped stopped) {
        String provider = stopped.key().provider();
        String why = stopped.why() == Permission.Why.OUT_OF_CREDITS
                ? provider + " says that its credits are used up. Top them up there"
                : provider + " rejected its key. Put the right one into its WEIR_… variable";
        say.accept("! " + why + ", then run the same command again. Rows wait up to 2 minutes for it and then go on to"
                + " the next provider; Ctrl-C pauses the job.");
    }

    @Override
    public void close() {
        if (sandbox != null) {
            sandbox.close();
        }
    }
}
