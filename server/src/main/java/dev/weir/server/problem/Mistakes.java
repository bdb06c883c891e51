package dev.weir.server.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is wrong with something that was written, gathered, so that all of it can be mended at once. */
public final class Mistakes {

    private final List<Problem.At> places = new ArrayList<>();
    private final int most;

    public Mistakes() {
        this(Integer.MAX_VALUE);
    }

    /** @param most so many are told; the others are left out */
    public Mistakes(int most) {
        this.most = most;
    }

    /** @param pointer a JSON Pointer into what was written @param detail a sentence, or what follows the place in one */
    public void note(String pointer, String detail) {
        if (!full()) {
            places.add(new Problem.At(pointer, detail));
        }
    }

    public Mistakes addAll(List<Problem.At> others) {
        others.forEach(other -> note(other.pointer(), other.detail()));
        return this;
    }

    /** The work's result; null when it refused, which is noted. */
    public <T> @Nullable T unless(String pointer, Supplier<T> work) {
        try {
            return work.get();
        } catch (Problem refusal) {
            note(pointer, String.valueOf(refusal.getMessage()));
        } catch (IllegalArgumentException refusal) {
            note(pointer, refusal.getMessage() + ".");
        }
        return null;
    }

    public boolean none() {
        return places.isEmpty();
    }

    /** Whether as many are noted as are told, so that nobody need look for more. */
    public boolean full() {
        return places.size() >= most;
    }

    public List<Problem.At> places() {
        return List.copyOf(places);
    }

    /**
     * @param what cannot be done for them, as far as the colon after which the first follows
     * @throws Problem INVALID with all of them, if there are any
     */
    public void orThrow(String code, String what) {
        if (!places.isEmpty()) {
            Problem.At first = places.getFirst();
            throw Problem.invalid(
                            code,
                            what + ": " + first.pointer() + " " + first.detail()
                                    + (first.detail().endsWith(".") ? "" : ".") + more(places))
                    .at(places);
        }
    }

    /** What a sentence that names the first of them says of the others; empty where there are none. */
    public static String more(List<Problem.At> places) {
        return places.size() == 1 ? "" : " And " + (places.size() - 1) + " more, see errors.";
    }
}
