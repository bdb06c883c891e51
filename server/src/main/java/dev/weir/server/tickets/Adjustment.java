package dev.weir.server.tickets;

/**
 * By how much more a vendor says that a submission has cost than its items did, by their answers and the price table; the
 * share of one place that asked.
 *
 * @param ordinal which telling of the submission it is of, from 0
 * @param amount in 1/1000 of the vendor's unit; less than 0 when it took less
 */
public record Adjustment(long submissionId, int ordinal, long jobId, int step, int place, long amount) {}
