package dev.weir.acceptance.judges;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Property-based tests from the OpenAPI document as a command. */
@Command(
        name = "openapi",
        mixinStandardHelpOptions = true,
        description =
                "Has Schemathesis send requests that it makes from the OpenAPI document, as an owner, a viewer, the owner of"
                        + " another workspace, the installation, and nobody, and holds the answers against the document.")
final class OpenApi implements Callable<Integer> {

    @Option(
            names = "--examples",
            defaultValue = "20",
            description = "Of each operation, where requests are made up (default: 20).")
    private int examples;

    @Option(
            names = "--seconds",
            defaultValue = "600",
            description = "Of the owner's round; each of five others takes a fifth (default: 600).")
    private int seconds;

    @Option(names = "--seed", description = "Of the requests (default: a new one, printed).")
    private @Nullable Long seed;

    @Mixin
    private JudgeOptions judge = new JudgeOptions();

    /** picocli sets the options. */
    OpenApi() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Long given = seed;
        OpenApiRun.Plan plan = new OpenApiRun.Plan(
                examples, Duration.ofSeconds(seconds), given == null ? System.nanoTime() & 0xFFFF : given);
        return judge.show(judged -> new OpenApiRun(judged, plan).play());
    }
}
