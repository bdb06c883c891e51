package dev.weir.server.jobs;

/**
 * One row by its two numbers, both from 0.
 *
 * @param row among the job's rows
 * @param listed among the rows of the list, of which the job may have left some out
 */
public record ListPlace(int row, int listed) {}
