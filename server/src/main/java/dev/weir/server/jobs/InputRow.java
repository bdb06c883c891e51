package dev.weir.server.jobs;

/**
 * A row as it came in.
 *
 * @param input JSON, see {@link ValuesJson}
 */
public record InputRow(int index, String input) {}
