package dev.weir.server.catalog;

import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a wish, gathered, so that all of it can be mended at once. */
final class Faults {

    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem.At> places = new ArrayList<>();

    /** Does that, and notes a refusal. @param pointer where it belongs; empty for nowhere @return whether it was done */
    boolean unless(String pointer, Runnable work) {
        try {
            work.run();
            return true;
        } catch (Problem problem) {
            problems.add(problem);
            if (!pointer.isEmpty()) {
                places.add(new Problem.At(pointer, String.valueOf(problem.getMessage())));
            }
            return false;
        }
    }

    /** @throws Problem the first, with the places of all */
    void orThrow() {
        if (!problems.isEmpty()) {
            throw problems.getFirst().at(places);
        }
    }
}
