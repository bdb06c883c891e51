package dev.weir.sandbox;

/**
 * Chance that is no chance: 64 bits that depend on seed and text alone, so that every run, process and order of calls
 * draws the same. The mixing is FNV-1a with the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
 */
final class Dice {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Dice() {}

    static long root(long seed, String kind, String key) {
        return mixed(text(text(FNV_OFFSET ^ mixed(seed), kind) * FNV_PRIME, key));
    }

    /** Another number from the same root; equal salts give equal numbers. */
    static long derive(long root, int salt) {
        return mixed(root + GOLDEN * (salt + 1L));
    }

    /** A number from 0 (included) to 1 (excluded). */
    static double unit(long root, int salt) {
        return (derive(root, salt) >>> 11) * 0x1p-53;
    }

    static int below(int bound, long root, int salt) {
        return (int) Long.remainderUnsigned(derive(root, salt), bound);
    }

    private static long text(long hash, String text) {
        long result = hash;
        for (int i = 0; i < text.length(); i++) {
            result = (result ^ text.charAt(i)) * FNV_PRIME;
        }
        return result;
    }

    private static long mixed(long value) {
        long a = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
