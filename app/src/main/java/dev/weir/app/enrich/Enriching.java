package dev.weir.app.enrich;

import dev.weir.app.home.Store;
import dev.weir.app.vendors.Keys;
import dev.weir.provider.Provider;
import dev.weir.providers.Providers;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.enrichment.Doubt;
import dev.weir.server.insight.Past;
import dev.weir.server.insight.Quotes;
import dev.weir.server.jobs.About;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Recipe;
import dev.weir.server.registry.Registry;
import dev.weir.server.storage.Destination;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.workspace.Workspace;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Runs the job behind one `weir enrich`: a new one, the rest of one that was broken off, or none at all where the result
 * only has to be written again.
 *
 * <p>Whatever the user can mend is a {@link Problem}. What was paid for is kept whatever happens: the same request goes
 * on where this one stopped.
 */
public final class Enriching {

    private final Workplace at;
    private final Consumer<String> say;
    private final Display display;

    /** Shows progress as plain lines. */
    public Enriching(Workplace at) {
        this(at, new ProgressLines(at.say()));
    }

    /** @param display shows the job while it runs */
    public Enriching(Workplace at, Display display) {
        this.at = at;
        this.say = at.say();
        this.display = display;
    }

    /** What it would cost, as far as what was asked before tells. Asks nobody and stores nothing. */
    public QuoteText quote(EnrichRequest request, int width) {
        Prepared prepared = prepare(request);
        prepared.introduction(width).forEach(say);
        prepared.requireAskable();
        if (at.database().app() == null && !at.home().hasDatabase()) {
            return prepared.quote(Past.NONE);
        }
        try (Store store = at.open();
                Weir weir = store.weir(at.providers().all())) {
            return weir.workspaces()
                    .known(Engines.name(prepared.sandbox()))
                    .map(workspace -> prepared.quote(
                            weir.insight().quotes().past(workspace.id(), request.refresh(), Quotes.Care.FULL)))
                    .orElseGet(() -> prepared.quote(Past.NONE));
        } catch (Problem problem) {
            if (problem.code().equals("database_not_prepared")) {
                return prepared.quote(Past.NONE);
            }
            throw problem;
        }
    }

    /** Runs it to its end, or until the user interrupts. */
    public Report run(EnrichRequest request, int width) {
        Prepared prepared = prepare(request);
        prepared.output().requireWritable();
        prepared.introduction(width).forEach(say);
        prepared.requireAskable();
        Providers providers = at.providers();
        Pause pause = new Pause();
        try (Interrupts.Watch _ = at.interrupts().watch(pause::wish);
                Store store = at.open();
                Weir weir = store.weir(providers.all())) {
            Workspace workspace = Engines.workspace(weir, prepared.sandbox());
            byte[] fingerprint = Fingerprint.of(prepared.list().table().sha256(), request, prepared.sandbox());
            Optional<Job> before = earlier(weir, workspace, fingerprint, request);
            if (before.isPresent()) {
                JobProgress progress = weir.jobs().progress(before.get());
                if (progress.closed()) {
                    say.accept(
                            "Job " + before.get().id() + " did this before: its result is written again, and nobody is"
                                    + " asked (--new asks again).");
                    return finished(weir, prepared, before.get(), progress);
                }
                say.accept("Going on with job " + before.get().id() + ".");
            }
            Worked worked = work(weir, workspace, prepared, fingerprint, pause);
            return worked.progress().closed()
                    ? finished(weir, prepared, worked.job(), worked.progress())
                    : report(weir, prepared, worked.job(), worked.progress(), false);
        }
    }

    /** A job, and where it stood when the work on it ended. */
    private record Worked(Job job, JobProgress progress) {}

    private Prepared prepare(EnrichRequest request) {
        Catalog catalog = new Catalog(at.providers().all());
        return Prepared.of(
                request,
                catalog,
                new Keys(at.environment()),
                (sandbox, reachable) -> recipe(request, sandbox, reachable));
    }

    private Recipe recipe(EnrichRequest request, boolean sandbox, Predicate<Provider> reachable) {
        try (Store store = at.open();
                Weir weir = store.weir(at.providers().all())) {
            long workspaceId = weir.workspaces()
                    .known(Engines.name(sandbox))
                    .map(Workspace::id)
                    .orElse(Registry.GLOBAL);
            return weir.transactions()
                    .in(
                            workspaceId,
                            () -> weir.registry()
                                    .recipe(
                                            workspaceId,
                                            String.valueOf(request.blueprint()),
                                            request.onDoubt(),
                                            reachable));
        }
    }

    private Optional<Job> earlier(Weir weir, Workspace workspace, byte[] fingerprint, EnrichRequest request) {
        Optional<Job> before = weir.jobs().findByFingerprint(workspace.id(), fingerprint);
        if (before.isPresent() && request.again()) {
            supersede(weir, before.get());
            return Optional.empty();
        }
        return before;
    }

    /** The old job ends where it stands, so that what it holds returns; its doubts outlive it. */
    private void supersede(Weir weir, Job old) {
        JobProgress stood = weir.jobs().progress(old);
        if (!weir.jobs().supersede(old, Engines.NOT_YET)) {
            return;
        }
        long ended = (long) stood.rows().completed() + stood.rows().failed();
        say.accept("Job " + old.id() + ", which this command began before and had not ended (" + Amounts.count(ended)
                + " of " + Amounts.count(stood.totalRows())
                + " rows), is cancelled. What it found is remembered, and what"
                + " it set aside and did not spend returns.");
    }

    /** A cancelled job's calls whose outcome nobody knows are nobody's to ask again, but can be settled. */
    private void tellDoubts(Weir weir, Workspace workspace, List<Long> cancelled) {
        List<Doubt> doubts = weir.doubts().list(workspace.id());
        for (long id : cancelled) {
            List<Doubt> left =
                    doubts.stream().filter(doubt -> doubt.jobId() == id).toList();
            if (!left.isEmpty()) {
                say.accept("! Job " + id + ", which was cancelled, leaves " + Amounts.count(left.size(), "call")
                        + " in doubt, and "
                        + Amounts.inCredits(
                                left.stream().mapToLong(Doubt::amount).sum())
                        + " stay set aside for that until you say what the vendor's bill says: weir doubts resolve"
                        + " --charged (or --not-charged) --job " + id + ".");
            }
        }
    }

    /** Results are kept, wherever they are to go: that some have not come there is to be seen, and no failure of the job. */
    private void tellTables(Weir weir, Workspace workspace, Job job) {
        if (job.plan().blueprint() == null) {
            return;
        }
        for (Destination table : weir.storage().destinations(workspace.id())) {
            String name = table.db() + "." + table.tableName();
            if (table.pending() > 0) {
                say.accept((table.isHealthy() ? "" : "! ") + Amounts.count(table.pending(), "result")
                        + (table.pending() == 1 ? " waits" : " wait") + " for " + name
                        + (table.isHealthy() ? "" : ": " + table.error())
                        + " The next weir enrich or weir serve goes on with it; weir destination list tells how it"
                        + " stands.");
            }
            if (table.dead() > 0) {
                say.accept("! " + Amounts.count(table.dead(), "result") + " for " + name + " "
                        + (table.dead() == 1 ? "was" : "were") + " given up. When the table is mended: weir"
                        + " destination replay " + String.join(" ", table.steps()));
            }
        }
    }

    /** Takes the job in, unless it is there, and runs it; and lets jobs that were cancelled give back what they hold. */
    private Worked work(Weir weir, Workspace workspace, Prepared prepared, byte[] fingerprint, Pause pause) {
        try (EngineHome locked = at.lock();
                Engines engines = at.engines(prepared.sandbox(), prepared.request())) {
            Job job = submit(weir, workspace, prepared, fingerprint);
            JobProgress before = weir.jobs().progress(job);
            say.accept((before.rows().completed() + before.rows().failed() == 0 ? "Job " : "The rest of job ")
                    + job.id() + " runs; Ctrl-C pauses it.");
            List<Long> cancelled = weir.jobs().cancelledOpen(workspace.id());
            try (RunningWeir running =
                    engines.start(weir, workspace, locked.id(), id -> id == job.id() || cancelled.contains(id))) {
                JobRun run = new JobRun(weir, running, job, say);
                run.forgiveCredentials();
                if (before.paused()) {
                    weir.jobs().resume(job, running.engine());
                }
                weir.jobs().wake(job, running.engine());
                try {
                    run.awaitEnd(pause, new JobWatch(weir, running, job, display)::look);
                } finally {
                    display.end();
                }
                run.awaitClosed(pause, cancelled);
                tellDoubts(weir, workspace, cancelled);
            }
            tellTables(weir, workspace, job);
            return new Worked(job, weir.jobs().progress(job));
        }
    }

    private static Job submit(Weir weir, Workspace workspace, Prepared prepared, byte[] fingerprint) {
        EnrichRequest request = prepared.request();
        JobRequest wanted = new JobRequest(
                workspace,
                String.valueOf(request.file().getFileName()),
                fingerprint,
                prepared.plan(),
                request.maxCreditsMilli(),
                request.maxRowCreditsMilli(),
                request.refresh(),
                request.blueprint() == null ? About.CLI : About.CLI.asking(request.fields()));
        try (InputList.TakenRows rows = prepared.list().read()) {
            return weir.jobs()
                    .submit(
                            wanted,
                            new InputList.Inputs(
                                    prepared.list(), rows, prepared.survey().asked()),
                            Engines.NOT_YET);
        }
    }

    private Report finished(Weir weir, Prepared prepared, Job job, JobProgress progress) {
        if (progress.status() == JobStatus.CANCELLED) {
            throw Problem.conflict(
                    "job_cancelled",
                    "Job " + job.id()
                            + " was cancelled meanwhile, as another weir enrich --new of the same list does, so"
                            + " no result of it is written. Run the same command to go on with the one that took its"
                            + " place.");
        }
        try {
            prepared.output().write(job, weir.rows());
        } catch (Problem failed) {
            throw new Problem(
                    failed.kind(),
                    failed.code(),
                    failed.getMessage() + " Everything that was found is kept (job " + job.id()
                            + "): the same command writes the result again and asks nobody.",
                    failed.details());
        }
        return report(weir, prepared, job, progress, true);
    }

    private static Report report(Weir weir, Prepared prepared, Job job, JobProgress progress, boolean written) {
        Map<String, String> units = new TreeMap<>();
        job.plan()
                .steps()
                .forEach(step -> step.places()
                        .forEach(place -> units.put(place.key(), place.spec().unit())));
        return new Report(
                job,
                prepared.sandbox(),
                progress,
                written ? prepared.output().out() : null,
                prepared.output().counts(),
                new Report.LeftOut(
                        prepared.output().asked().complete(),
                        prepared.output().asked().repeated()),
                prepared.output().guarded(),
                prepared.output().beside(),
                weir.statistics().ofJob(job),
                units,
                weir.doubts().list(job.workspaceId()).stream()
                        .filter(doubt -> doubt.jobId() == job.id())
                        .toList());
    }

    /** The handles of the command line's two workspaces; real answers and the sandbox's never mix. */
    public static List<String> handles() {
        return List.of(Engines.REAL, Engines.SANDBOX);
    }

    /** Those two, as far as they have been used: no tenant's, whatever he calls it. */
    public static List<Workspace> workspaces(Weir weir) {
        return handles().stream()
                .flatMap(handle -> weir.workspaces().known(handle).stream())
                .sorted(Comparator.comparingLong(Workspace::id))
                .toList();
    }
}
