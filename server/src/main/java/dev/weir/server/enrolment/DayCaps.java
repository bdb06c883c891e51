package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings.Refresh;
import dev.weir.server.audience.AudienceSettings.Settings;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many subscribers a day has room for yet, as it stands in one transaction. */
final class DayCaps {

    /** Stands for all that is submitted, whatever for. */
    static final long ALL = 0;

    static final long REFRESHING = -1;
    static final long CREDITS = -2;

    /**
     * A cap in so many subscribers.
     *
     * @param kind {@code trigger, subscribers} or {@code refresh}
     * @param trigger its slug; null where it is none's
     */
    record Cap(long counted, String kind, @Nullable String trigger, int most, int submitted) {

        int room() {
            return Math.max(0, most - submitted);
        }

        /** What it keeps back, for people. */
        String what() {
            return what(kind, trigger);
        }

        static String what(String kind, @Nullable String trigger) {
            return trigger == null ? kind : "trigger " + trigger;
        }

        String sentence() {
            return (trigger == null
                            ? kind.equals("refresh") ? "Refreshing" : "The workspace"
                            : "Trigger '" + trigger + "'")
                    + " may have " + most + " subscribers submitted in a day of UTC, and has. The rest goes on at"
                    + " midnight, or when the cap is raised.";
        }
    }

    private final LocalDate day;
    private final Map<Long, Cap> caps = new HashMap<>();

    private DayCaps(LocalDate day) {
        this.day = day;
    }

    /** As they stand now; where the audience is locked, until the transaction ends. */
    static DayCaps now(GatherTable table, long workspaceId, Settings settings, Instant now) {
        DayCaps caps = new DayCaps(LocalDate.ofInstant(now, ZoneOffset.UTC));
        for (GatherTable.TriggerCap cap : table.triggerCaps(workspaceId, caps.day)) {
            caps.put(new Cap(cap.triggerId(), "trigger", cap.slug(), cap.most(), cap.submitted()));
        }
        Integer most = settings.wish().maxSubmittedPerDay();
        if (most != null) {
            caps.put(new Cap(ALL, "subscribers", null, most, table.submitted(workspaceId, caps.day, ALL)));
        }
        Refresh refresh = settings.wish().refresh();
        if (refresh != null) {
            int submitted = table.submitted(workspaceId, caps.day, REFRESHING);
            caps.put(new Cap(REFRESHING, "refresh", null, refresh.perDay(), submitted));
        }
        return caps;
    }

    private void put(Cap cap) {
        caps.put(cap.counted(), cap);
    }

    /** Of UTC. */
    LocalDate day() {
        return day;
    }

    /** When the next one begins. */
    Instant midnight() {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The cap that counts that; null for none. */
    @Nullable
    Cap cap(long counted) {
        return caps.get(counted);
    }

    /** The cap that keeps such a request back; null where there is room for it. */
    @Nullable
    Cap reached(long counted) {
        Cap own = cap(counted);
        if (own != null && own.room() == 0) {
            return own;
        }
        Cap all = cap(ALL);
        return all != null && all.room() == 0 ? all : null;
    }

    /** Whether the one that keeps that back has no room. @param what as {@link Cap#what} says it */
    boolean isReached(String what) {
        return caps.values().stream()
                .anyMatch(cap -> cap.room() == 0 && cap.what().equals(what));
    }

    /** How many of those there is room for: where nobody is to be refreshed, for nobody to refresh. */
    int room(long counted) {
        Cap cap = cap(counted);
        if (cap == null) {
            return counted == REFRESHING ? 0 : Integer.MAX_VALUE;
        }
        return cap.room();
    }
}
