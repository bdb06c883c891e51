package dev.weir.bench;

/**
 * How much is measured.
 *
 * @param rows of one engine or floor cell, 1,000 to 400,000: the floor's values are made before its clock starts and
 *     lie in memory
 * @param ingestRows of one submit
 * @param memoryRows of the job whose server JVM is weighed
 * @param warmUpRows run by floor and engine before the first cell that counts, so that what is measured is compiled: at
 *     50,000 the compiler still took a third of the engine's processor time
 * @param repeats of every cell but the memory one, interleaved
 */
public record Options(int rows, int ingestRows, int memoryRows, int warmUpRows, int repeats) {

    /** A few minutes on two quiet cores. */
    public static final Options DEFAULT = new Options(200_000, 1_000_000, 1_000_000, 200_000, 3);

    public Options {
        between("rows", rows, 1_000, 400_000);
        between("ingest rows", ingestRows, 1_000, 10_000_000);
        between("memory rows", memoryRows, 1_000, 10_000_000);
        between("warm-up rows", warmUpRows, 1_000, 400_000);
        between("repeats", repeats, 1, 20);
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static Options quick(int rows) {
        return new Options(rows, rows, rows, 1_000, 1);
    }

    public Options withRows(int other) {
        return new Options(other, ingestRows, memoryRows, warmUpRows, repeats);
    }

    /** Rows of the submit that is timed and of the job that is weighed. */
    public Options withLargeRows(int other) {
        return new Options(rows, other, other, warmUpRows, repeats);
    }

    public Options withRepeats(int other) {
        return new Options(rows, ingestRows, memoryRows, warmUpRows, other);
    }

    static void between(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " is " + least + " to " + most + ", not " + value);
        }
    }
}
