package dev.weir.server.enrolment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trigger as somebody writes it. What is wrong with it is told when it is saved.
 *
 * @param on {@code created}, {@code changed} or both; null for {@code created}
 * @param mode {@code off}, {@code note} or {@code run}; null for what it is, and for {@code off} of a new one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
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
        on = on == null ? null : List.copyOf(on);
    }

    /** On what it is. */
    Set<String> moments() {
        return on == null ? Set.of(CREATED) : Set.copyOf(on);
    }
}
