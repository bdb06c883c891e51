package dev.weir.server.storage;

import dev.weir.server.catalog.Pinned;
import dev.weir.server.catalog.PlanJson;
import dev.weir.server.registry.Registry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What jobs are runs of. A job never changes, so that it is read once. */
final class Plays {

    private static final int KEPT = 1_000;

    private record Key(long workspaceId, long jobId) {}

    private final PlanTable plans;
    private final Map<Key, Play> kept = new ConcurrentHashMap<>();

    Plays(PlanTable plans) {
        this.plans = plans;
    }

    /** What a job is a run of. */
    static final class Play {
        private final Pinned pinned;

        private Play(Pinned pinned) {
            this.pinned = pinned;
        }

        String name() {
            return pinned.blueprint() == null
                    ? Registry.MANUAL
                    : pinned.blueprint().slug();
        }

        /** The name of a step; null when there is no such one. */
        @Nullable
        String step(int index) {
            return index < pinned.steps().size() ? pinned.steps().get(index).name() : null;
        }

        /** The position of a step, from 1; 1 when it is not of this play. */
        int position(UUID workflowId) {
            for (int i = 0; i < pinned.steps().size(); i++) {
                var origin = pinned.steps().get(i).origin();
                if (origin != null && origin.workflowId().equals(workflowId)) {
                    return i + 1;
                }
            }
            return 1;
        }
    }

    /** Of these jobs those that are there. Joins the caller's transaction. */
    Map<Long, Play> of(long workspaceId, Collection<Long> jobs) {
        if (kept.size() > KEPT) {
            kept.clear();
        }
        Map<Long, Play> plays = new HashMap<>();
        Set<Long> unread = new HashSet<>();
        for (Long job : jobs) {
            Play play = kept.get(new Key(workspaceId, job));
            if (play == null) {
                unread.add(job);
            } else {
                plays.put(job, play);
            }
        }
        if (!unread.isEmpty()) {
            plans.of(workspaceId, unread).forEach((job, plan) -> {
                Play play = new Play(PlanJson.origin(plan));
                kept.put(new Key(workspaceId, job), play);
                plays.put(job, play);
            });
        }
        return plays;
    }
}
