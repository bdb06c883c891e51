package dev.weir.acceptance.chaos.judge;

/**
 * Something that has to happen in a run now and then, or the run has shown nothing of it.
 *
 * @param name a word or a few
 * @param sentence what has happened when it is more than nothing
 * @param times that it did
 */
public record Occurrence(String name, String sentence, long times) {}
