package dev.weir.server.jobs;

/**
 * How far a job's rows have come, its reruns included, in one word: as long as that is the same, so are the rows.
 *
 * @param openRows of the job itself, that are not final
 * @param text empty as long as nothing has come of it
 */
public record JobMark(long jobId, int openRows, String text) {}
