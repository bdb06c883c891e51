package dev.weir.bench;

import dev.weir.provider.Pace;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Sets the pace of a vendor so that engine and PostgreSQL together use a share of the machine. */
final class Pacer {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LOOKS = 3;
    private static final double CLOSE_ENOUGH = 0.05;
    /** How far the pace may go from the first guess, either way. */
    private static final double FARTHEST = 1.5;

    private static final int CONCURRENCY = 10_000;

    private final Meter meter;
    private final double share;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final double first;
    private final Duration inLine;
    private volatile Pace pace;

    /**
     * @param microsPerRow of processor time, as measured just now
     * @param inLine how long rows that have their turns already go on as these were given out: a pace is seen after that
     */
    Pacer(Meter meter, int percent, double microsPerRow, Duration inLine) {
        this.meter = meter;
        this.inLine = inLine;
        this.share = percent / 100.0;
        this.first = share * cores * TimeUnit.SECONDS.toMicros(1) / microsPerRow;
        this.pace = pace(first);
    }

    /** The pace now. */
    Pace pace() {
        return pace;
    }

    /** No pace from now on. */
    void letGo() {
        pace = Pace.unlimited(CONCURRENCY);
    }

    /** Looks a few times at what is used while the job runs, and corrects the pace. Returns what it came to. */
    String settle() throws InterruptedException {
        double used = 0;
        for (int look = 0; look < LOOKS; look++) {
            Thread.sleep(inLine);
            used = used();
            if (Math.abs(used / share - 1) <= CLOSE_ENOUGH) {
                break;
            }
            double wanted = pace.perSecond() * share / used;
            // When others fill the machine, a faster pace does not use more of it and only makes a queue.
            pace = pace(Math.clamp(wanted, first / FARTHEST, first * FARTHEST));
        }
        return String.format(Locale.ROOT, "%d rows/s, %.0f %% of the machine", pace.perSecond(), 100 * used);
    }

    private double used() throws InterruptedException {
        long from = System.nanoTime();
        double before = micros();
        Thread.sleep(LOOK);
        double micros = micros() - before;
        return micros / (cores * (System.nanoTime() - from) / 1e3);
    }

    /** Where PostgreSQL's processes are not to be seen, ours alone: the pace is then a little too fast. */
    private double micros() {
        double pg = meter.pgMicros();
        return Meter.jvmMicros() + (Double.isNaN(pg) ? 0 : pg);
    }

    private static Pace pace(double perSecond) {
        return new Pace((int) Math.clamp(perSecond, 1, 1_000_000), 0, CONCURRENCY);
    }
}
