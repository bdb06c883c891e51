package dev.weir.acceptance.storage;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * When what is killed.
 *
 * @param companies of the list
 * @param kills of the server, at moments that are uniform over the results of both jobs
 * @param destinationKills of the workspace's database, uniform over what is stored there
 * @param stop how long that database is stopped once, at the least
 * @param hold how long it stands still once, with its connections open
 * @param seed of the moments
 */
record DestinationsPlan(int companies, int kills, int destinationKills, Duration stop, Duration hold, long seed) {

    /** Over both jobs. */
    static final int JOBS = 2;

    long results() {
        return (long) companies * ShippedStep.values().length * JOBS;
    }

    long resultsOfWorkspace() {
        return results() / 2;
    }

    /** Sorted counts of results. */
    long[] serverMoments() {
        return new SplittableRandom(seed).longs(kills, 1, results()).sorted().toArray();
    }

    /** Sorted counts of results stored in the workspace's database; not all that are made need to be stored. */
    long[] destinationMoments() {
        return new SplittableRandom(seed + 1)
                .longs(destinationKills, 1, resultsOfWorkspace() * 4 / 5)
                .sorted()
                .toArray();
    }
}
