package dev.weir.bench.peer;

/**
 * The rows that a peer's workflow has still to call for.
 *
 * @param from the next
 * @param to the first that is not its own
 * @param found so far
 * @param together how many calls are under way at once
 */
public record Rows(int from, int to, int found, int together) {}
