package dev.weir.peers;

/** How many rows slow contenders get: as many as make cells of some ten seconds. */
final class Shares {

    private static final int LEAST = 50;

    private Shares() {}

    static int aFifth(int rows) {
        return part(rows, 5);
    }

    static int aTenth(int rows) {
        return part(rows, 10);
    }

    static int aFiftieth(int rows) {
        return part(rows, 50);
    }

    private static int part(int rows, int divisor) {
        return Math.max(Math.min(rows, LEAST), rows / divisor);
    }
}
