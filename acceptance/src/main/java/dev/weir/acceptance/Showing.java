package dev.weir.acceptance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a run has shown: figures as they come in, and whatever does not fit. */
public final class Showing {

    private static final int MOST_PRINTED = 20;

    private final Consumer<String> out;
    private final Map<String, Long> figures = new LinkedHashMap<>();
    private final List<Discrepancy> discrepancies = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    /** @param out hears of every line at once */
    public Showing(Consumer<String> out) {
        this.out = out;
    }

    /** Prints a line. */
    public void say(String line) {
        out.accept(line);
    }

    /** A number that the run has come to; it is printed at once. */
    public void figure(String name, long value) {
        figures.put(name, value);
        out.accept(String.format("  %-58s %,d", name, value));
    }

    long figure(String name) {
        return figures.getOrDefault(name, 0L);
    }

    /** What does not fit, of which the first are printed. */
    public void discrepancies(String when, List<Discrepancy> more) {
        discrepancies.addAll(more);
        figure("discrepancies " + when, more.size());
        more.stream().limit(MOST_PRINTED).forEach(one -> out.accept("  ! " + one));
    }

    List<Discrepancy> discrepancies() {
        return List.copyOf(discrepancies);
    }

    /** A run that did not do what it was for shows nothing, however well its books agree. */
    public void mustHold(boolean so, String sentence) {
        if (!so) {
            wrong("not so: " + sentence);
        }
    }

    /** Something does not fit. */
    public void wrong(String sentence) {
        wrong.add(sentence);
        out.accept("  ! " + sentence.replace("\n", "\n    "));
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** Whether all fits. */
    public boolean shown() {
        return discrepancies.isEmpty() && wrong.isEmpty();
    }

    /** The last line. @return the exit code that says the same */
    public int verdict(Path left) {
        if (shown()) {
            say("Shown.");
            return 0;
        }
        List<String> why = new ArrayList<>(wrong);
        discrepancies.forEach(one -> why.add(one.toString()));
        String more = why.size() == 1 ? "" : " (and " + (why.size() - 1) + " more)";
        String first = why.getFirst().lines().findFirst().orElse("");
        say("NOT shown: " + first + more + "; everything is left in " + left);
        return 1;
    }
}
