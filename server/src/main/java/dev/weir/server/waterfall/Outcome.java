package dev.weir.server.waterfall;

/** What came of one place. @param place its index in the step's places */
public record Outcome(int place, Verdict verdict) {}
