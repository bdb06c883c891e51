package dev.weir.server.credits;

import java.util.Set;

/**
 * What became of moving accounts. When anything is named here the caller must roll back.
 *
 * @param refusedJobs jobs whose new intents were refused, because the account takes none or what is left does not cover
 *     them
 * @param fullCaps workspaces with a cap by day that has no room for the new intents
 */
public record Moved(Set<Long> refusedJobs, Set<Long> fullCaps) {

    static final Moved ALL = new Moved(Set.of(), Set.of());

    public Moved {
        refusedJobs = Set.copyOf(refusedJobs);
        fullCaps = Set.copyOf(fullCaps);
    }
}
