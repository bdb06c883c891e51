package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.audience.AudienceSettings.Waiting;
import dev.weir.server.audience.Duty;
import dev.weir.server.audience.Turns;
import dev.weir.server.enrolment.EnrichmentRequest.State;
import dev.weir.server.problem.Problem;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is to be run for subscribers, and what became of it. Every verb joins the caller's transaction. */
public final class EnrichmentRequests {

    /** The code of the ledger's refusal. */
    private static final String NOT_ENOUGH_CREDITS = "not_enough_credits";

    private final RequestTable table;
    private final AudienceSettings settings;
    private final Turns turns;

    public EnrichmentRequests(JdbcClient jdbc, Turns turns) {
        this.table = new RequestTable(jdbc);
        this.settings = new AudienceSettings(jdbc, turns);
        this.turns = turns;
    }

    /**
     * That a blueprint is wanted for a subscriber.
     *
     * @param sourceId of the arrival that it is wanted for, else the subscriber's first
     * @param triggerId that wants it; null for a person
     * @param automatic whether it is to be submitted by itself
     * @param fresh whether remembered answers are passed over
     */
    public record Want(
            long subscriberId,
            String blueprint,
            long sourceId,
            @Nullable Long triggerId,
            boolean automatic,
            boolean fresh) {}

    /** How a request ended. @param reason why it failed; null when it is completed */
    public record Ended(long requestId, @Nullable String reason) {}

    /**
     * Which requests. Null is any.
     *
     * @param reason that they failed for
     */
    public record Filter(
            @Nullable State state,
            @Nullable String blueprint,
            @Nullable Long subscriberId,
            @Nullable String reason) {}

    /**
     * Notes what is wanted. What is pending stays so, and is submitted by itself if either wants that; what is submitted is
     * run once more behind that; what has ended is pending anew.
     */
    public void want(long workspaceId, List<Want> wants) {
        want(
                workspaceId,
                wants.stream().filter(want -> want.triggerId() != null).toList(),
                Cause.TRIGGER);
        want(
                workspaceId,
                wants.stream().filter(want -> want.triggerId() == null).toList(),
                Cause.HAND);
    }

    /** As above, of arrivals. @param moved subscribers who may have left, or come back: what is wanted of them is held, or is not */
    void want(long workspaceId, List<Want> wants, Set<Long> moved) {
        if (moved.isEmpty()) {
            want(workspaceId, wants);
            return;
        }
        Set<Long> all = new TreeSet<>(moved);
        wants.forEach(want -> all.add(want.subscriberId()));
        table.lock(workspaceId, all);
        want(workspaceId, wants);
        if (table.hold(workspaceId, moved)) {
            turns.wake(workspaceId, Duty.SUBMIT);
            turns.wake(workspaceId, Duty.REFRESH);
        }
    }

    /** As above. @return how many of them are new, or are anything else now than they were */
    int want(long workspaceId, List<Want> wants, Cause cause) {
        record Key(long subscriberId, String blueprint) {}
        // In one order for all who write them; wanted by several at once, the first has it counted.
        Map<Key, Want> once =
                new TreeMap<>(Comparator.comparingLong(Key::subscriberId).thenComparing(Key::blueprint));
        for (Want want : wants) {
            once.merge(
                    new Key(want.subscriberId(), want.blueprint()),
                    want,
                    (a, b) -> new Want(
                            a.subscriberId(),
                            a.blueprint(),
                            a.sourceId(),
                            a.automatic() || !b.automatic() ? a.triggerId() : b.triggerId(),
                            a.automatic() || b.automatic(),
                            a.fresh() || b.fresh()));
        }
        if (once.isEmpty()) {
            return 0;
        }
        int moved = table.want(workspaceId, List.copyOf(once.values()), cause);
        if (once.values().stream().anyMatch(Want::automatic)) {
            turns.wake(workspaceId, Duty.SUBMIT);
        }
        return moved;
    }

    /**
     * Notes how requests of a job ended, also anew where something was settled later. Those that were wanted once more are
     * pending again.
     *
     * @return the requests that this has changed; what is of another job by now is left alone
     */
    public List<Long> ended(long workspaceId, long jobId, Collection<Ended> ended) {
        if (ended.isEmpty()) {
            return List.of();
        }
        List<Long> moved = table.ended(workspaceId, jobId, ended);
        if (!moved.isEmpty()) {
            // Their subscribers are free for others, as are credits: what was held for all of them, once none is under
            // way.
            turns.wake(workspaceId, Duty.SUBMIT);
            if (!table.isInFlight(workspaceId, jobId)) {
                settings.tryAgain(workspaceId, NOT_ENOUGH_CREDITS);
            }
        }
        return moved;
    }

    /** What is pending for a trigger is not submitted by itself any more; it stays pending until somebody says when. */
    void byHandFromNow(long workspaceId, long triggerId) {
        table.byHandFromNow(workspaceId, triggerId);
    }

    /** The request of that number. @throws Problem when the workspace has none */
    public EnrichmentRequest get(long workspaceId, long id) {
        return table.find(workspaceId, id)
                .orElseThrow(() -> Problem.notFound("unknown_request", "There is no enrichment request " + id + "."));
    }

    /** Requests of a job by their row. */
    public Map<Integer, EnrichmentRequest> ofJob(long workspaceId, long jobId) {
        Map<Integer, EnrichmentRequest> byRow = new TreeMap<>();
        for (EnrichmentRequest request : table.ofJob(workspaceId, jobId)) {
            Integer row = request.rowIndex();
            if (row != null) {
                byRow.put(row, request);
            }
        }
        return byRow;
    }

    /** The youngest first. @param before only those of smaller numbers than this @param skip so many are passed over */
    public List<EnrichmentRequest> page(long workspaceId, Filter filter, long before, long skip, int most) {
        return table.page(workspaceId, filter, before, skip, most);
    }

    /** How many there are. */
    public long count(long workspaceId, Filter filter) {
        return table.count(workspaceId, filter);
    }

    /**
     * Has a request that failed run once more.
     *
     * @throws Problem when there is none of that number, or it has not failed
     */
    public EnrichmentRequest retry(long workspaceId, long id) {
        EnrichmentRequest request = get(workspaceId, id);
        if (table.retry(workspaceId, id) == 0) {
            throw Problem.conflict(
                    "not_failed",
                    "Enrichment request " + id + " is " + request.state().text()
                            + "; only one that has failed is retried.");
        }
        turns.wake(workspaceId, Duty.SUBMIT);
        return get(workspaceId, id);
    }

    /** Has requests that failed run once more. @return how many */
    public int retryAll(long workspaceId, @Nullable String blueprint, @Nullable String reason) {
        int retried = table.retryAll(workspaceId, blueprint, reason);
        if (retried > 0) {
            turns.wake(workspaceId, Duty.SUBMIT);
        }
        return retried;
    }

    /**
     * Why those of these that are pending are not submitted yet, by number: {@code paused, unsubscribed, in_flight} (for
     * another blueprint), {@code noted} (not submitted by itself), {@code cap_reached}, a problem's code, or {@code gathering}.
     */
    public Map<Long, String> waitingFor(long workspaceId, List<EnrichmentRequest> requests) {
        List<Long> pending = requests.stream()
                .filter(request -> request.state() == State.PENDING)
                .map(EnrichmentRequest::id)
                .toList();
        Map<Long, String> why = new HashMap<>();
        if (!pending.isEmpty()) {
            Settings standing = settings.get(workspaceId);
            for (RequestTable.KeptBack kept : table.keptBack(workspaceId, pending)) {
                why.put(kept.id(), why(standing, kept));
            }
        }
        return why;
    }

    private static String why(Settings standing, RequestTable.KeptBack kept) {
        String own = kept.why();
        if (standing.paused() || own != null) {
            return standing.paused() ? "paused" : String.valueOf(own);
        }
        List<String> suspects = List.of(
                DayCaps.Cap.what(kept.refreshing() ? "refresh" : "trigger", kept.trigger()),
                "subscribers",
                DayCredits.WHAT,
                Gathering.what(kept.blueprint()));
        return suspects.stream()
                .map(standing.waiting()::get)
                .filter(Objects::nonNull)
                .map(Waiting::code)
                .findFirst()
                .orElse("gathering");
    }
}
