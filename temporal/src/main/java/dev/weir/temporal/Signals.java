package dev.weir.temporal;

/** How workflows are told of something. May lose, double or delay what it carries: nothing rests on it. */
interface Signals {

    /** Something of a job may have become due. A workflow that is missing is started. @throws RuntimeException when not told */
    void look(long jobId, long workspaceId);

    /** A job was paused or cancelled. A workflow that is missing is no harm. @throws RuntimeException when not told */
    void stop(long jobId);
}
