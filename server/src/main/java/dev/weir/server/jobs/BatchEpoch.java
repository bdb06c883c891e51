package dev.weir.server.jobs;

/** A batch as somebody holds it. */
public record BatchEpoch(long batchId, long epoch) {}
