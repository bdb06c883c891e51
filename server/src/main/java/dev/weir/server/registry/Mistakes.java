package dev.weir.server.registry;

import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is wrong with something that was written, gathered, so that all of it can be mended at once. */
final class Mistakes {

    private final List<Problem.At> places = new ArrayList<>();

    void note(String pointer, String sentence) {
        places.add(new Problem.At(pointer, sentence));
    }

    Mistakes addAll(List<Problem.At> others) {
        places.addAll(others);
        return this;
    }

    /** The work's result; null when it refused, which is noted. */
    <T> @Nullable T unless(String pointer, Supplier<T> work) {
        try {
            return work.get();
        } catch (Problem refusal) {
            note(pointer, String.valueOf(refusal.getMessage()));
        } catch (IllegalArgumentException refusal) {
            note(pointer, refusal.getMessage() + ".");
        }
        return null;
    }

    boolean none() {
        return places.isEmpty();
    }

    List<Problem.At> places() {
        return List.copyOf(places);
    }

    /** @throws Problem with all of them */
    void orThrow(String code, String what) {
        if (!places.isEmpty()) {
            Problem.At first = places.getFirst();
            String more = places.size() == 1 ? "" : " And " + (places.size() - 1) + " more, see errors.";
            throw Problem.invalid(
                            code,
                            what + ": " + first.pointer() + " " + first.detail()
                                    + (first.detail().endsWith(".") ? "" : ".") + more)
                    .at(places);
        }
    }
}
