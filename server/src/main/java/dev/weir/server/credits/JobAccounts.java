package dev.weir.server.credits;

/** The two accounts a job's posts move between. */
public record JobAccounts(long job, long revenue) {}
