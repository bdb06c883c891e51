package dev.weir.server.enrolment;

import dev.weir.provider.Values;
import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.credits.Ledger;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.DatabaseTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what of a blueprint goes into its next job: as much as a job takes and every cap has room for, once it is time. It
 * locks nothing, and joins the caller's transaction.
 */
final class Chooser {

    /** With these so many others: whoever alone cannot be submitted keeps no other one back. */
    private static final List<Integer> COMPANY = List.of(Gatherer.MOST, 10, 1);

    private final GatherTable table;
    private final AudienceSettings settings;
    private final Subscribers subscribers;
    private final Ledger ledger;
    private final DayCredits credits;
    private final ReachedCaps reachedCaps;
    private final DatabaseTime time;

    Chooser(
            GatherTable table,
            AudienceSettings settings,
            Subscribers subscribers,
            Ledger ledger,
            DayCredits credits,
            ReachedCaps reachedCaps,
            DatabaseTime time) {
        this.table = table;
        this.settings = settings;
        this.subscribers = subscribers;
        this.ledger = ledger;
        this.credits = credits;
        this.reachedCaps = reachedCaps;
        this.time = time;
    }

    /** The refusal of whoever has something run for an audience that is paused. */
    static Problem paused() {
        return Problem.conflict(
                "audience_paused",
                "The audience is paused, so nothing is submitted for its subscribers. Have it go on with POST"
                        + " /audience/resume.");
    }

    /**
     * @param groups what was seen to be pending of it
     * @throws Problem where somebody has it run while the audience is paused
     */
    Chosen choose(Gathering gathering, List<GatherTable.Group> groups) {
        long workspaceId = gathering.workspaceId();
        Settings standing = settings.get(workspaceId);
        if (standing.paused()) {
            if (!gathering.byItself()) {
                throw paused();
            }
            return none(new Gathered.Waits("The audience is paused.", null));
        }
        Instant now = time.now();
        DayCaps caps = DayCaps.now(table, workspaceId, standing, now);
        List<GatherTable.Group> open = new ArrayList<>();
        Map<Long, DayCaps.Cap> reached = new TreeMap<>();
        for (GatherTable.Group group : groups) {
            DayCaps.Cap cap = caps.reached(group.counted());
            if (cap != null) {
                reached.put(cap.counted(), cap);
            } else if (caps.room(group.counted()) > 0) {
                open.add(group);
            }
        }
        Gathered kept = new Gathered.Nothing();
        for (DayCaps.Cap cap : reached.values()) {
            Gathered.Waits waits = reachedCaps.subscribers(workspaceId, caps, cap);
            if (cap.counted() == DayCaps.ALL || kept instanceof Gathered.Nothing) {
                kept = waits;
            }
        }
        List<GatherTable.Candidate> chosen = open.isEmpty()
                ? List.of()
                : fitting(
                        table.choose(workspaceId, open, gathering.sourceId(), gathering.most()),
                        gathering.most(),
                        caps);
        if (chosen.isEmpty()) {
            return none(kept);
        }
        Instant ready = since(chosen).plusSeconds(standing.wish().gatherSeconds());
        if (gathering.byItself()
                && chosen.size() < Gatherer.MOST
                && chosen.getFirst().tries() == 0
                && ready.isAfter(now)) {
            return none(new Gathered.Waits("More may come to be submitted with it.", ready));
        }
        Long cap = standing.wish().maxCreditsPerDayMilli();
        DayCredits.Costs costs = cap == null ? null : credits.costs(workspaceId, caps);
        Long left = cap == null || costs == null ? null : (Long) (cap - costs.milli());
        if (left != null && left <= 0) {
            return none(reachedCaps.credits(workspaceId, standing, caps));
        }
        return known(workspaceId, chosen, costs, left);
    }

    private static Chosen none(Gathered instead) {
        return new Chosen.None(instead);
    }

    private static Instant since(List<GatherTable.Candidate> chosen) {
        return chosen.stream()
                .map(GatherTable.Candidate::pendingSince)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** As many of them, in order, as go into one job and every cap has room for. */
    private static List<GatherTable.Candidate> fitting(List<GatherTable.Candidate> candidates, int most, DayCaps caps) {
        Map<Long, Integer> counted = new HashMap<>();
        List<GatherTable.Candidate> fitting = new ArrayList<>();
        int all = Math.min(most, caps.room(DayCaps.ALL));
        for (GatherTable.Candidate candidate : candidates) {
            GatherTable.Candidate first = fitting.isEmpty() ? candidate : fitting.getFirst();
            if (fitting.size() < Math.min(all, COMPANY.get(Math.min(first.tries(), COMPANY.size() - 1)))
                    && candidate.fresh() == first.fresh()
                    && candidate.tries() == first.tries()
                    && (candidate.counted() == DayCaps.ALL
                            || counted.merge(candidate.counted(), 1, Integer::sum) <= caps.room(candidate.counted()))) {
                fitting.add(candidate);
            }
        }
        return fitting;
    }

    /** With what is known of them; whoever is gone since is left out. */
    private Chosen known(
            long workspaceId,
            List<GatherTable.Candidate> chosen,
            DayCredits.@Nullable Costs costs,
            @Nullable Long left) {
        Map<Long, Subscriber> known = subscribers.find(
                workspaceId,
                chosen.stream().map(GatherTable.Candidate::subscriberId).toList());
        List<GatherTable.Candidate> there = new ArrayList<>();
        List<Values> rows = new ArrayList<>();
        for (GatherTable.Candidate candidate : chosen) {
            Subscriber subscriber = known.get(candidate.subscriberId());
            if (subscriber != null) {
                there.add(candidate);
                rows.add(subscriber.said());
            }
        }
        return there.isEmpty()
                ? none(new Gathered.Nothing())
                : new Chosen.Choice(there, rows, ledger.available(workspaceId), costs, left);
    }
}
