package dev.weir.acceptance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a run has shown: figures as they come in, and whatever does not fit. */
final class Showing {

    private static final int MOST_PRINTED = 20;

    private final Consumer<String> out;
    private final Map<String, Long> figures = new LinkedHashMap<>();
    private final List<Discrepancy> discrepancies = new ArrayList<>();
    private final List<String> unmet = new ArrayList<>();

    /** @param out hears of every line at once */
    Showing(Consumer<String> out) {
        this.out = out;
    }

    void say(String line) {
        out.accept(line);
    }

    void figure(String name, long value) {
        figures.put(name, value);
        out.accept(String.format("  %-58s %,d", name, value));
    }

    long figure(String name) {
        return figures.getOrDefault(name, 0L);
    }

    void discrepancies(String when, List<Discrepancy> more) {
        discrepancies.addAll(more);
        figure("discrepancies " + when, more.size());
        more.stream().limit(MOST_PRINTED).forEach(one -> out.accept("  ! " + one));
    }

    List<Discrepancy> discrepancies() {
        return List.copyOf(discrepancies);
    }

    /** A run that did not do what it was for shows nothing, however well its books agree. */
    void mustHold(boolean so, String sentence) {
        if (!so) {
            unmet.add(sentence);
            out.accept("  ! not so: " + sentence);
        }
    }

    List<String> unmet() {
        return List.copyOf(unmet);
    }

    boolean shown() {
        return discrepancies.isEmpty() && unmet.isEmpty();
    }
}
