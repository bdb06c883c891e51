package dev.weir.acceptance;

import java.util.Locale;
import java.util.function.Consumer;

/** Tells what happens in a run while it does, and when. @param began by this machine's monotonic clock */
public record Narration(Consumer<String> out, long began) {

    /** One that begins now. */
    public static Narration to(Consumer<String> out) {
        return new Narration(out, System.nanoTime());
    }

    /** Tells it at once. */
    public void tell(String what) {
        out.accept(String.format(Locale.ROOT, "  %7.1f s  %s", (System.nanoTime() - began) / 1e9, what));
    }
}
