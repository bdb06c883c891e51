package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.EventFacts.Endpoint;
import dev.weir.acceptance.chaos.judge.EventFacts.Event;
import dev.weir.acceptance.temporal.Receiver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every committed event was heard by everybody who wants it, always in the same bytes and with a good signature, and nothing was
 * heard that nobody committed; a job's events are numbered without gaps.
 */
final class EventWall {

    private final Map<String, Event> events = new HashMap<>();
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final List<Discrepancy> found = new ArrayList<>();

    private EventWall() {}

    /** What does not fit; empty when all does. */
    static List<Discrepancy> of(EventFacts facts) {
        EventWall wall = new EventWall();
        wall.sequences(facts.events());
        facts.endpoints().forEach(one -> wall.endpoints.put(one.path(), one));
        Map<String, Set<String>> heard = new HashMap<>();
        facts.heard().forEach(one -> wall.hear(one, heard));
        facts.endpoints().forEach(endpoint -> wall.unheard(endpoint, heard.getOrDefault(endpoint.path(), Set.of())));
        return List.copyOf(wall.found);
    }

    private void sequences(List<Event> all) {
        Map<Long, List<Long>> ofJobs = new TreeMap<>();
        for (Event event : all) {
            if (events.put(event.id(), event) != null) {
                name(Kind.EFFECT_TWICE, event.id(), "two events have that id");
            }
            if (event.job() != 0) {
                ofJobs.computeIfAbsent(event.job(), _ -> new ArrayList<>()).add(event.sequence());
            }
        }
        ofJobs.forEach((job, sequences) -> {
            sequences.sort(null);
            for (int i = 0; i < sequences.size(); i++) {
                if (sequences.get(i) != i + 1L) {
                    name(Kind.EVENT_ALTERED, "job " + job, "its events are numbered " + sequences);
                    return;
                }
            }
        });
    }

    private void hear(Receiver.Try one, Map<String, Set<String>> heard) {
        String subject = one.id() + " at " + one.path();
        Event event = events.get(one.id());
        Endpoint endpoint = endpoints.get(one.path());
        if (event == null) {
            name(Kind.EVENT_UNKNOWN, subject, "nobody committed it");
            return;
        }
        if (endpoint == null || !endpoint.wants(event)) {
            name(Kind.EVENT_UNKNOWN, subject, event.type() + " is nothing that was wanted there");
            return;
        }
        if (!Arrays.equals(one.body(), event.body().getBytes(StandardCharsets.UTF_8))) {
            name(Kind.EVENT_ALTERED, subject, "was told in other bytes than were committed");
        }
        if (!Heard.isGenuine(one, endpoint.secret())) {
            name(Kind.EVENT_ALTERED, subject, "has no good signature");
        }
        if (one.status() / 100 == 2) {
            heard.computeIfAbsent(one.path(), _ -> new HashSet<>()).add(one.id());
        }
    }

    private void unheard(Endpoint endpoint, Set<String> heard) {
        events.values().stream()
                .filter(event -> endpoint.wants(event) && !heard.contains(event.id()))
                .sorted((one, other) -> Long.compare(one.number(), other.number()))
                .forEach(event -> name(
                        Kind.EVENT_UNHEARD,
                        event.id() + " at " + endpoint.path(),
                        event.type() + " of job " + event.job() + " never was heard and answered well"));
    }

    private void name(Kind kind, String subject, String detail) {
        found.add(new Discrepancy(kind, subject, detail));
    }
}
