package dev.weir.app.commands;

import dev.weir.bench.BenchReport;
import dev.weir.bench.WebhooksBench;
import dev.weir.bench.WebhooksOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `weir bench webhooks`. */
@Command(
        name = "webhooks",
        description =
                "How many webhooks a second are delivered to receivers that answer at once, and to the same beside"
                        + " one that never answers.",
        mixinStandardHelpOptions = true,
        footerHeading = BenchCommand.EXAMPLES,
        footer = {"  weir bench webhooks", "  weir bench webhooks --jobs 10000 --json > webhooks.json"})
final class BenchWebhooks extends BenchCommand.Measuring {

    @Option(names = "--jobs", paramLabel = "N", description = "Of one row, whose ends are told; 2,000 if not said.")
    private @Nullable Integer jobs;

    BenchWebhooks(Terminal terminal) {
        super(terminal);
    }

    @Override
    BenchReport measure(boolean small, Path home, PrintStream progress) throws Exception {
        WebhooksOptions usual = small ? WebhooksOptions.quick() : WebhooksOptions.DEFAULT;
        WebhooksOptions options = options(() -> usual.withJobs(or(jobs, usual.jobs())));
        return WebhooksBench.run(options, home, progress);
    }
}
