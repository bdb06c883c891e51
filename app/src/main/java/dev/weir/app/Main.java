package dev.weir.app;

import dev.weir.app.commands.Cli;
import dev.weir.app.commands.Terminal;

/** The program's front door. */
public final class Main {

    private Main() {}

    public static void main(String... arguments) {
        System.exit(Cli.run(Terminal.ofProcess(), arguments));
    }
}
