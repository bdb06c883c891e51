package dev.weir.acceptance.large;

import dev.weir.acceptance.ProgramOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The large upload as a command; see docs/performance/large-lists.md. Exits with 0 when everything was shown. */
@Command(
        name = "large-upload",
        mixinStandardHelpOptions = true,
        description = "Uploads a large list to a server that is killed twice meanwhile, exports it, and compares.")
public final class LargeUpload implements Callable<Integer> {

    @Option(names = "--rows", defaultValue = "1000000", description = "Of the list (default: 1000000).")
    private int rows;

    @Option(names = "--seed", defaultValue = "7", description = "Of the list (default: 7).")
    private long seed;

    @Option(
            names = "--kill-after",
            defaultValue = "20",
            description = "Seconds after the whole list was sent until the server is killed (default: 20).")
    private int killAfter;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private LargeUpload() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LargeUpload()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-upload-", (home, showing) -> {
            UploadRun run = UploadRun.of(program.weir(), home, rows, seed, Duration.ofSeconds(killAfter));
            showing.say(String.format(
                    Locale.ROOT,
                    "%,d rows, %,d MB: uploaded in %.1f s, exported in %.1f s, server %,d MiB at most",
                    run.rows(),
                    run.bytes() / 1_000_000,
                    run.upload().toMillis() / 1e3,
                    run.export().toMillis() / 1e3,
                    run.peakKib() / 1024));
            run.wrong().forEach(showing::wrong);
        });
    }
}
