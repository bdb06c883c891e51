package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.inside.Provocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What comes next, drawn from a seed: the same calls are answered the same. Phases of two servers alternate with phases of one,
 * each server alone in its turn. While there are two, one falls mostly in its turn, so that the other one takes over. By one
 * thread for each server, and one for what all share.
 */
final class Schedule {

    private static final Duration LEAST_GAP = Duration.ofSeconds(1);
    private static final Duration MOST_GAP = Duration.ofSeconds(4);
    private static final Duration LEAST_QUIET = Duration.ofSeconds(3);
    private static final Duration MOST_QUIET = Duration.ofSeconds(10);
    private static final int OUT_OF_TURN_ONE_IN = 5;

    /** What is done to a server. */
    enum Move {
        THROWS(26, 30, Provocation.COMMIT_UNHEARD),
        HALT(26, 36, Provocation.DEATH),
        STALL(14, 10, Provocation.STALL),
        KILL(20, 18, Provocation.DEATH),
        HOLD(8, 6, Provocation.STALL),
        CLOCK(6, 0, Provocation.CLOCK);

        private final int weight;
        private final int weightAlone;
        private final Provocation provocation;

        Move(int weight, int weightAlone, Provocation provocation) {
            this.weight = weight;
            this.weightAlone = weightAlone;
            this.provocation = provocation;
        }

        int weight(boolean alone) {
            return alone ? weightAlone : weight;
        }

        /** Whether it has a server stand still beyond its lease. */
        boolean holds() {
            return this == STALL || this == HOLD;
        }

        /** Whether it takes a server away at once. A wrong clock does so, too, and by itself sees whose turn it is. */
        boolean fells() {
            return holds() || this == HALT || this == KILL;
        }
    }

    /**
     * A part of the time.
     *
     * @param alone the server that is the only one; negative when there are two
     * @param left of it
     */
    record Phase(int alone, Duration left) {

        boolean isOf(int server) {
            return alone < 0 || alone == server;
        }
    }

    private final Duration phase;
    private final Set<Move> moves;
    private final List<SplittableRandom> servers = new ArrayList<>();
    private final SplittableRandom shared;
    private final List<Integer> bag = new ArrayList<>();

    /** @param wanted what servers are to suffer; empty for everything. Where no move is of that kind, only points throw */
    Schedule(long seed, int servers, Duration phase, Set<Provocation> wanted) {
        SplittableRandom root = new SplittableRandom(seed);
        Set<Move> fit = EnumSet.allOf(Move.class);
        fit.removeIf(move -> !wanted.isEmpty() && !wanted.contains(move.provocation));
        this.moves = fit.isEmpty() ? EnumSet.of(Move.THROWS) : fit;
        this.phase = phase;
        for (int i = 0; i < servers; i++) {
            this.servers.add(root.split());
        }
        this.shared = root.split();
    }

    /** Which phase it is so long after the beginning, which has two servers. */
    Phase at(Duration elapsed) {
        long number = elapsed.toNanos() / phase.toNanos();
        Duration left = phase.multipliedBy(number + 1).minus(elapsed);
        boolean together = number % 2 == 0;
        return new Phase(together ? -1 : (int) (number / 2 % servers.size()), left);
    }

    Move next(int server, boolean alone) {
        Map<Move, Integer> weights = new EnumMap<>(Move.class);
        int sum = 0;
        for (Move move : moves) {
            weights.put(move, move.weight(alone));
            sum += move.weight(alone);
        }
        int drawn = random(server).nextInt(sum);
        for (Map.Entry<Move, Integer> one : weights.entrySet()) {
            drawn -= one.getValue();
            if (drawn < 0) {
                return one.getKey();
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    /** Whether a server may fall though the other one is not there, all the same whether it falls now. */
    boolean outOfTurn(int server) {
        return random(server).nextInt(OUT_OF_TURN_ONE_IN) == 0;
    }

    /** How long a server is left alone behind a fault. */
    Duration gap(int server) {
        return Draw.between(random(server), LEAST_GAP, MOST_GAP);
    }

    SplittableRandom random(int server) {
        return servers.get(server);
    }

    /** Which of so many shared things fails next: all in some order, then all in another. */
    int nextShared(int count) {
        if (bag.isEmpty()) {
            for (int i = 0; i < count; i++) {
                bag.add(shared.nextInt(bag.size() + 1), i);
            }
        }
        return bag.removeLast();
    }

    /** How long all shared things are well behind a fault of one. */
    Duration quiet() {
        return Draw.between(shared, LEAST_QUIET, MOST_QUIET);
    }

    SplittableRandom shared() {
        return shared;
    }
}
