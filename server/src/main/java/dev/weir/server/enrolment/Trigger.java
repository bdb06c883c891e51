package dev.weir.server.enrolment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When subscribers are created or changed, and a condition holds, a blueprint is wanted for them.
 *
 * @param slug its name within its workspace
 * @param condition CEL, over {@link dev.weir.server.expressions.Expressions.About#ARRIVALS}
 * @param maxPerDay the most subscribers that are submitted for it in a day of UTC; null for no such cap
 * @param readyMade whether it is there without anybody having made it; then it stays
 * @param fired of how many arrivals it wanted its blueprint
 * @param error the latest error of its condition: which subscriber, and why; cleared by a change
 */
public record Trigger(
        long id,
        String slug,
        @Nullable String title,
        boolean onCreated,
        boolean onChanged,
        String condition,
        String blueprint,
        Mode mode,
        @Nullable Integer maxPerDay,
        boolean readyMade,
        long fired,
        @Nullable String error,
        @Nullable Instant errorAt,
        String updatedBy,
        Instant createdAt,
        Instant updatedAt) {

    /** What it does of which it holds. */
    public enum Mode {
        /** Nothing. */
        OFF,
        /** The blueprint is wanted, and somebody, or its source's timetable, says when. */
        NOTE,
        /** It is submitted by itself. */
        RUN;

        /** As it is stored, and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Mode> of(String word) {
            return Arrays.stream(values())
                    .filter(mode -> mode.word().equals(word))
                    .findFirst();
        }
    }

    /** On what it is, in the words of {@link TriggerForm}. */
    public List<String> on() {
        List<String> on = new ArrayList<>();
        if (onCreated) {
            on.add(TriggerForm.CREATED);
        }
        if (onChanged) {
            on.add(TriggerForm.CHANGED);
        }
        return on;
    }

    /** What it is when it is switched off again: the ready-made one goes on noting, others do nothing. */
    Mode whenDisabled() {
        return readyMade ? Mode.NOTE : Mode.OFF;
    }
}
