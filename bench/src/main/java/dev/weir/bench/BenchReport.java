package dev.weir.bench;

/** What a bench has shown: one document for programs, one table for people. */
public interface BenchReport {

    /** One JSON object, the figures first; what could not be measured is {@code null}. */
    String toJson();

    /** The machine, the cells, the figures beside their goals, and what makes them doubtful. */
    String toTable();
}
