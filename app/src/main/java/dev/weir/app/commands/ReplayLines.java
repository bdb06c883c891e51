package dev.weir.app.commands;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.Beat;
import dev.weir.server.insight.Progress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** How far a replay has come, in plain lines: none for a short one, and the more rarely the longer it takes. */
final class ReplayLines implements Progress {

    private final Consumer<String> say;
    private final Beat beat;

    ReplayLines(Consumer<String> say) {
        this(say, System::nanoTime);
    }

    ReplayLines(Consumer<String> say, LongSupplier nanos) {
        this.say = say;
        this.beat = new Beat(Duration.ofSeconds(2), nanos);
        // From here on it takes time, however late it first says how far it is.
        beat.due();
    }

    @Override
    public void replayed(int rows, int of) {
        if (rows < of && beat.due()) {
            beat.taken();
            say.accept("  " + Amounts.count(rows) + " of " + Amounts.count(of) + " rows replayed; nobody is asked");
        }
    }
}
