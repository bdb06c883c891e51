package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.PassingGrants;
import java.util.function.Consumer;

/** Tells of each job that a batch of this engine has closed, after it is closed. */
public final class ClosingGrants extends PassingGrants {

    private final Consumer<Lease> onClosed;

    /** @param onClosed takes the lease of the job's last batch; it must not throw */
    public ClosingGrants(Grants grants, Consumer<Lease> onClosed) {
        super(grants);
        this.onClosed = onClosed;
    }

    @Override
    public boolean finish(Lease lease, Next next) {
        boolean closed = grants.finish(lease, next);
        if (closed) {
            onClosed.accept(lease);
        }
        return closed;
    }
}
