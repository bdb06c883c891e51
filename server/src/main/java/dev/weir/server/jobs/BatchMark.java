package dev.weir.server.jobs;

/**
 * How far a batch had come at some moment: who looks again and finds the same progress need not count its rows anew.
 *
 * @param lo its first row
 * @param hi the row after its last one
 * @param progress grows with every settlement; 0 before the first
 */
public record BatchMark(int lo, int hi, long progress) {}
