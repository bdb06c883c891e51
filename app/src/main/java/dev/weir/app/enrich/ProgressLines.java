package dev.weir.app.enrich;

import dev.weir.server.jobs.JobProgress;
import java.time.Duration;
import java.util.function.Consumer;

/** Plain lines of progress: one when something has changed, at most about one a second. */
final class ProgressLines {

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Consumer<String> say;
    private String last = "";
    private long lastAt = System.nanoTime();

    ProgressLines(Consumer<String> say) {
        this.say = say;
    }

    void show(JobProgress progress, int inFlight) {
        if (System.nanoTime() - lastAt < BETWEEN.toNanos()) {
            return;
        }
        String line = line(progress, inFlight);
        if (!line.equals(last)) {
            last = line;
            lastAt = System.nanoTime();
            say.accept(line);
        }
    }

    static String line(JobProgress progress, int inFlight) {
        int done = progress.rows().completed() + progress.rows().failed();
        int percent = progress.totalRows() == 0 ? 0 : (int) (100L * done / progress.totalRows());
        StringBuilder line = new StringBuilder();
        line.append("  ")
                .append(Amounts.count(done))
                .append(" of ")
                .append(Amounts.count(progress.totalRows()))
                .append(" rows (")
                .append(percent)
                .append(" %) · ")
                .append(Amounts.credits(progress.credits().posted()))
                .append(" credits spent · ")
                .append(inFlight)
                .append(" paid calls in flight");
        if (progress.rows().inDoubt() > 0) {
            line.append(" · ").append(Amounts.count(progress.rows().inDoubt())).append(" rows in doubt");
        }
        return line.toString();
    }
}
