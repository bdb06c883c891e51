package dev.weir.app.commands;

import dev.weir.app.enrich.Enriching;
import dev.weir.app.home.Store;
import dev.weir.app.home.WeirHome;
import dev.weir.providers.Providers;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.workspace.Workspace;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The rooms over the user's database, for commands that look and run no engine. */
final class Opened implements AutoCloseable {

    private final Store store;
    private final Weir weir;

    private final Set<UUID> ended;

    private Opened(Store store, Weir weir, Set<UUID> ended) {
        this.store = store;
        this.weir = weir;
        this.ended = Set.copyOf(ended);
    }

    static Opened of(CommonOptions common, Terminal terminal) {
        WeirHome home = common.home(terminal);
        Providers providers = Providers.load(home.providers());
        Store store = Store.open(home, common.database(terminal), terminal::say);
        boolean opened = false;
        try {
            Opened made = new Opened(
                    store, store.weir(providers.all()), home.engineHasEnded() ? Set.of(home.id()) : Set.of());
            opened = true;
            return made;
        } finally {
            if (!opened) {
                store.close();
            }
        }
    }

    Weir weir() {
        return weir;
    }

    Store store() {
        return store;
    }

    /** Whether there is work left on a job and no process at it. */
    boolean isUnattended(Job job) {
        return weir.jobs().isUnattended(job, ended);
    }

    /** Those of the command line, as far as they have been used. */
    List<Workspace> workspaces() {
        return Enriching.workspaces(weir);
    }

    @Override
    public void close() {
        weir.close();
        store.close();
    }
}
