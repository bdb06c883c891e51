package dev.weir.server.storage;

import java.time.Duration;

/** Ends what takes too long, by hanging up on whom it waits for; nothing once it is closed. */
final class Deadline implements AutoCloseable {

    private final Thread watch;

    private Deadline(Thread watch) {
        this.watch = watch;
    }

    /** @param hangUp makes whatever waits fail */
    static Deadline in(Duration time, Runnable hangUp) {
        return new Deadline(Thread.ofVirtual().name("storage-deadline").start(() -> {
            try {
                Thread.sleep(time);
            } catch (InterruptedException inTime) {
                return;
            }
            hangUp.run();
        }));
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
