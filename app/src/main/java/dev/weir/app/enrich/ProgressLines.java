package dev.weir.app.enrich;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Plain lines of progress, for logs and pipes: one when something has changed, every second at first and the more rarely
 * the longer it takes, so that a night's run leaves some hundred lines and not thirty thousand.
 */
public final class ProgressLines implements Display {

    private final Consumer<String> say;
    private final Beat beat;
    private String last = "";

    public ProgressLines(Consumer<String> say) {
        this(say, System::nanoTime);
    }

    ProgressLines(Consumer<String> say, LongSupplier nanos) {
        this.say = say;
        this.beat = new Beat(Duration.ofSeconds(1), nanos);
    }

    @Override
    public boolean wantsDetail() {
        return false;
    }

    @Override
    public void show(Snapshot snapshot) {
        if (!beat.due()) {
            return;
        }
        String line = line(snapshot);
        if (!line.equals(last)) {
            last = line;
            beat.taken();
            say.accept(line);
        }
    }

    static String line(Snapshot snapshot) {
        StringBuilder line = new StringBuilder();
        line.append("  ")
                .append(Amounts.count(snapshot.rows().done()))
                .append(" of ")
                .append(Amounts.count(snapshot.rows().total()))
                .append(" rows (")
                .append(snapshot.rows().percent())
                .append(" %) · ")
                .append(Amounts.inCredits(snapshot.money().spent()))
                .append(" spent");
        if (!snapshot.rows().over() || snapshot.inFlight() > 0) {
            line.append(" · ")
                    .append(Amounts.count(snapshot.inFlight(), "paid call"))
                    .append(" in flight");
        }
        if (snapshot.rows().inDoubt() > 0) {
            line.append(" · ")
                    .append(Amounts.count(snapshot.rows().inDoubt(), "row"))
                    .append(" in doubt");
        }
        return line.toString();
    }
}
