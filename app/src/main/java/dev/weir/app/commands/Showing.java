package dev.weir.app.commands;

import dev.weir.app.enrich.Display;
import dev.weir.app.enrich.ProgressLines;
import dev.weir.app.enrich.Snapshot;
import dev.weir.app.live.Screen;
import dev.weir.app.live.Sentences;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What a user sees of a job while it runs, and where lines for the user go meanwhile.
 *
 * @param say takes lines for the user
 * @param undo what closing does
 */
record Showing(Consumer<String> say, Display display, Runnable undo) implements AutoCloseable {

    /** Only what is wrong is said: warnings, and that nothing is real, begin so. */
    static Showing quiet(Terminal terminal) {
        Display nothing = new Display() {
            @Override
            public boolean wantsDetail() {
                return false;
            }

            @Override
            public void show(Snapshot snapshot) {}
        };
        return new Showing(
                line -> {
                    if (line.startsWith("!") || line.startsWith("SANDBOX")) {
                        terminal.say(line);
                    }
                },
                nothing,
                () -> {});
    }

    static Showing plain(Terminal terminal) {
        Consumer<String> say = line -> terminal.err().println(spoken(line));
        return new Showing(say, new Sentences(say), () -> {});
    }

    /** Arrows, dots and columns mean nothing to the ear. */
    private static String spoken(String line) {
        return line.replace("→", "to").replace(" ·", ",").strip().replaceAll(" {2,}", " ");
    }

    /** In place on a terminal, else plain lines. */
    static Showing usual(Terminal terminal) {
        if (!terminal.tty().present()) {
            return new Showing(terminal::say, new ProgressLines(terminal::say), () -> {});
        }
        Screen screen = new Screen(
                text -> {
                    terminal.err().print(text);
                    terminal.err().flush();
                },
                terminal.tty()::size,
                terminal.colour());
        // The log writes to standard error as well, and must not write across the frame.
        PrintStream before = System.err;
        System.setErr(new PrintStream(new Lines(screen::say), true, StandardCharsets.UTF_8));
        return new Showing(line -> terminal.wrapped(line).forEach(screen::say), screen, () -> {
            System.setErr(before);
            screen.end();
        });
    }

    @Override
    public void close() {
        undo.run();
    }

    /** Hands on what is written to it line by line. */
    private static final class Lines extends OutputStream {

        private final Consumer<String> say;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

        Lines(Consumer<String> say) {
            this.say = say;
        }

        @Override
        public synchronized void write(int one) {
            if (one == '\n') {
                say.accept(begun.toString(StandardCharsets.UTF_8));
                begun.reset();
            } else {
                begun.write(one);
            }
        }
    }
}
