package dev.weir.server.jobs;

import dev.weir.provider.Nearest;
import dev.weir.provider.Values;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does rows of a final job again, as a job of their own.
 *
 * <p>What was found for a row so far, by the job or an earlier rerun of it, the new job knows from the start, so that
 * steps that were done cost nothing. Misses that are remembered are asked anew, finds are reused.
 */
public final class Reruns {

    private static final int ROWS_AT_ONCE = 1_000;

    /** Which rows. */
    public sealed interface Chosen {
        /** Those that have failed or are in doubt. */
        record Failed() implements Chosen {}

        /** Those in which any field that was asked for has no value, whatever the reason. */
        record Empty() implements Chosen {}

        /** These, from 0. */
        record These(List<Integer> indexes) implements Chosen {
            public These {
                indexes = List.copyOf(indexes);
            }
        }
    }

    /**
     * What somebody wants done again.
     *
     * @param fromStep the step to begin with, whose finds and those of later ones are forgotten; null for all steps, with
     *     nothing forgotten
     * @param fingerprint makes a repeated request the same job; null for one that is always new
     * @param said digest of what was asked for under the fingerprint
     * @param fresh whether remembered finds are passed over, too
     * @param maxCreditsMilli the most the new job may spend, in 1/1000 credit; null for its worst case
     * @param keyId the API key that asked for it; null for none
     * @param memberId the member whose key that is; null for none
     */
    @SuppressWarnings("ArrayRecordComponent") // digests, compared by the database alone
    public record Request(
            Workspace workspace,
            Job parent,
            Chosen rows,
            @Nullable String fromStep,
            boolean fresh,
            @Nullable Long maxCreditsMilli,
            @Nullable Long keyId,
            @Nullable Long memberId,
            byte @Nullable [] fingerprint,
            byte @Nullable [] said) {}

    private final Jobs jobs;
    private final Catalog catalog;
    private final StoredRows rows;

    public Reruns(JdbcClient jdbc, Transactions transactions, Catalog catalog, Jobs jobs) {
        this.jobs = jobs;
        this.catalog = catalog;
        this.rows = new StoredRows(jdbc, transactions);
    }

    /**
     * Submits the rerun, at today's prices.
     *
     * @param alongside done with the new job's number in the transaction that makes it visible
     * @throws Problem when the job has not ended, none of its rows is so, it has no such row, an operation it asks is
     *     gone, or as {@link Jobs#take} says
     */
    public Jobs.Taken submit(Request request, Engine engine, LongConsumer alongside) {
        Job parent = request.parent();
        byte[] fingerprint = request.fingerprint();
        byte[] said = request.said();
        if (fingerprint != null && said != null) {
            Optional<Job> before = jobs.findSubmitted(parent.workspaceId(), fingerprint, said);
            if (before.isPresent()) {
                return new Jobs.Taken(before.get(), true);
            }
        }
        JobProgress progress = jobs.progress(parent);
        requireEnded(parent, progress);
        Plan plan = parent.plan();
        String fromStep = request.fromStep();
        int forgotten = plan.steps().size();
        if (fromStep != null) {
            forgotten = index(parent, fromStep);
            plan = plan.from(forgotten);
        }
        Again again = new Again(
                parent, progress.totalRows(), chosen(parent, progress.totalRows(), request.rows()), forgotten);
        if (!again.hasNext()) {
            throw Problem.conflict(
                    "nothing_to_rerun", "No row of job " + parent.id() + " is so; there is nothing to do.");
        }
        About about = jobs.view(parent.workspaceId(), parent.id()).about();
        return jobs.take(
                new JobRequest(
                        request.workspace(),
                        parent.name(),
                        fingerprint,
                        catalog.today(plan),
                        request.maxCreditsMilli(),
                        parent.maxRowCreditsMilli(),
                        request.fresh(),
                        new About(
                                About.Source.RERUN,
                                request.keyId(),
                                request.memberId(),
                                about.requested(),
                                about.metadata(),
                                null,
                                null,
                                parent.id(),
                                said)),
                again,
                engine,
                alongside);
    }

    private static int index(Job parent, String step) {
        List<String> names = parent.plan().steps().stream().map(Step::name).toList();
        int index = names.indexOf(step);
        if (index < 0) {
            String sentence = "Job " + parent.id() + " has no step '" + step + "'." + Nearest.question(names, step)
                    + " It has: " + String.join(", ", names) + ".";
            throw Problem.invalid("unknown_step", sentence).at("/fromStep");
        }
        return index;
    }

    private static void requireEnded(Job parent, JobProgress progress) {
        if (!progress.status().isFinal()) {
            throw Problem.conflict(
                    "job_not_final",
                    "Job " + parent.id() + " has not ended ("
                            + progress.status().text() + "); rerun it when it has, or cancel it first.");
        }
        if (!progress.closed()) {
            throw Problem.conflict(
                    "job_closing",
                    "Job " + parent.id() + " has calls in flight that are being settled; try in a moment.");
        }
    }

    private static Predicate<StoredRow> chosen(Job parent, int total, Chosen rows) {
        return switch (rows) {
            case Chosen.Failed() -> row -> row.end() == RowEnd.FAILED || row.end() == RowEnd.IN_DOUBT;
            case Chosen.Empty() ->
                row -> {
                    Values known = known(row, Integer.MAX_VALUE);
                    return parent.plan().steps().stream()
                            .flatMap(step -> step.fields().stream())
                            .anyMatch(field -> !known.has(field));
                };
            case Chosen.These(List<Integer> indexes) -> {
                Set<Integer> wanted = new HashSet<>(indexes);
                requireRows(parent, indexes, total);
                yield row -> wanted.contains(row.index());
            }
        };
    }

    private static void requireRows(Job parent, List<Integer> indexes, int total) {
        String rows = "0 to " + (total - 1);
        if (indexes.isEmpty()) {
            throw Problem.invalid("no_rows", "rows is empty. Name rows of job " + parent.id() + ", of " + rows + ".")
                    .at("/rows", "must name at least one row");
        }
        List<Problem.At> none = IntStream.range(0, indexes.size())
                .filter(i -> indexes.get(i) < 0 || indexes.get(i) >= total)
                .limit(100)
                .mapToObj(i -> new Problem.At("/rows/" + i, "must be of " + rows))
                .toList();
        if (!none.isEmpty()) {
            throw Problem.invalid(
                            "unknown_row",
                            "rows names what is no row of job " + parent.id() + ", which has the rows " + rows + ".")
                    .at(none);
        }
    }

    /** The first of a field stays, as in a run. @param forgotten what this step and later ones have found is left out */
    private static Values known(StoredRow row, int forgotten) {
        Map<String, Object> known = new LinkedHashMap<>(row.input().byField());
        row.kept().stream()
                .filter(kept -> kept.step() < forgotten)
                .forEach(kept -> known.putIfAbsent(kept.field(), kept.value()));
        return new Values(known);
    }

    /** The chosen rows, with what they know now. */
    private final class Again implements NewRows {
        private final Job parent;
        private final int total;
        private final Predicate<StoredRow> chosen;
        private final int forgotten;
        private final ArrayDeque<StoredRow> read = new ArrayDeque<>();
        private int next;

        Again(Job parent, int total, Predicate<StoredRow> chosen, int forgotten) {
            this.parent = parent;
            this.total = total;
            this.chosen = chosen;
            this.forgotten = forgotten;
        }

        @Override
        public boolean hasNext() {
            while (read.isEmpty() && next < total) {
                int hi = Math.min(next + ROWS_AT_ONCE, total);
                rows.read(parent, next, hi).stream().filter(chosen).forEach(read::add);
                next = hi;
            }
            return !read.isEmpty();
        }

        @Override
        public NewRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            StoredRow row = read.remove();
            return NewRow.again(ValuesJson.write(known(row, forgotten)), row.index(), row.companyId());
        }
    }
}
