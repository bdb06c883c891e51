package dev.weir.server.verify;

/**
 * One invariant and the statement that finds what breaks it.
 *
 * @param sql gives two texts for each breach: its subject and its detail
 */
record Check(String id, String invariant, When when, Weight weight, String sql) {

    /** When it can be told. */
    enum When {
        /** At every snapshot of a running system. */
        ALWAYS,
        /** Only while no batch is being run. */
        QUIET
    }

    /** What it means. */
    enum Weight {
        DAMAGE,
        WARNING
    }

    static Check always(String id, String invariant, String sql) {
        return new Check(id, invariant, When.ALWAYS, Weight.DAMAGE, sql);
    }

    static Check quiet(String id, String invariant, String sql) {
        return new Check(id, invariant, When.QUIET, Weight.DAMAGE, sql);
    }

    static Check warning(String id, String invariant, When when, String sql) {
        return new Check(id, invariant, when, Weight.WARNING, sql);
    }
}
