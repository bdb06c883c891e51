package dev.weir.acceptance.chaos.inside;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What stands behind the equals sign of {@code -javaagent}: the folder, and after commas what is wrong from the start. */
record Options(Path folder, Plan plan) {

    private static final String CLOCK = "clock=";
    private static final String BUG = "bug=";

    Options {
        if (folder.toString().contains(",")) {
            throw new IllegalArgumentException("a comma in the control folder's name would end it: " + folder);
        }
    }

    String text() {
        StringBuilder text = new StringBuilder(folder.toString());
        if (!plan.clock().isZero()) {
            text.append(',').append(CLOCK).append(plan.clock());
        }
        plan.bugs().forEach(bug -> text.append(',').append(BUG).append(bug));
        return text.toString();
    }

    static Options of(String text) {
        List<String> parts = List.of(text.split(",", -1));
        Duration clock = Duration.ZERO;
        List<String> bugs = new ArrayList<>();
        for (String part : parts.subList(1, parts.size())) {
            if (part.startsWith(CLOCK)) {
                clock = Duration.parse(part.substring(CLOCK.length()));
            } else if (part.startsWith(BUG)) {
                bugs.add(part.substring(BUG.length()));
            } else {
                throw new IllegalArgumentException("not an option of the agent: " + part);
            }
        }
        return new Options(Path.of(parts.getFirst()), new Plan(clock, bugs));
    }
}
