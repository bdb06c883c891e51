package dev.weir.acceptance.large;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

    @Option(
            names = "--weir",
            defaultValue = "weir",
            split = " ",
            description = "The launcher, or a command with its arguments (default: weir, in this folder).")
    private List<String> weir = List.of();

    @Option(names = "--folder", description = "Where list, export, home and logs are left (default: a new one).")
    private @Nullable Path folder;

    /** picocli sets the options. */
    private LargeUpload() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LargeUpload()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path given = folder;
        Path home = given == null ? Files.createTempDirectory("weir-upload-") : Files.createDirectories(given);
        List<String> command = weir.size() == 1
                ? List.of(Path.of(weir.getFirst()).toAbsolutePath().toString())
                : weir;
        UploadRun run = UploadRun.of(command, home, rows, seed, Duration.ofSeconds(killAfter));
        System.out.printf(
                "%,d rows, %,d MB: uploaded in %.1f s, exported in %.1f s, server %,d MiB at most%n",
                run.rows(),
                run.bytes() / 1_000_000,
                run.upload().toMillis() / 1e3,
                run.export().toMillis() / 1e3,
                run.peakKib() / 1024);
        run.wrong().forEach(sentence -> System.out.println("  ! not so: " + sentence));
        System.out.println(run.wrong().isEmpty() ? "Shown." : "NOT shown; everything is left in " + home);
        return run.wrong().isEmpty() ? 0 : 1;
    }
}
