package dev.weir.server.insight;

/** One provider's place in one step's waterfall. @param provider the place's key */
public record Stage(String step, String provider) {}
