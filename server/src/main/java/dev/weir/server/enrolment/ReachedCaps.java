package dev.weir.server.enrolment;

import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.credits.Credits;
import dev.weir.server.jobs.Events;
import dev.weir.server.workspace.DatabaseTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says that a cap by day is reached: to whoever asks why something waits, and once a day as an event. It joins the caller's
 * transaction.
 */
final class ReachedCaps {

    /** Jobs that end below their worst case leave room, and tell nobody of it. */
    private static final Duration CREDITS_LOOK = Duration.ofMinutes(1);

    private final GatherTable table;
    private final AudienceSettings settings;
    private final Events events;
    private final DatabaseTime time;

    ReachedCaps(GatherTable table, AudienceSettings settings, Events events, DatabaseTime time) {
        this.table = table;
        this.settings = settings;
        this.events = events;
        this.time = time;
    }

    /** That one, in subscribers. */
    Gathered.Waits subscribers(long workspaceId, DayCaps caps, DayCaps.Cap cap) {
        Gathered.Waits waits = new Gathered.Waits(cap.sentence(), caps.midnight());
        say(workspaceId, caps, cap.counted(), cap.kind(), cap.trigger(), cap.most(), cap.what(), waits);
        return waits;
    }

    /** The one in credits, which there is. */
    Gathered.Waits credits(long workspaceId, Settings standing, DayCaps caps) {
        long cap = Objects.requireNonNull(standing.wish().maxCreditsPerDayMilli());
        String sentence = "What the jobs of the day have cost, or may cost yet, leaves no room for another subscriber"
                + " within " + Credits.text(cap)
                + " credits. The rest goes on when jobs end below their worst case,"
                + " at midnight (UTC), or when the cap is raised.";
        Instant soon = time.now().plus(CREDITS_LOOK);
        Gathered.Waits waits = new Gathered.Waits(sentence, soon.isBefore(caps.midnight()) ? soon : caps.midnight());
        say(workspaceId, caps, DayCaps.CREDITS, DayCredits.WHAT, null, Credits.amount(cap), DayCredits.WHAT, waits);
        return waits;
    }

    private void say(
            long workspaceId,
            DayCaps caps,
            long counted,
            String kind,
            @Nullable String trigger,
            Number most,
            String what,
            Gathered.Waits waits) {
        settings.waits(workspaceId, what, "cap_reached", waits.reason(), waits.until());
        if (table.tell(workspaceId, caps.day(), counted)) {
            events.audienceCapReached(workspaceId, kind, trigger, most, caps.day());
        }
    }
}
