package dev.weir.acceptance.audience;

import dev.weir.acceptance.audience.Facts.Request;
import dev.weir.acceptance.audience.Facts.Subscriber;
import dev.weir.sandbox.Truth;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds what came of a run against what was said in it, the vendor's ledger and the vendor's truth. */
final class Reckoning {

    /** Rows of a job, and questions of a submission. */
    static final int MOST = 100;

    private static final String NOT_FOUND = "not_found";

    private final Map<String, Expected> expected;
    private final Facts facts;
    private final Truth truth;
    private final Worth worth;
    private final boolean undisturbed;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Request> requests = new HashMap<>();

    private Reckoning(Map<String, Expected> expected, Facts facts, Truth truth, Worth worth, boolean undisturbed) {
        this.expected = expected;
        this.facts = facts;
        this.truth = truth;
        this.worth = worth;
        this.undisturbed = undisturbed;
    }

    /**
     * What does not fit.
     *
     * @param submitted how many subscribers the caps let through
     * @param undisturbed whether nobody was killed; else what was lost on its way is handed over again, for nothing
     */
    static List<String> wrong(
            Map<String, Expected> expected, Facts facts, Truth truth, Worth worth, int submitted, boolean undisturbed) {
        Reckoning reckoning = new Reckoning(expected, facts, truth, worth, undisturbed);
        reckoning.requests(submitted);
        reckoning.subscribers();
        reckoning.jobs();
        reckoning.vendor();
        reckoning.answers();
        if (!facts.verified().isEmpty()) {
            reckoning.wrong.add("weir verify says " + facts.verified());
        }
        return reckoning.wrong;
    }

    private void requests(int submitted) {
        Set<String> wanted = new TreeSet<>(Script.wanted(expected));
        int through = 0;
        for (Request request : facts.requests()) {
            if (requests.put(request.email(), request) != null) {
                wrong.add(request.email() + " has two requests");
            }
            if (!wanted.contains(request.email())) {
                wrong.add(request.email() + " has a request, and no trigger takes such a person");
            }
            through += request.state() == Request.PENDING ? 0 : 1;
            ended(request);
        }
        wanted.removeAll(requests.keySet());
        wanted.forEach(email -> wrong.add(email + " has no request"));
        if (through != submitted) {
            wrong.add(through + " subscribers were submitted, and caps let " + submitted + " through");
        }
    }

    private void ended(Request request) {
        boolean known = Profile.of(truth, request.email()).isKnown();
        switch (request.state()) {
            case Request.PENDING -> {
                if (request.job() != null) {
                    wrong.add("the request of " + request.email() + " is pending and names a job");
                }
            }
            case Request.COMPLETED -> {
                if (!known) {
                    wrong.add("the request of " + request.email() + " is completed, and the vendor knows nobody");
                }
            }
            case Request.FAILED -> {
                if (known || !NOT_FOUND.equals(request.reason())) {
                    wrong.add("the request of " + request.email() + " failed as " + request.reason()
                            + ", and the vendor " + (known ? "knows the person" : "knows nobody"));
                }
            }
            default -> wrong.add("the request of " + request.email() + " is still under way");
        }
    }

    private void subscribers() {
        Set<String> seen = new HashSet<>();
        for (Subscriber subscriber : facts.subscribers()) {
            Expected person = expected.get(subscriber.email());
            if (person == null) {
                wrong.add(subscriber.email() + " is a subscriber, and no source said so");
            } else if (!seen.add(subscriber.email())) {
                wrong.add(subscriber.email() + " is there twice");
            } else {
                subscriber(subscriber, person);
            }
        }
        expected.keySet().stream()
                .filter(email -> !seen.contains(email))
                .forEach(email -> wrong.add(email + " is no subscriber"));
        if (facts.counted() != facts.subscribers().size()) {
            wrong.add("the API counts " + facts.counted() + " subscribers, and there are "
                    + facts.subscribers().size());
        }
    }

    private void subscriber(Subscriber subscriber, Expected person) {
        String who = subscriber.email();
        same(who, "type", person.person().type(), subscriber.type());
        same(who, "subscribed", person.subscribed(), subscriber.subscribed());
        same(who, "given", person.given(), subscriber.given());
        if (facts.created().getOrDefault(who, 0) != 1) {
            wrong.add(who + " was created " + facts.created().getOrDefault(who, 0) + " times, by its events");
        }
        Request request = requests.get(who);
        Profile profile = request == null || request.state() != Request.COMPLETED
                ? new Profile(Map.of())
                : Profile.of(truth, who);
        for (String field : Profile.FIELDS) {
            String found = subscriber.found().get(field);
            // What a source said is not asked for; where it comes along all the same, it has to be right.
            if (found != null || !person.given().containsKey(field)) {
                same(who, "found " + field, profile.values().get(field), found);
            }
        }
        Map<String, String> known = new HashMap<>(profile.values());
        known.putAll(person.given());
        int points = worth.points(subscriber.type(), known);
        BigDecimal score = subscriber.score();
        if (score == null || score.compareTo(BigDecimal.valueOf(points)) != 0) {
            wrong.add(who + " is worth " + score + ", and should be " + points);
        } else {
            same(who, "tier", Worth.tier(points), subscriber.tier());
        }
    }

    private void same(String who, String what, @Nullable Object expectation, @Nullable Object found) {
        if (!Objects.equals(expectation, found)) {
            wrong.add(who + " has " + what + " " + found + ", and should have " + expectation);
        }
    }

    private void jobs() {
        Map<Long, Set<Integer>> rows = new HashMap<>();
        for (Request request : requests.values()) {
            Long job = request.job();
            if (job != null && !rows.computeIfAbsent(job, _ -> new HashSet<>()).add(request.row())) {
                wrong.add("row " + request.row() + " of job " + job + " is two requests'");
            }
        }
        for (Facts.Job job : facts.jobs()) {
            int wanted = rows.getOrDefault(job.id(), Set.of()).size();
            if (job.claimed() > MOST || job.claimed() != job.rows() || job.rows() != wanted) {
                wrong.add("job " + job.id() + " says " + job.claimed() + " rows, has " + job.rows() + ", and is of "
                        + wanted + " requests");
            }
            rows.remove(job.id());
        }
        rows.keySet().forEach(job -> wrong.add("job " + job + " is of requests, and is none of the audience's"));
    }

    private void vendor() {
        if (facts.refused() > 0) {
            wrong.add(facts.refused() + " submissions were refused by the vendor, which takes 100 at most");
        }
        Set<String> through = new TreeSet<>();
        requests.values().stream()
                .filter(request -> request.state() != Request.PENDING)
                .forEach(request -> through.add(request.email()));
        facts.asked().forEach((email, asked) -> {
            if (!through.remove(email)) {
                wrong.add("the vendor was asked about " + email + ", who was not submitted");
            }
            int price = Profile.of(truth, email).isKnown() ? 1 : 0;
            if (asked.charged() != price || (undisturbed && asked.times() != 1)) {
                wrong.add("the vendor was asked about " + email + " " + asked.times() + " times and charged "
                        + asked.charged() + " of them");
            }
        });
        through.forEach(email -> wrong.add("the vendor was not asked about " + email));
    }

    private void answers() {
        facts.answers()
                .forEach((how, statuses) -> statuses.forEach((status, times) -> {
                    if (status != how.status()) {
                        wrong.add(times + " deliveries of the kind " + how + " were answered with " + status);
                    }
                }));
        long genuine = facts.answers().getOrDefault(How.GENUINE, Map.of()).values().stream()
                .mapToInt(times -> times)
                .sum();
        if (facts.deliveries() != genuine) {
            wrong.add(facts.deliveries() + " deliveries are kept, and " + genuine + " were made");
        }
    }
}
