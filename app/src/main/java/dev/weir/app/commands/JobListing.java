package dev.weir.app.commands;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.knowing.JobStanding;
import dev.weir.app.knowing.JobView;
import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.server.jobs.JobProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The latest jobs and how they stand. */
abstract class JobListing extends ListingCommand {

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "How many; ${DEFAULT-VALUE} if not said.",
            defaultValue = "20")
    private int last;

    JobListing(Terminal terminal) {
        super(terminal);
    }

    @Override
    final Found find(Opened opened, int width) {
        Listing listing = new Listing("list", "job", "status", "rows", "complete", "in doubt", "credits", "of");
        List<Map<String, Object>> documents = new ArrayList<>();
        boolean interrupted = false;
        for (JobChoice choice : JobChoice.latest(opened, Math.clamp(last, 1, 1_000))) {
            JobStanding standing = choice.standing(opened);
            JobProgress progress = standing.progress();
            interrupted |= standing.interrupted();
            documents.add(JobView.summary(choice.job(), choice.workspace().sandbox(), standing));
            listing.row(
                    choice.job().name(),
                    choice.job().id(),
                    standing.words(),
                    Amounts.count(progress.totalRows()),
                    Amounts.count(progress.rows().completed()),
                    Amounts.count(progress.rows().inDoubt()),
                    Amounts.credits(progress.credits().posted()),
                    choice.workspace().sandbox() ? "sandbox" : "real");
        }
        return new Found(
                listing,
                documents,
                "There is no job yet. 'weir enrich' makes one. " + JobChoice.BY_NUMBER,
                interrupted
                        ? Wrapped.lines(
                                "",
                                "Interrupted: no process is at work on it; the same weir enrich goes on with it.",
                                width)
                        : List.of());
    }
}
