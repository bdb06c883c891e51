package dev.weir.app.commands;

import dev.weir.app.live.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The terminal at standard error, which is where progress goes. A shell is asked, since Java knows of standard input and
 * output only: {@code test -t} and {@code stty size} are POSIX, or as good as, and change nothing about the terminal.
 */
final class StandardErrorTty implements Tty {

    private static final String QUESTION = "exec 3<&2 2>/dev/null; test -t 3 || exit 1; stty size <&3 || echo 0 0";
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private final boolean dumb;
    private Optional<TerminalSize> last = Optional.empty();
    private boolean asked;
    private long askedAt;

    StandardErrorTty(Map<String, String> environment) {
        String kind = environment.getOrDefault("TERM", "");
        this.dumb = kind.isEmpty() || kind.equals("dumb");
    }

    @Override
    public boolean present() {
        return !dumb && look().isPresent();
    }

    @Override
    public TerminalSize size() {
        return look().orElse(new TerminalSize(0, 0));
    }

    private synchronized Optional<TerminalSize> look() {
        if (!asked || System.nanoTime() - askedAt > FRESH) {
            // Who was not answered, for example because Ctrl-C ended the shell too, goes by what was true before.
            Optional<TerminalSize> now = ask();
            last = now.isPresent() ? now : last;
            asked = true;
            askedAt = System.nanoTime();
        }
        return last;
    }

    private static Optional<TerminalSize> ask() {
        try {
            Process shell = new ProcessBuilder("sh", "-c", QUESTION)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            String[] rowsAndColumns = answer.split(" ", -1);
            return shell.waitFor() == 0 && rowsAndColumns.length == 2
                    ? Optional.of(
                            new TerminalSize(Integer.parseInt(rowsAndColumns[1]), Integer.parseInt(rowsAndColumns[0])))
                    : Optional.empty();
        } catch (IOException | NumberFormatException noShell) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
