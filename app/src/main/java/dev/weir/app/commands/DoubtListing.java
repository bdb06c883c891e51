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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The calls in doubt, and those of jobs that were broken off, of which nobody has looked yet what came of them. */
abstract class DoubtListing extends ListingCommand {

    /** People look at the first ones; programs get all. */
    private static final int MOST_SHOWN = 50;

    DoubtListing(Terminal terminal) {
        super(terminal);
    }

    @Override
    final Found find(Opened opened, int width) {
        Listing table = new Listing("provider", "job", "row", "field", "held", "vendor may bill", "since (UTC)");
        List<Map<String, Object>> doubts = new ArrayList<>();
        List<Map<String, Object>> broken = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Workspace workspace : opened.workspaces()) {
            Map<Long, Job> jobs = new LinkedHashMap<>();
            for (Doubt doubt : opened.weir().doubts().list(workspace.id())) {
                Job job = jobs.computeIfAbsent(
                        doubt.jobId(), id -> opened.weir().jobs().get(workspace.id(), id));
                doubts.add(document(doubt));
                if (doubts.size() > MOST_SHOWN) {
                    continue;
                }
                table.row(
                        doubt.provider(),
                        doubt.jobId(),
                        doubt.rowIndex() + 1,
                        doubt.step(),
                        Amounts.inCredits(doubt.amount()),
                        Amounts.in(doubt.vendorCost(), unit(job, doubt)),
                        Amounts.moment(doubt.since()));
            }
            opened.weir().statistics().openCalls(workspace.id()).forEach((jobId, calls) -> {
                Job job = opened.weir().jobs().get(workspace.id(), jobId);
                if (opened.isUnattended(job)) {
                    broken.add(Map.of("jobId", jobId, "calls", calls));
                    notes.addAll(Wrapped.lines("", "  ", underWay(job, calls), width));
                }
            });
        }
        if (doubts.size() > MOST_SHOWN) {
            notes.addFirst("... and " + Amounts.count(doubts.size() - MOST_SHOWN) + " more; --json has all of them.");
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("doubts", doubts);
        document.put("underWayWhenBrokenOff", broken);
        return new Found(
                table,
                document,
                broken.isEmpty() ? "Nothing is in doubt." : "Nothing is known to be in doubt so far.",
                notes);
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
