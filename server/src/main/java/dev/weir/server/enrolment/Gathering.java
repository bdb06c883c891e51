package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings.Waiting;
import dev.weir.server.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * A blueprint of which a job is to be made.
 *
 * @param sourceId of what is pending from there alone; null for all
 * @param most subscribers
 * @param somebody who has it run; null where it is submitted by itself
 */
record Gathering(
        Workspace workspace,
        String blueprint,
        @Nullable Long sourceId,
        int most,
        Gatherer.@Nullable Somebody somebody) {

    long workspaceId() {
        return workspace.id();
    }

    boolean byItself() {
        return somebody == null;
    }

    /** What {@link Waiting} calls it. */
    String what() {
        return what(blueprint);
    }

    static String what(String blueprint) {
        return "blueprint " + blueprint;
    }
}
