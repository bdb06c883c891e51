package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.temporal.Receiver;
import java.util.List;
import java.util.Set;

/**
 * What was committed to be told, to whom, and what was heard.
 *
 * @param events that are committed
 * @param endpoints that hear of them
 * @param heard every try that came to the receiver, in its order
 */
record EventFacts(List<Event> events, List<Endpoint> endpoints, List<Receiver.Try> heard) {

    EventFacts {
        events = List.copyOf(events);
        endpoints = List.copyOf(endpoints);
        heard = List.copyOf(heard);
    }

    /** @param id as receivers are told it @param number grows with time @param job 0 for none; @param sequence in it */
    record Event(String id, long number, long workspace, String type, long job, long sequence, String body) {}

    /**
     * A webhook.
     *
     * @param path at the receiver, which is its own
     * @param secret as it was shown
     * @param types that it wants to hear of
     * @param from the number of the last event before it
     */
    record Endpoint(String path, long workspace, String secret, Set<String> types, long from) {
        Endpoint {
            types = Set.copyOf(types);
        }

        boolean wants(Event event) {
            return event.workspace() == workspace && types.contains(event.type()) && event.number() > from;
        }
    }
}
