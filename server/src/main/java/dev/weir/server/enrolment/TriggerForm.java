package dev.weir.server.enrolment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trigger as somebody writes it. What is wrong with it is told when it is saved.
 *
 * @param on {@code created}, {@code changed} or both; null for {@code created}
 * @param mode {@code off}, {@code note} or {@code run}; null for what it is, and for {@code off} of a new one
 */
public record TriggerForm(
        @Nullable String slug,
        @Nullable String title,
        @Nullable List<String> on,
        @Nullable String condition,
        @Nullable String blueprint,
        @Nullable String mode,
        @Nullable Integer maxPerDay) {

    /** What is on when a source made a subscriber. */
    public static final String CREATED = "created";

    /** What is on when a source changed one. */
    public static final String CHANGED = "changed";

    public TriggerForm {
        title = title == null || title.isBlank() ? null : title.strip();
        on = on == null ? null : Collections.unmodifiableList(new ArrayList<>(on));
    }

    /** On what it is; empty where that is not understood. */
    Set<String> moments() {
        if (on == null) {
            return Set.of(CREATED);
        }
        Set<String> moments = new HashSet<>();
        for (String moment : on) {
            // Whoever sends null sends no word.
            if (!CREATED.equals(moment) && !CHANGED.equals(moment)) {
                return Set.of();
            }
            moments.add(moment);
        }
        return moments;
    }
}
