package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Interrupts;
import dev.weir.server.credits.Credits;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir job watch`. */
@Command(
        name = "watch",
        description =
                "Follows a job until it has ended, whoever runs it: a line whenever it stands otherwise, with the rows"
                        + " that wait for late answers. Ctrl-C ends the watching, not the job.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {"  weir job watch 7", "  weir job watch 7 --every 60"})
final class JobWatchCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "JOB", description = "Its number; else the latest.")
    private @Nullable Long job;

    @Option(names = "--every", paramLabel = "SECONDS", description = "How often to look; 2 if not said.")
    private int seconds = 2;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    JobWatchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        try (Interrupts.Watch _ = terminal.interrupts().watch(end::countDown);
                Opened opened = Opened.of(common, terminal)) {
            Job chosen = JobChoice.toRead(opened, job).job();
            String shown = "";
            boolean closed = false;
            do {
                JobProgress progress = opened.weir().jobs().progress(chosen);
                closed = progress.closed();
                String now = line(
                        chosen,
                        progress,
                        closed ? 0 : waiting(opened, chosen),
                        closed ? 0 : opened.weir().statistics().openCalls(chosen));
                if (!now.equals(shown)) {
                    shown = now;
                    terminal.out().println(now);
                    terminal.out().flush();
                }
            } while (!closed
                    && !end.await(Duration.ofSeconds(Math.max(1, seconds)).toMillis(), TimeUnit.MILLISECONDS));
        }
        return ExitCodes.OK;
    }

    private static int waiting(Opened opened, Job job) {
        return opened.weir()
                .transactions()
                .in(job.workspaceId(), () -> opened.weir().tickets().countOpen(job.id()));
    }

    private static String line(Job job, JobProgress progress, int waiting, int calls) {
        int ended = progress.rows().completed() + progress.rows().failed();
        StringBuilder line = new StringBuilder("job ")
                .append(job.id())
                .append(": ")
                .append(progress.paused() ? "paused" : progress.status().text())
                .append(String.format(Locale.ROOT, ", %,d of %,d rows ended", ended, progress.totalRows()))
                .append(String.format(
                        Locale.ROOT, " (%,d completed)", progress.rows().completed()));
        if (waiting > 0) {
            line.append(String.format(Locale.ROOT, ", %,d cells wait for a late answer", waiting));
        }
        if (calls > 0) {
            line.append(String.format(Locale.ROOT, ", %,d calls in flight", calls));
        }
        return line.append(", ")
                .append(Credits.text(progress.credits().posted()))
                .append(" credits spent")
                .toString();
    }
}
