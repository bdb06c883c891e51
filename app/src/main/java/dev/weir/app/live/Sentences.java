package dev.weir.app.live;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.Beat;
import dev.weir.app.enrich.Display;
import dev.weir.app.enrich.Snapshot;
import dev.weir.app.enrich.Snapshot.ProviderStand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Whole sentences, for those who have the terminal read to them: nothing is redrawn, no sign stands for a word, and the
 * longer the job takes the more rarely it interrupts.
 */
public final class Sentences implements Display {

    private final Consumer<String> say;
    private final Beat beat;
    private List<String> last = List.of();

    public Sentences(Consumer<String> say) {
        this(say, System::nanoTime);
    }

    Sentences(Consumer<String> say, LongSupplier nanos) {
        this.say = say;
        this.beat = new Beat(Duration.ofSeconds(10), nanos);
    }

    @Override
    public boolean wantsDetail() {
        return beat.due();
    }

    @Override
    public void show(Snapshot snapshot) {
        if (!beat.due()) {
            return;
        }
        beat.taken();
        List<String> lines = lines(snapshot);
        if (!lines.equals(last)) {
            last = lines;
            lines.forEach(say);
        }
    }

    static List<String> lines(Snapshot snapshot) {
        List<String> lines = new ArrayList<>();
        Snapshot.Rows rows = snapshot.rows();
        lines.add("Rows: " + Amounts.count(rows.done()) + " of " + Amounts.count(rows.total()) + " done, "
                + rows.percent() + " percent"
                + (rows.inDoubt() > 0 ? ", " + Amounts.count(rows.inDoubt()) + " in doubt" : "") + "."
                + (snapshot.left() == null ? "" : " About " + Words.aloud(snapshot.left()) + " left."));
        snapshot.fields()
                .forEach(field -> lines.add("Field " + field.field() + ": "
                        + (field.lookedAt() == 0
                                ? "not looked for so far."
                                : "found for " + Amounts.count(field.found()) + " of "
                                        + Amounts.count(field.lookedAt()) + " rows that lacked it, " + field.percent()
                                        + " percent.")));
        snapshot.providers().stream().filter(ProviderStand::touched).forEach(one -> lines.add(provider(one)));
        Snapshot.Money money = snapshot.money();
        lines.add("Credits: " + Amounts.credits(money.spent()) + " spent, " + Amounts.credits(money.held()) + " held"
                + (money.inDoubt() > 0 ? ", " + Amounts.credits(money.inDoubt()) + " in doubt" : "") + ", at most "
                + Amounts.credits(money.most()) + " in all. Paid calls in flight: "
                + Amounts.count(snapshot.inFlight()) + ".");
        return lines;
    }

    private static String provider(ProviderStand one) {
        return "Provider " + one.provider() + ": asked " + Amounts.count(one.asked()) + ", found "
                + Amounts.count(one.found())
                + (one.reused() > 0 ? ", reused answers " + Amounts.count(one.reused()) : "")
                + (one.errors() > 0 ? ", errors " + Amounts.count(one.errors()) : "") + ", calls per second "
                + Words.speed(one.perSecond()) + ", " + one.health().words()
                + (one.until() == null ? "" : " for " + Words.aloud(one.until())) + ".";
    }
}
