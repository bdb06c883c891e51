package dev.weir.app.commands;

import dev.weir.app.enrich.Amounts;
import dev.weir.app.text.Listing;
import dev.weir.app.text.Wrapped;
import dev.weir.provider.OperationSpec;
import dev.weir.server.enrichment.Doubt;
import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.Place;
import dev.weir.server.workspace.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** The calls in doubt, and those of jobs that were broken off, of which nobody has looked yet what came of them. */
abstract class DoubtListing extends ListingCommand {

    /** People look at the first ones; programs get all. */
    private static final int MOST_SHOWN = 50;

    DoubtListing(Terminal terminal) {
        super(terminal);
    }

    /** What is gathered workspace by workspace. */
    private static final class Gathered {
        private final Listing table =
                new Listing("provider", "job", "row", "field", "held", "vendor may bill", "since (UTC)");
        private final List<Map<String, Object>> doubts = new ArrayList<>();
        private final List<Map<String, Object>> brokenOff = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        void add(Job job, Doubt doubt) {
            doubts.add(document(doubt));
            if (doubts.size() <= MOST_SHOWN) {
                table.row(
                        doubt.provider(),
                        doubt.jobId(),
                        doubt.rowIndex() + 1,
                        doubt.step(),
                        Amounts.inCredits(doubt.amount()),
                        Amounts.in(doubt.vendorCost(), unit(job, doubt)),
                        Amounts.moment(doubt.since()));
            }
        }

        void addUnderWay(Job job, int calls, int width) {
            brokenOff.add(Map.of("jobId", job.id(), "calls", calls));
            notes.addAll(Wrapped.lines("", "  ", underWay(job, calls), width));
        }
    }

    @Override
    final Found find(Opened opened, int width) {
        Gathered gathered = new Gathered();
        for (Workspace workspace : opened.workspaces()) {
            Map<Long, Job> jobs = new HashMap<>();
            LongFunction<Job> job = number ->
                    jobs.computeIfAbsent(number, id -> opened.weir().jobs().get(workspace.id(), id));
            opened.weir().doubts().list(workspace.id()).forEach(doubt -> gathered.add(job.apply(doubt.jobId()), doubt));
            opened.weir().statistics().openCalls(workspace.id()).forEach((id, calls) -> {
                if (opened.isUnattended(job.apply(id))) {
                    gathered.addUnderWay(job.apply(id), calls, width);
                }
            });
        }
        int left = gathered.doubts.size() - MOST_SHOWN;
        if (left > 0) {
            gathered.notes.addFirst("... and " + Amounts.count(left) + " more; --json has all of them.");
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("doubts", gathered.doubts);
        document.put("underWayWhenBrokenOff", gathered.brokenOff);
        return new Found(
                gathered.table,
                document,
                gathered.brokenOff.isEmpty() ? "Nothing is in doubt." : "Nothing is known to be in doubt so far.",
                gathered.notes);
    }

    private static String underWay(Job job, int calls) {
        return "! " + Amounts.count(calls, "call") + " of job " + job.id() + " (" + job.name() + ") "
                + (calls == 1 ? "was" : "were") + " under way when it was interrupted; what came of "
                + (calls == 1 ? "it" : "them")
                + " is not known yet. The same weir enrich goes on with the job and finds out: what repeats for free is"
                + " asked again, the rest is in doubt then.";
    }

    private static String unit(Job job, Doubt doubt) {
        return job.plan().steps().stream()
                .filter(step -> step.name().equals(doubt.step()))
                .flatMap(step -> step.places().stream())
                .filter(place -> place.key().equals(doubt.provider()))
                .map(Place::spec)
                .map(OperationSpec::unit)
                .findFirst()
                .orElse("credit");
    }

    private static Map<String, Object> document(Doubt doubt) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("jobId", doubt.jobId());
        document.put("row", doubt.rowIndex() + 1);
        document.put("field", doubt.step());
        document.put("provider", doubt.provider());
        document.put("heldMilli", doubt.amount());
        document.put("vendorCostMilli", doubt.vendorCost());
        document.put("since", doubt.since().toString());
        return document;
    }
}
