package dev.weir.bench;

/**
 * One line of what Weir is measured by.
 *
 * @param what it is about
 * @param definition of the figure, in a line
 * @param bench that measures it, as it is called on the command line
 * @param key of the figure in that bench's JSON
 * @param format of one number
 */
record BenchRow(String what, String definition, String bench, String key, Goal goal, String format) {}
