package dev.weir.server.credits;

/**
 * A cap by day and how it stands, in 1/1000.
 *
 * @param most what may be spent in a day of UTC
 * @param spent what was spent today
 * @param open what open intents may still cost, of whatever day
 * @param doubt what doubtful calls may still cost, of whatever day
 */
public record CapBalance(CapScope scope, long most, long spent, long open, long doubt) {}
