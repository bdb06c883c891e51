package dev.weir.server.audience;

import java.util.Set;

/**
 * An arrival that triggers have not seen.
 *
 * @param created whether it created the subscriber; else it changed the subscriber
 * @param changed fields, and {@link #STATUS} for whether the person is subscribed
 * @param subscriber as it stands now
 */
public record News(long eventId, long sourceId, boolean created, Set<String> changed, Subscriber subscriber) {

    /** Among what changed: whether the person is subscribed. It is no field's name. */
    public static final String STATUS = "status";

    public News {
        changed = Set.copyOf(changed);
    }
}
