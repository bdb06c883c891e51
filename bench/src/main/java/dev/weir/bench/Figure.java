package dev.weir.bench;

/**
 * One figure of a report.
 *
 * @param key its name in JSON, and in the table
 * @param format of one number
 * @param note what it is, in a few words
 */
record Figure(String key, Spread reached, String format, Goal goal, String note) {

    static Figure of(String key, double reached, String format, Goal goal, String note) {
        return new Figure(key, new Spread(reached, reached, reached), format, goal, note);
    }
}
