package dev.weir.server.intake;

/**
 * A job that was taken in.
 *
 * @param repeated whether it had been before, under the same key
 * @param hopeless its rows for which nobody is asked
 */
public record Taken(long jobId, boolean repeated, HopelessRows hopeless) {}
