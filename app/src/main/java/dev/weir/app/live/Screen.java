package dev.weir.app.live;

import dev.weir.app.enrich.Display;
import dev.weir.app.enrich.Snapshot;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Redraws a frame in place below what has been said. It neither hides the cursor nor changes the terminal's mode, and the
 * cursor always rests below the frame: whatever ends the program, also {@code kill -9}, leaves a terminal in order.
 *
 * <p>May be spoken to by any thread.
 */
public final class Screen implements Display {

    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final Consumer<String> terminal;
    private final Supplier<TerminalSize> size;
    private final boolean colour;
    private List<Line> drawn = List.of();
    private @Nullable Snapshot last;

    /**
     * @param terminal takes what is written to the terminal, escape sequences and all
     * @param size asked before each frame
     */
    public Screen(Consumer<String> terminal, Supplier<TerminalSize> size, boolean colour) {
        this.terminal = terminal;
        this.size = size;
        this.colour = colour;
    }

    @Override
    public boolean wantsDetail() {
        return true;
    }

    @Override
    public synchronized void show(Snapshot snapshot) {
        last = snapshot;
        draw("");
    }

    /** Says a line that stays, above the frame. */
    public synchronized void say(String line) {
        draw(line + CLEAR_LINE + "\n");
    }

    /** Takes the frame away. */
    @Override
    public synchronized void end() {
        last = null;
        draw("");
    }

    private void draw(String above) {
        TerminalSize now = size.get();
        StringBuilder text = new StringBuilder();
        int up = drawn.stream()
                .mapToInt(line -> Math.max(1, Math.ceilDiv(line.width(), now.columns())))
                .sum();
        if (up > 0) {
            text.append("\r\u001b[").append(up).append('A');
        }
        // A line that is said may be longer than the terminal is wide, over whatever the frame left there.
        text.append(above.isEmpty() ? "" : CLEAR_BELOW).append(above);
        drawn = last == null ? List.of() : Frame.lines(last, now);
        drawn.forEach(line -> text.append(line.ansi(colour)).append(CLEAR_LINE).append('\n'));
        terminal.accept(text.append(up > 0 ? CLEAR_BELOW : "").toString());
    }
}
