package dev.weir.app.commands;

import dev.weir.app.enrich.Interrupts;
import dev.weir.app.text.Wrapped;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Everything a command touches of the process it runs in. */
public record Terminal(
        Map<String, String> environment, PrintStream out, PrintStream err, Interrupts interrupts, Tty tty) {

    private static final int USUAL_WIDTH = 100;
    private static final int NARROWEST = 40;
    private static final int WIDEST = 200;

    public Terminal {
        environment = Map.copyOf(environment);
    }

    /** Without a terminal that people look at. */
    Terminal(Map<String, String> environment, PrintStream out, PrintStream err, Interrupts interrupts) {
        this(environment, out, err, interrupts, Tty.NONE);
    }

    /** The process's own. */
    public static Terminal ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Terminal(
                environment, System.out, System.err, new Signals(System.err), new StandardErrorTty(environment));
    }

    void say(String line) {
        wrapped(line).forEach(err::println);
    }

    /** Broken at spaces where people look at it; a file or another program gets a sentence as one line. */
    List<String> wrapped(String line) {
        return tty.present() ? Wrapped.lines("", line, width()) : List.of(line);
    }

    /** What a command prints: a document for programs, or lines for people. */
    void show(boolean json, Supplier<String> document, Supplier<List<String>> lines) {
        if (json) {
            out.println(document.get());
        } else {
            lines.get().forEach(out::println);
        }
    }

    /** As the user says, else as wide as the terminal is. */
    int width() {
        try {
            return Math.clamp(Integer.parseInt(environment.getOrDefault("COLUMNS", "")), NARROWEST, WIDEST);
        } catch (NumberFormatException notSaid) {
            return tty.present() ? Math.clamp(tty.size().columns(), NARROWEST, WIDEST) : USUAL_WIDTH;
        }
    }

    /** See https://no-color.org. */
    boolean colour() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }
}
