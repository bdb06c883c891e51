package dev.weir.acceptance.judges;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The outside judges as commands; see docs/operating/judges.md. Each exits with 0 when everything was shown. */
@Command(
        name = "judges",
        mixinStandardHelpOptions = true,
        description = "Has tools and corpora that nobody here wrote judge a server of the run's own.",
        subcommands = {OpenApi.class, Corpora.class, Deliveries.class, Slow.class})
public final class Judges {

    private Judges() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Judges()).execute(arguments));
    }
}
