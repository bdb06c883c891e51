package dev.weir.acceptance.late;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What has to stand on the timeline of a row that goes through functions, one after another. */
final class Transitions {

    /** What happens once, as {@code kind detail}, and what has to have happened before. */
    private record Transition(String what, List<String> behind) {}

    private static final String OPENED = "ticket_opened";
    private static final String LEAVING = "submission_leaving";
    private static final String TAKEN = "submission_out taken";
    private static final String OUT = "ticket_out";
    private static final String PROGRESS = "worker_progress at it";
    private static final String RESULT = "worker_result answered";
    private static final String FILED = "answer_filed";
    private static final String ANSWERED = "ticket_ended answered";
    private static final String ENDED = "submission_ended ended";
    private static final String ASKED = "asked accepted";
    private static final String COMPLETED = "cell completed";

    // A worker that is done at once may be heard before the answer to its submission is: that one is bound to its
    // leaving.
    private static final List<Transition> OF_A_STEP = List.of(
            new Transition(OPENED, List.of()),
            new Transition(LEAVING, List.of(OPENED)),
            new Transition(OUT, List.of(LEAVING)),
            new Transition(TAKEN, List.of(LEAVING)),
            new Transition(PROGRESS, List.of(LEAVING)),
            new Transition(RESULT, List.of(PROGRESS)),
            new Transition(FILED, List.of(RESULT)),
            new Transition(ANSWERED, List.of(RESULT)),
            new Transition(ENDED, List.of(TAKEN, ANSWERED)),
            new Transition(ASKED, List.of(FILED)),
            new Transition(COMPLETED, List.of(ASKED)));

    private Transitions() {}

    /**
     * Says what does not fit, in sentences.
     *
     * @param row its number, for the sentences
     * @param entries as the API tells them
     * @param steps in their order
     * @param delay what each worker takes at least
     */
    static List<String> wrong(int row, List<JsonNode> entries, List<String> steps, Duration delay) {
        List<String> wrong = new ArrayList<>();
        Instant before = Instant.MIN;
        for (JsonNode entry : entries) {
            Instant at = Instant.parse(entry.path("at").asString());
            if (at.isBefore(before)) {
                wrong.add("row " + row + ": " + what(entry) + " stands behind what came after it");
            }
            before = at;
        }
        Instant sofar = Instant.MIN;
        for (String step : steps) {
            List<JsonNode> own = entries.stream()
                    .filter(entry -> entry.path("step").asString("").equals(step))
                    .toList();
            String which = "row " + row + ", step " + step + ": ";
            ofAStep(which, own, wrong);
            Optional<Instant> begun = when(own, OPENED);
            if (begun.isPresent() && begun.get().isBefore(sofar)) {
                wrong.add(which + "it begins before the step in front of it has ended");
            }
            Optional<Instant> left = when(own, LEAVING);
            Optional<Instant> told = when(own, RESULT);
            if (left.isPresent()
                    && told.isPresent()
                    && Duration.between(left.get(), told.get()).compareTo(delay) < 0) {
                wrong.add(which + "the worker took less than " + delay.toMillis() + " ms");
            }
            sofar = when(own, COMPLETED).orElse(sofar);
        }
        return wrong;
    }

    private static void ofAStep(String which, List<JsonNode> own, List<String> wrong) {
        for (Transition transition : OF_A_STEP) {
            long times = own.stream()
                    .filter(entry -> what(entry).equals(transition.what()))
                    .count();
            if (times != 1) {
                wrong.add(which + transition.what() + " stands there " + times + " times instead of once");
                continue;
            }
            for (String cause : transition.behind()) {
                if (place(own, cause) > place(own, transition.what())) {
                    wrong.add(which + transition.what() + " stands before " + cause);
                }
            }
        }
        own.stream()
                .map(Transitions::what)
                .filter(what -> OF_A_STEP.stream().noneMatch(one -> one.what().equals(what)))
                .forEach(what -> wrong.add(which + what + " stands there, which nothing made"));
    }

    private static int place(List<JsonNode> own, String what) {
        return own.stream().map(Transitions::what).toList().indexOf(what);
    }

    private static Optional<Instant> when(List<JsonNode> own, String what) {
        return own.stream()
                .filter(entry -> what(entry).equals(what))
                .findFirst()
                .map(entry -> Instant.parse(entry.path("at").asString()));
    }

    /** Its kind, and the detail if there is one. */
    static String what(JsonNode entry) {
        return (entry.path("kind").asString() + " " + entry.path("detail").asString("")).strip();
    }

    /** One line for each transition of a step: how long behind the one before it, at the median of all rows, and at most. */
    static List<String> table(List<List<JsonNode>> timelines, List<String> steps) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "  %-8s %-26s %6s %14s %14s", "step", "transition", "rows", "median ms", "most ms"));
        for (String step : steps) {
            for (Transition transition : OF_A_STEP) {
                List<Long> since = new ArrayList<>();
                for (List<JsonNode> timeline : timelines) {
                    Instant before = null;
                    for (JsonNode entry : timeline) {
                        Instant at = Instant.parse(entry.path("at").asString());
                        if (entry.path("step").asString("").equals(step)
                                && what(entry).equals(transition.what())) {
                            since.add(
                                    before == null
                                            ? 0
                                            : Duration.between(before, at).toMillis());
                        }
                        before = at;
                    }
                }
                since.sort(Long::compare);
                lines.add(String.format(
                        Locale.ROOT,
                        "  %-8s %-26s %,6d %,14d %,14d",
                        step,
                        transition.what().replace('_', ' '),
                        since.size(),
                        since.isEmpty() ? 0 : since.get(since.size() / 2),
                        since.isEmpty() ? 0 : since.getLast()));
            }
        }
        return lines;
    }
}
