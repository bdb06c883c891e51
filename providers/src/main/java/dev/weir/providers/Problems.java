package dev.weir.providers;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one file, so that its author hears everything at once. */
final class Problems {

    private final String file;
    private final Lines lines;
    private final List<String> found = new ArrayList<>();

    Problems(String file) {
        this(file, Lines.NONE);
    }

    /** @param lines knows where in the file things stand */
    Problems(String file, Lines lines) {
        this.file = file;
        this.lines = lines;
    }

    /** @param pointer where in the file; empty for the file as a whole */
    void add(String pointer, String sentence) {
        String problem = file + lines.of(pointer) + (pointer.isEmpty() ? "" : " at " + pointer) + ": " + sentence;
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    List<String> all() {
        return List.copyOf(found);
    }
}
