package dev.weir.server.credits;

/** A workspace has as little left as it wants to be told at. Amounts in 1/1000 credit. */
public record LowCredits(long available, long threshold) {}
