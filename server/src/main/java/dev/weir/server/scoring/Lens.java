package dev.weir.server.scoring;

import dev.weir.provider.Values;
import dev.weir.server.audience.Subscriber;
import java.util.Map;
import java.util.Set;

/**
 * How a workspace's subscribers are looked at.
 *
 * @param slugs of sources, by number
 * @param foundFirst fields of which what was found counts before what was said
 */
record Lens(Map<Long, String> slugs, Set<String> foundFirst) {

    /** What criteria may ask of that subscriber. */
    Values known(Subscriber subscriber) {
        return subscriber.facts(slugs.getOrDefault(subscriber.sourceId(), "")).among(subscriber.known(foundFirst));
    }
}
