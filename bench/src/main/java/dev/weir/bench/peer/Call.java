package dev.weir.bench.peer;

/** One question, as it goes to an activity. */
public record Call(String firstName, String lastName, String domain) {}
