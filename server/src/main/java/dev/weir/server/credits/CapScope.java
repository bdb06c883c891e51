package dev.weir.server.credits;

import java.util.Comparator;

/**
 * What a cap by day is about.
 *
 * @param provider its slug; empty for all providers together
 * @param unit the vendor's own unit; empty for our credits
 */
public record CapScope(long workspaceId, String provider, String unit) implements Comparable<CapScope> {

    private static final Comparator<CapScope> ORDER = Comparator.<CapScope>comparingLong(CapScope::workspaceId)
            .thenComparing(scope -> scope.provider())
            .thenComparing(scope -> scope.unit());

    /** All that a workspace spends. */
    public static CapScope workspace(long workspaceId) {
        return new CapScope(workspaceId, "", "");
    }

    /** What a workspace spends on one provider, in credits. */
    public static CapScope provider(long workspaceId, String provider) {
        return new CapScope(workspaceId, provider, "");
    }

    @Override
    public int compareTo(CapScope other) {
        return ORDER.compare(this, other);
    }
}
