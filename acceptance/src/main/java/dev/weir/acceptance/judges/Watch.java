package dev.weir.acceptance.judges;

import dev.weir.acceptance.ProcFiles;
import dev.weir.acceptance.Showing;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Looks at a server's process twice a second, from when it is made until it is closed. */
final class Watch implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(500);

    private final long pid;
    private final AtomicLong peakKib = new AtomicLong();
    private final AtomicLong threads = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private Watch(long pid) {
        this.pid = pid;
    }

    /** Begins to look. */
    static Watch of(long pid) {
        Watch watch = new Watch(pid);
        var _ = watch.timer.scheduleAtFixedRate(watch::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        long kib = ProcFiles.rssKib(pid);
        if (kib > 0) {
            looks.incrementAndGet();
            peakKib.accumulateAndGet(kib, Math::max);
            threads.accumulateAndGet(ProcFiles.threads(pid), Math::max);
        }
    }

    /** The most resident memory that was seen, in MiB. */
    long peakMib() {
        return peakKib.get() / 1024;
    }

    /** The most threads of the system's that were seen. */
    long threads() {
        return threads.get();
    }

    /** Prints what was seen, and holds the memory against a bound. */
    void judge(long mostMib, Showing showing) {
        showing.say(String.format(
                Locale.ROOT,
                "  the server had at most %,d MiB of memory and %,d threads in %,d looks",
                peakMib(),
                threads(),
                looks.get()));
        showing.mustHold(looks.get() > 0, "the server's memory was looked at");
        showing.mustHold(
                peakMib() <= mostMib,
                "the server's memory stays within " + mostMib + " MiB; it was " + peakMib() + " MiB");
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
