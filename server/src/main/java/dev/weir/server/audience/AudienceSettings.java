package dev.weir.server.audience;

import dev.weir.provider.Fields;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.DatabaseTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What workspaces want of their audiences, and what keeps enrichment waiting. Every verb joins the caller's transaction. */
public final class AudienceSettings {

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private static final int LONGEST_GATHERING = 3_600;
    private static final int LONGEST_AGO = 36_500;

    private final AudienceTable table;
    private final DatabaseTime time;
    private final Turns turns;

    public AudienceSettings(JdbcClient jdbc, Turns turns) {
        this.table = new AudienceTable(jdbc);
        this.time = new DatabaseTime(jdbc);
        this.turns = turns;
    }

    /**
     * Enriching again, each day, those who were enriched too long ago.
     *
     * @param afterDays how long ago that is
     * @param perDay so many subscribers at most in a day of UTC
     */
    public record Refresh(String blueprint, int afterDays, int perDay) {

        private void note(Mistakes wrong) {
            if (blueprint.isBlank()) {
                wrong.note("/refresh/blueprint", "is missing");
            }
            range(wrong, "/refresh/afterDays", afterDays, 1, LONGEST_AGO);
            range(wrong, "/refresh/perDay", perDay, 1, Integer.MAX_VALUE);
        }
    }

    /**
     * Why something of what is pending is not submitted just now.
     *
     * @param code for programs, as problems have
     * @param reason a sentence that says what to do
     * @param until when it is tried again, if not sooner; null when somebody has had it tried at once
     * @param pauseSeconds how long the last pause was, which the next one is twice as long as
     */
    public record Waiting(
            String code,
            String reason,
            Instant since,
            @Nullable Instant until,
            long pauseSeconds) {}

    /**
     * What is set by people.
     *
     * @param maxSubmittedPerDay so many subscribers at most are submitted in a day of UTC; null for any number
     * @param maxCreditsPerDayMilli what the jobs of a day of UTC may cost together, in 1/1000 credit; null for any amount
     * @param foundFirst fields of which what was found counts before what was given
     * @param refresh null for never
     * @param gatherSeconds how long what is submitted by itself waits for more to be submitted with
     * @throws Problem {@code bad_settings} with all that is wrong
     */
    public record Wish(
            @Nullable Integer maxSubmittedPerDay,
            @Nullable Long maxCreditsPerDayMilli,
            Set<String> foundFirst,
            @Nullable Refresh refresh,
            int gatherSeconds) {

        /** Of a workspace that wants nothing in particular. */
        public static final Wish USUAL = new Wish(null, null, Set.of(), null, 5);

        public Wish {
            foundFirst = Set.copyOf(foundFirst);
            Mistakes wrong = new Mistakes();
            range(wrong, "/maxSubmittedPerDay", maxSubmittedPerDay, 1, Integer.MAX_VALUE);
            if (maxCreditsPerDayMilli != null && maxCreditsPerDayMilli <= 0) {
                wrong.note("/maxCreditsPerDay", "must be more than 0, or absent for any amount");
            }
            range(wrong, "/gatherSeconds", gatherSeconds, 0, LONGEST_GATHERING);
            foundFirst.stream()
                    .filter(field -> Fields.find(field).isEmpty())
                    .sorted()
                    .forEach(field -> wrong.note("/foundFirst", "'" + field + "' is no canonical field"));
            if (refresh != null) {
                refresh.note(wrong);
            }
            wrong.orThrow("bad_settings", "Nothing was changed");
        }
    }

    /**
     * How it stands.
     *
     * @param paused the kill switch: nothing is submitted, and no trigger runs
     * @param waiting why what is pending is not submitted just now, by what waits
     * @param updatedBy null when nobody has ever set anything
     */
    public record Settings(
            boolean paused,
            Wish wish,
            Map<String, Waiting> waiting,
            @Nullable String updatedBy,
            @Nullable Instant updatedAt) {

        static final Settings USUAL = new Settings(false, Wish.USUAL, Map.of(), null, null);

        public Settings {
            waiting = Collections.unmodifiableMap(new LinkedHashMap<>(waiting));
        }

        /** Fields of which what was found counts before what was given. */
        public Set<String> foundFirst() {
            return wish.foundFirst();
        }
    }

    private static void range(Mistakes wrong, String pointer, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            wrong.note(
                    pointer,
                    most == Integer.MAX_VALUE ? "must be " + least + " or more" : "must be " + least + " to " + most);
        }
    }

    /** What holds for a workspace. */
    public Settings get(long workspaceId) {
        return table.find(workspaceId).orElse(Settings.USUAL);
    }

    /** The same, and nobody changes it, or submits anything for its subscribers, until the transaction ends. */
    public Settings lock(long workspaceId) {
        table.ensure(workspaceId);
        return table.lock(workspaceId);
    }

    /**
     * Puts this in the place of what was set before, and has everything tried again that waits.
     *
     * @param by who wants it, for those who read it later
     */
    public Settings change(long workspaceId, Wish wish, String by) {
        lock(workspaceId);
        table.change(workspaceId, wish, by);
        tryAgain(workspaceId);
        turns.wake(workspaceId, Duty.SUBMIT);
        turns.wake(workspaceId, Duty.REFRESH);
        return get(workspaceId);
    }

    /** Stops whatever is done for subscribers by itself, or lets it go on. Arrivals are kept either way. */
    public Settings pause(long workspaceId, boolean paused, String by) {
        lock(workspaceId);
        table.pause(workspaceId, paused, by);
        if (!paused) {
            turns.wake(workspaceId, Duty.TRIGGERS);
            turns.wake(workspaceId, Duty.SUBMIT);
            turns.wake(workspaceId, Duty.SCHEDULE);
            turns.wake(workspaceId, Duty.REFRESH);
        }
        return get(workspaceId);
    }

    /**
     * Something of what is pending cannot be submitted for a while, which grows from one time in a row to the next.
     *
     * @param what is kept back, such as {@code blueprint subscriber-enrichment}
     * @param until when it can be for certain; null where nobody knows
     * @return when to try again
     */
    public Instant waits(long workspaceId, String what, String code, String reason, @Nullable Instant until) {
        Waiting said = get(workspaceId).waiting().get(what);
        if (until != null && said != null && said.code().equals(code) && until.equals(said.until())) {
            return until;
        }
        Settings settings = lock(workspaceId);
        Instant now = time.now();
        Optional<Waiting> before = Optional.ofNullable(settings.waiting().get(what))
                .filter(waiting -> waiting.code().equals(code));
        long pause = Math.clamp(
                before.map(Waiting::pauseSeconds).orElse(0L) * 2, FIRST_PAUSE.toSeconds(), LONGEST_PAUSE.toSeconds());
        Instant then = until == null ? now.plusSeconds(pause) : until;
        Instant since = before.map(Waiting::since).orElse(now);
        Map<String, Waiting> waiting = new LinkedHashMap<>(settings.waiting());
        waiting.put(what, new Waiting(code, reason, since, then, until == null ? pause : 0));
        table.waiting(workspaceId, waiting);
        return then;
    }

    /** That waits no more. */
    public void waitsNoMore(long workspaceId, String what) {
        if (get(workspaceId).waiting().containsKey(what)) {
            Map<String, Waiting> waiting = new LinkedHashMap<>(lock(workspaceId).waiting());
            waiting.remove(what);
            table.waiting(workspaceId, waiting);
        }
    }

    /** Something has changed that may have kept what is pending from being submitted: credits, a key, a blueprint. */
    public void tryAgain(long workspaceId) {
        tryAgain(workspaceId, _ -> true);
    }

    /** Something has changed that may have kept back what waits for that reason. @param code of {@link Waiting} */
    public void tryAgain(long workspaceId, String code) {
        tryAgain(workspaceId, waiting -> waiting.code().equals(code));
    }

    private void tryAgain(long workspaceId, Predicate<Waiting> which) {
        if (get(workspaceId).waiting().values().stream().noneMatch(which)) {
            return;
        }
        Map<String, Waiting> waiting = new LinkedHashMap<>(lock(workspaceId).waiting());
        waiting.replaceAll(
                (_, why) -> which.test(why) ? new Waiting(why.code(), why.reason(), why.since(), null, 0) : why);
        table.waiting(workspaceId, waiting);
        turns.wake(workspaceId, Duty.SUBMIT);
    }
}
