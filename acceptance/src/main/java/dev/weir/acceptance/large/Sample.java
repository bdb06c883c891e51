package dev.weir.acceptance.large;

/**
 * One look at a run.
 *
 * @param atMicros since the command was started
 * @param rows final so far
 * @param spent processor time so far
 * @param memory as it was when last looked at
 */
record Sample(long atMicros, Phase phase, int rows, Spent spent, Memory memory) {

    /** What a run does, one after another. */
    enum Phase {
        READING,
        INGESTING,
        ASKING,
        WRITING
    }

    /** Processor time in microseconds. */
    record Spent(long weir, long sandbox, long postgres) {

        static final Spent NONE = new Spent(0, 0, 0);

        Spent minus(Spent other) {
            return new Spent(weir - other.weir, sandbox - other.sandbox, postgres - other.postgres);
        }

        long sum() {
            return weir + sandbox + postgres;
        }
    }

    /** In KiB: the resident memory of the two JVMs, and PostgreSQL's, in which what its processes share counts once. */
    record Memory(long weir, long sandbox, long postgres) {

        static final Memory NONE = new Memory(0, 0, 0);

        long jvms() {
            return weir + sandbox;
        }
    }
}
