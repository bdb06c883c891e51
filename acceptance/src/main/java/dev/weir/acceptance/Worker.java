package dev.weir.acceptance;

import dev.weir.providers.Providers;
import java.io.IOException;

/** A process that does as it is told and may die of it; it ends when whoever started it does. */
public final class Worker {

    private static final int FAILED = 1;

    private Worker() {}

    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().start(Worker::endWithParent);
        try {
            Engine.carryOut(
                    Order.of(arguments),
                    System.getenv(Order.PASSWORD),
                    Tagged.all(Providers.shipped().all()));
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(FAILED);
        }
    }

    /** The parent holds the other end of our input for as long as it lives. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException _) {
            // The pipe is gone, and so is who held it.
        }
        Runtime.getRuntime().halt(FAILED);
    }
}
