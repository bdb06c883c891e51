package dev.weir.acceptance.chaos.judge;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was delivered to an audience, and what there is of it.
 *
 * @param acknowledged genuine deliveries that were answered well, each once; a delivery that nobody answered may be there too
 * @param unanswered genuine deliveries that nobody answered
 * @param kept deliveries that are there, copies apart
 * @param expected by address: what is to be known of who was delivered
 * @param forged addresses that only forgeries spoke of
 * @param subscribers that there are
 * @param requests of enrichment
 * @param wanted addresses that a trigger is to take
 * @param days how many were submitted on each
 */
record AudienceFacts(
        long acknowledged,
        long unanswered,
        long kept,
        Map<String, Person> expected,
        Set<String> forged,
        List<Subscriber> subscribers,
        List<Request> requests,
        Set<String> wanted,
        List<Day> days) {

    AudienceFacts {
        expected = Map.copyOf(expected);
        forged = Set.copyOf(forged);
        subscribers = List.copyOf(subscribers);
        requests = List.copyOf(requests);
        wanted = Set.copyOf(wanted);
        days = List.copyOf(days);
    }

    /** @param given by field, as sources said it */
    record Person(Map<String, String> given, boolean subscribed) {
        Person {
            given = Map.copyOf(given);
        }
    }

    record Subscriber(String email, Person person) {}

    /** @param over whether it has come to an end */
    record Request(String email, String blueprint, boolean over) {}

    /** @param scope whose day it is @param submitted then @param most that may be */
    record Day(String scope, long submitted, long most) {}
}
