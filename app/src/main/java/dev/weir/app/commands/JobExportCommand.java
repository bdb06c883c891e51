package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.knowing.JobExport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir job export`. */
@Command(
        name = "export",
        description =
                "Writes a job's rows as CSV or JSONL: the fields that came in, by their canonical names, and those it"
                        + " asked for. The list's other columns are written by running the same weir enrich again, which asks"
                        + " nobody. Rows that --only-missing or --dedupe-by kept from being asked are none of the job's;"
                        + " the others have the list's numbers.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {"  weir job export 7 --out job7.csv", "  weir job export --provenance --out - > latest.csv"})
final class JobExportCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Its number; else the latest.")
    private @Nullable Long job;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where it goes; - is standard output. The name says the format.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(names = "--provenance", description = "Add who gave each value, and why one is missing.")
    private boolean provenance;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    JobExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Opened opened = Opened.of(common, terminal)) {
            JobChoice choice = JobChoice.toRead(opened, job);
            int rows = choice.progress(opened).totalRows();
            JobExport.write(opened.weir(), choice.job(), rows, provenance, out);
            terminal.say("Job " + choice.job().id() + ": " + Amounts.count(rows, "row") + " written.");
        }
        return ExitCodes.OK;
    }
}
