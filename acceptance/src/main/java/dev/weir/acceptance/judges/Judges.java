package dev.weir.acceptance.judges;

import dev.weir.acceptance.Program;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The outside judges as commands; see docs/operating/judges.md. Each exits with 0 when everything was shown. */
@Command(
        name = "judges",
        mixinStandardHelpOptions = true,
        description = "Has tools and corpora that nobody here wrote judge a server of the run's own.",
        subcommands = {OpenApi.class, Corpora.class, Deliveries.class, Slow.class})
public final class Judges {

    private static final String MANY = "1000000";

    private Judges() {}

    /** The program in a home of its own, which a judge asks as often as he likes. */
    static Program judged(Path folder, List<String> weir) throws IOException {
        return Program.in(folder.toAbsolutePath(), weir)
                .with("WEIR_REQUESTS_PER_MINUTE", MANY)
                .with("WEIR_BAD_KEYS_PER_MINUTE", MANY);
    }

    /** What has to hold when a run's server has ended, whatever was done to it. */
    static void afterwards(Program program, Showing showing) throws IOException, InterruptedException {
        Leaks.inLogs(program.home(), program.log()).forEach(line -> showing.wrong("the log says: " + line));
        String verified = program.verified();
        showing.mustHold(verified.isEmpty(), "weir verify finds nothing; it says " + verified);
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Judges()).execute(arguments));
    }
}
