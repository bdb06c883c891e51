package dev.weir.server.enrichment;

import java.util.HashSet;
import java.util.Set;

/**
 * What is so nearly spent that it has to be locked before anything is admitted to it.
 *
 * @param jobs those with a tight account
 * @param caps workspaces with a tight cap by day
 */
record Tightness(Set<Long> jobs, Set<Long> caps) {

    static final Tightness NONE = new Tightness(Set.of(), Set.of());

    Tightness {
        jobs = Set.copyOf(jobs);
        caps = Set.copyOf(caps);
    }

    boolean isNone() {
        return jobs.isEmpty() && caps.isEmpty();
    }

    Tightness and(Tightness other) {
        return new Tightness(union(jobs, other.jobs), union(caps, other.caps));
    }

    private static Set<Long> union(Set<Long> some, Set<Long> others) {
        Set<Long> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
