package dev.weir.server.credits;

/**
 * By how much what a cap by day counts moves in one transaction, in 1/1000.
 *
 * @param spent for credits what is posted less what is given back; for a vendor's unit what was or may have been charged
 * @param open change of the sum of open intents
 * @param doubt change of the sum of doubts
 * @param admits whether new intents are among it; then the cap must have room for them
 * @param promised what has to be left for other calls when new intents are among it
 */
public record CapMove(CapScope scope, long spent, long open, long doubt, boolean admits, long promised) {}
