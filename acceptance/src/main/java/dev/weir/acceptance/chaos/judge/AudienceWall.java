package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Person;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Request;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Subscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every delivery that was acknowledged is kept once, no forgery is, and each subscriber is asked about once and within the caps. */
final class AudienceWall {

    private final AudienceFacts facts;
    private final List<Discrepancy> found = new ArrayList<>();

    private AudienceWall(AudienceFacts facts) {
        this.facts = facts;
    }

    /** What does not fit; empty when all does. */
    static List<Discrepancy> of(AudienceFacts facts) {
        AudienceWall wall = new AudienceWall(facts);
        wall.deliveries();
        wall.subscribers();
        wall.requests();
        facts.days().stream()
                .filter(day -> day.submitted() > day.most())
                .forEach(day -> wall.name(
                        Kind.CAP_EXCEEDED,
                        day.scope(),
                        day.submitted() + " subscribers were submitted of " + day.most() + " a day"));
        return List.copyOf(wall.found);
    }

    private void deliveries() {
        if (facts.kept() < facts.acknowledged()) {
            name(
                    Kind.ACKNOWLEDGED_LOST,
                    "deliveries",
                    facts.kept() + " are kept of " + facts.acknowledged() + " that were acknowledged");
        }
        if (facts.kept() > facts.acknowledged() + facts.unanswered()) {
            name(
                    Kind.EFFECT_TWICE,
                    "deliveries",
                    facts.kept() + " are kept of " + (facts.acknowledged() + facts.unanswered()) + " that were made");
        }
    }

    private void subscribers() {
        Map<String, Person> there = new HashMap<>();
        for (Subscriber one : facts.subscribers()) {
            if (there.put(one.email(), one.person()) != null) {
                name(Kind.EFFECT_TWICE, one.email(), "is a subscriber twice");
            }
            if (facts.forged().contains(one.email())) {
                name(Kind.AUDIENCE_WRONG, one.email(), "is a subscriber, and only forgeries say so");
            }
        }
        facts.expected().forEach((email, person) -> {
            Person known = there.get(email);
            if (known == null) {
                name(Kind.ACKNOWLEDGED_LOST, email, "was delivered, and is no subscriber");
            } else if (!known.equals(person)) {
                name(Kind.AUDIENCE_WRONG, email, "is known as " + known + ", and sources say " + person);
            }
        });
    }

    private void requests() {
        Set<String> asked = new HashSet<>();
        Set<String> requested = new HashSet<>();
        for (Request request : facts.requests()) {
            requested.add(request.email());
            if (!asked.add(request.email() + " " + request.blueprint())) {
                name(Kind.EFFECT_TWICE, request.email(), "has two requests of " + request.blueprint());
            }
            if (!request.over()) {
                name(Kind.LOST, request.email(), "has a request of " + request.blueprint() + " that is not over");
            }
            if (!facts.wanted().contains(request.email())) {
                name(Kind.AUDIENCE_WRONG, request.email(), "has a request, and no trigger takes such a person");
            }
        }
        facts.wanted().stream()
                .filter(email -> !requested.contains(email))
                .sorted()
                .forEach(email -> name(Kind.LOST, email, "has no request, and a trigger takes such a person"));
    }

    private void name(Kind kind, String subject, String detail) {
        found.add(new Discrepancy(kind, subject, detail));
    }
}
