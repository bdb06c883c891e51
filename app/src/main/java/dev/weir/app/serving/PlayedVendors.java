package dev.weir.app.serving;

import dev.weir.app.home.WeirHome;
import dev.weir.app.vendors.SandboxAddress;
import dev.weir.app.vendors.SandboxClient;
import dev.weir.app.vendors.SandboxProcess;
import dev.weir.provider.Provider;
import dev.weir.server.egress.Access;
import dev.weir.server.enrichment.VaultAccess;
import dev.weir.server.workspace.Workspace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The home's sandbox for a server's sandbox workspaces: started when the first of them needs it, and again if it dies. */
final class PlayedVendors implements VaultAccess.Played, AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final WeirHome home;
    private final Consumer<String> say;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SandboxProcess process;
    private volatile @Nullable Known known;

    private record Known(SandboxAddress address, long atNanos) {}

    PlayedVendors(WeirHome home, Consumer<String> say) {
        this.home = home;
        this.say = say;
    }

    @Override
    public Optional<Access> find(Workspace workspace, Provider provider) {
        if (!provider.guesses() && !SandboxAddress.plays(provider)) {
            return Optional.empty();
        }
        return address().access(workspace.id(), provider);
    }

    private SandboxAddress address() {
        Known seen = known;
        if (seen != null && isCurrent(seen)) {
            return seen.address();
        }
        lock.lock();
        try {
            Known other = known;
            if (other != null && isCurrent(other)) {
                return other.address();
            }
            SandboxAddress address = SandboxClient.running(home.sandbox())
                    .filter(_ -> process != null)
                    .orElseGet(this::start)
                    .address();
            known = new Known(address, System.nanoTime());
            return address;
        } finally {
            lock.unlock();
        }
    }

    private SandboxClient start() {
        close();
        process = SandboxProcess.use(home, null, say);
        return process.client();
    }

    private static boolean isCurrent(@Nullable Known seen) {
        return seen != null && System.nanoTime() - seen.atNanos() < LOOK.toNanos();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
            process = null;
        }
    }
}
