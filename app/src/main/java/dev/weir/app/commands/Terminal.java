package dev.weir.app.commands;

import dev.weir.app.enrich.Interrupts;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Everything a command touches of the process it runs in. */
public record Terminal(Map<String, String> environment, PrintStream out, PrintStream err, Interrupts interrupts) {

    private static final int USUAL_WIDTH = 100;

    public Terminal {
        environment = Map.copyOf(environment);
    }

    /** The process's own. */
    public static Terminal ofProcess() {
        return new Terminal(System.getenv(), System.out, System.err, new Signals(System.err));
    }

    void say(String line) {
        err.println(line);
    }

    /** What a command prints: a document for programs, or lines for people. */
    void show(boolean json, Supplier<String> document, Supplier<List<String>> lines) {
        if (json) {
            out.println(document.get());
        } else {
            lines.get().forEach(out::println);
        }
    }

    int width() {
        try {
            return Math.clamp(Integer.parseInt(environment.getOrDefault("COLUMNS", "")), 40, 200);
        } catch (NumberFormatException notSaid) {
            return USUAL_WIDTH;
        }
    }
}
