package dev.weir.server.credits;

/** A charge for one asking of one cell; amount in 1/1000 credit, more than 0. */
public record Post(
        long workspaceId, JobAccounts accounts, long amount, long jobId, int rowIndex, int step, int place) {}
