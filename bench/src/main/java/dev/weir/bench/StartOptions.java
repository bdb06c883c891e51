package dev.weir.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * How starts are measured.
 *
 * @param java the JVM with its options, without a cache
 * @param jar the program, by the path that the cache was made with
 * @param cache an AOT cache of a start; need not exist
 * @param starts of each kind, interleaved
 */
public record StartOptions(List<String> java, Path jar, Path cache, int starts) {

    /** With and without cache, so many times each. */
    public static final int USUAL = 5;

    public StartOptions {
        java = List.copyOf(java);
        if (starts < 1) {
            throw new IllegalArgumentException("at least 1 start is measured");
        }
    }
}
