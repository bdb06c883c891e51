package dev.weir.server.storage;

/**
 * What is on its way in the whole installation.
 *
 * @param pending results that are not written, or not logged
 * @param dead results that were given up
 * @param oldestSeconds age of the oldest result that is to be written
 * @param healthy tables of which the newest try worked, or that were never tried
 * @param failing the others
 */
public record StorageLoad(long pending, long dead, double oldestSeconds, long healthy, long failing) {}
