package dev.weir.server.jobs;

/** Names a cell of a workspace. */
public record CellRef(long jobId, int rowIndex, int step) {}
