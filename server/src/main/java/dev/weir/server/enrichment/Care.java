package dev.weir.server.enrichment;

/** What a flush expects to be there already. Each takes more into account than the one before, and costs more. */
enum Care {
    /** Nothing: an insertion that meets anything fails the flush, which is then run again with more care. */
    FRESH,
    /** What others ask at the same time, and old answers; but nothing of the rows of a first run. */
    SHARED,
    /** Anything, since this very entry may have been written before. For a single one. */
    ONE
}
