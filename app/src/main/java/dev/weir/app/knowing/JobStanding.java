package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Wrapped;
import dev.weir.server.jobs.JobProgress;
import java.util.List;

/**
 * How a job stands, and whether anybody is at work on it.
 *
 * @param unattended something is left to do, and no process is at it
 * @param underWay paid calls whose answer has not come
 */
public record JobStanding(JobProgress progress, boolean unattended, int underWay) {

    /** It was neither paused nor cancelled, and yet nobody goes on with it. */
    public boolean interrupted() {
        return unattended && !progress.paused() && !progress.status().isFinal();
    }

    /** In a word or two. */
    public String words() {
        return interrupted()
                ? "interrupted"
                : Amounts.words(progress.status().text()) + (progress.paused() ? " (paused)" : "");
    }

    /** What a person should know beyond that word. */
    List<String> notes(int width) {
        if (!interrupted()) {
            return List.of();
        }
        return Wrapped.lines(
                "  ",
                "no process is at work on it; the same weir enrich goes on with it"
                        + (underWay == 0
                                ? ""
                                : ", " + Amounts.count(underWay, "call was", "calls were")
                                        + " under way when it was interrupted"),
                width);
    }
}
