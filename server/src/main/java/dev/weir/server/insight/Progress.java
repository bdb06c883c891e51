package dev.weir.server.insight;

/** Hears how far a replay has come. */
@FunctionalInterface
public interface Progress {

    /** Tells nobody. */
    Progress UNSEEN = (_, _) -> {};

    /** So many rows have been gone through, in all that is tried out on them, of so many. Called very often. */
    void replayed(int rows, int of);
}
