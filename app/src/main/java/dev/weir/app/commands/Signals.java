package dev.weir.app.commands;

import dev.weir.app.enrich.Interrupts;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and its like. A shutdown hook would not do: it cannot tell the second from the first, and the exit status would
 * be the signal's.
 */
final class Signals implements Interrupts {

    private static final int ENDED_BY_SIGINT = 130;

    private final PrintStream err;

    Signals(PrintStream err) {
        this.err = err;
    }

    @Override
    public Watch watch(Runnable stop) {
        AtomicBoolean before = new AtomicBoolean();
        SignalHandler handler = _ -> {
            if (before.getAndSet(true)) {
                err.println("Ended at once. Nothing is lost: run the same command to continue.");
                Runtime.getRuntime().halt(ENDED_BY_SIGINT);
            }
            stop.run();
        };
        List<Runnable> undo = new ArrayList<>();
        for (String name : List.of("INT", "TERM", "HUP")) {
            Signal signal = new Signal(name);
            SignalHandler earlier = Signal.handle(signal, handler);
            undo.add(() -> Signal.handle(signal, earlier));
        }
        return () -> undo.forEach(Runnable::run);
    }
}
