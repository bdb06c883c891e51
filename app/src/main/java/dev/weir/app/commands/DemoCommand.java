package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.demo.Demo;
import dev.weir.app.home.WeirHome;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir demo`. */
@Command(
        name = "demo",
        description =
                "Shows Weir at work in under a minute: 503 companies and 503 made-up people, three made-up vendors, one"
                        + " of which fails for a while. Nothing leaves this machine.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {"  weir demo", "  weir demo --crash"})
final class DemoCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--crash", description = "Kill the program in the middle of its work, and let it go on.")
    private boolean crash;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show what goes on inside.")
    void verbose(boolean verbose) {
        if (verbose) {
            Logs.verbose();
        }
    }

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        boolean agree = new Demo(
                        WeirHome.of(terminal.environment()),
                        terminal.out()::println,
                        terminal.interrupts(),
                        terminal.width())
                .show(crash);
        return agree ? ExitCodes.OK : ExitCodes.FOUND_WRONG;
    }
}
