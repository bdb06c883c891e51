package dev.weir.server.audience;

import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import dev.weir.server.audience.SubscriberEvent.Change;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.workspace.DatabaseTime;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The people who subscribed to something of a workspace's. Every verb joins the caller's transaction, which has to see the
 * workspace.
 */
public final class Subscribers {

    private static final Field EMAIL = Fields.find("person.work_email").orElseThrow();

    private static final String NO_EMAIL = "there is no e-mail address";
    private static final String BAD_EMAIL = "what stands for the e-mail address is none";
    private static final String ON_LIST = "is on the suppression list";
    private static final String OLDER = "something newer is known";
    private static final String FULL = "some of it was left out: a subscriber has at most " + Draft.MOST_FIELDS
            + " fields, and " + Draft.MOST_CHARACTERS + " characters in them";

    private final DatabaseTime time;
    private final SubscriberTable table;
    private final SubscriberEventTable events;
    private final Turns turns;
    private final Listed listed;

    public Subscribers(JdbcClient jdbc, Turns turns, Suppressions suppressions) {
        this.time = new DatabaseTime(jdbc);
        this.listed = new Listed(suppressions);
        this.table = new SubscriberTable(jdbc);
        this.events = new SubscriberEventTable(jdbc);
        this.turns = turns;
    }

    /**
     * Takes in what a source says, item by item in their order, and has triggers and scores look at what it changed. An
     * address that is none refuses its item alone. What has been delivered before has no effect. Who is on the suppression list
     * and is no subscriber does not become one: they asked to be forgotten, and of what came nothing is kept but that it did.
     *
     * @return what became of each, in their order
     * @throws org.springframework.dao.PessimisticLockingFailureException when another one took in the same meanwhile; the
     *     transaction is to be run again, as {@link dev.weir.server.workspace.Transactions} does
     */
    public List<Arrived> receive(long workspaceId, From from, List<Arrival> arrivals) {
        List<Arrived> arrived = keep(workspaceId, from, arrivals);
        if (isNews(arrived)) {
            tell(workspaceId);
        }
        return arrived;
    }

    /** Whether triggers and scores have something to look at. */
    static boolean isNews(List<Arrived> arrived) {
        return arrived.stream()
                .anyMatch(one -> !one.duplicate() && one.outcome().isChange());
    }

    /** Has triggers and scores look. */
    void tell(long workspaceId) {
        turns.wake(workspaceId, Duty.TRIGGERS);
        turns.wake(workspaceId, Duty.SCORES);
    }

    /**
     * As {@link #receive}, and tells nobody. Whoever keeps what several workspaces have been sent tells only then: turns are
     * locked after all subscribers, by everybody.
     */
    List<Arrived> keep(long workspaceId, From from, List<Arrival> arrivals) {
        if (arrivals.isEmpty()) {
            return List.of();
        }
        Instant now = time.now();
        @Nullable Arrived[] results = new Arrived[arrivals.size()];
        Map<Integer, Integer> again = markDuplicates(workspaceId, from, arrivals, results);
        List<SubscriberEventTable.Entry> entries = new ArrayList<>();
        Map<String, List<Integer>> byEmail = new TreeMap<>();
        for (int i = 0; i < results.length; i++) {
            if (results[i] == null && !again.containsKey(i)) {
                Arrival arrival = arrivals.get(i);
                String email =
                        EMAIL.normalise(arrival.email()).map(Object::toString).orElse(null);
                if (email == null) {
                    String reason = arrival.email().isBlank() ? NO_EMAIL : BAD_EMAIL;
                    results[i] = new Arrived(Arrived.Outcome.REFUSED, null, reason, false);
                } else {
                    byEmail.computeIfAbsent(email, _ -> new ArrayList<>()).add(i);
                }
            }
        }
        refuseListed(workspaceId, byEmail, arrivals, results);
        Map<Integer, Draft.Effect> effects = new HashMap<>();
        merge(workspaceId, from, arrivals, byEmail, now, results, effects);
        again.forEach((place, first) ->
                results[place] = Objects.requireNonNull(results[first]).again());
        for (int i = 0; i < results.length; i++) {
            Arrived result = Objects.requireNonNull(results[i]);
            Arrival arrival = arrivals.get(i);
            if (!result.duplicate() && (result.outcome() != Arrived.Outcome.UNCHANGED || arrival.delivery() != null)) {
                Draft.Effect effect = effects.get(i);
                entries.add(new SubscriberEventTable.Entry(
                        result.outcome(),
                        result.subscriberId(),
                        arrival.delivery(),
                        ON_LIST.equals(result.reason()) ? null : storable(arrival.payload()),
                        KeptJson.writeChanges(effect == null ? Map.of() : effect.changes()),
                        result.reason(),
                        Draft.said(arrival.occurredAt(), now)));
            }
        }
        if (!entries.isEmpty() && events.insert(workspaceId, from, entries, now) < entries.size()) {
            throw new CannotAcquireLockException("the same was delivered twice at once; the transaction is run again");
        }
        List<Arrived> arrived = new ArrayList<>(results.length);
        for (Arrived result : results) {
            arrived.add(Objects.requireNonNull(result));
        }
        return arrived;
    }

    /** @return where the same delivery stands twice: its second place, and its first */
    private Map<Integer, Integer> markDuplicates(
            long workspaceId, From from, List<Arrival> arrivals, @Nullable Arrived[] results) {
        Map<ByteBuffer, Integer> first = new LinkedHashMap<>();
        Map<Integer, Integer> again = new HashMap<>();
        for (int i = 0; i < results.length; i++) {
            byte[] delivery = arrivals.get(i).delivery();
            if (delivery != null) {
                Integer before = first.putIfAbsent(ByteBuffer.wrap(delivery), i);
                if (before != null) {
                    again.put(i, before);
                }
            }
        }
        if (!first.isEmpty()) {
            events.known(workspaceId, from.sourceId(), first.keySet())
                    .forEach((delivery, known) -> results[Objects.requireNonNull(first.get(delivery))] = known);
        }
        return again;
    }

    /** Takes them out of {@code byEmail}. */
    private void refuseListed(
            long workspaceId, Map<String, List<Integer>> byEmail, List<Arrival> arrivals, @Nullable Arrived[] results) {
        Set<String> strangers = new HashSet<>(listed.of(workspaceId, byEmail, arrivals));
        if (!strangers.isEmpty()) {
            strangers.removeAll(table.known(workspaceId, strangers));
            strangers.forEach(email -> Objects.requireNonNull(byEmail.remove(email))
                    .forEach(place -> results[place] = new Arrived(Arrived.Outcome.REFUSED, null, ON_LIST, false)));
        }
    }

    /** @param byEmail the arrivals of each address, by their places */
    private void merge(
            long workspaceId,
            From from,
            List<Arrival> arrivals,
            Map<String, List<Integer>> byEmail,
            Instant now,
            @Nullable Arrived[] results,
            Map<Integer, Draft.Effect> effects) {
        if (byEmail.isEmpty()) {
            return;
        }
        // As if none of them were known: most of a new list's are not, and whoever is tells so.
        List<Draft> drafts = new ArrayList<>(byEmail.size());
        byEmail.forEach((email, places) -> {
            Draft draft = new Draft(email);
            take(draft, from, arrivals, places, now, effects);
            drafts.add(draft);
        });
        Map<String, Long> made = table.insert(workspaceId, from.sourceId(), drafts, now);
        made.forEach((email, id) -> conclude(id, true, Objects.requireNonNull(byEmail.get(email)), results, effects));
        Set<String> known = new HashSet<>(byEmail.keySet());
        known.removeAll(made.keySet());
        if (known.isEmpty()) {
            return;
        }
        List<SubscriberTable.Standing> standing = table.lockByEmails(workspaceId, known);
        if (standing.size() < known.size()) {
            throw new CannotAcquireLockException("a subscriber was erased meanwhile; the transaction is run again");
        }
        Map<Long, Draft> moved = new LinkedHashMap<>();
        List<Long> seen = new ArrayList<>();
        for (SubscriberTable.Standing one : standing) {
            Draft draft = one.draft();
            List<Integer> places = Objects.requireNonNull(byEmail.get(draft.email()));
            take(draft, from, arrivals, places, now, effects);
            conclude(one.subscriber().id(), false, places, results, effects);
            if (draft.isMoved()) {
                moved.put(one.subscriber().id(), draft);
            } else {
                seen.add(one.subscriber().id());
            }
        }
        if (!moved.isEmpty()) {
            table.merged(workspaceId, moved, now);
        }
        if (!seen.isEmpty()) {
            table.seen(workspaceId, seen, now);
        }
    }

    private static void take(
            Draft draft,
            From from,
            List<Arrival> arrivals,
            List<Integer> places,
            Instant now,
            Map<Integer, Draft.Effect> effects) {
        for (int place : places) {
            effects.put(place, draft.take(arrivals.get(place), from, now));
        }
    }

    private static void conclude(
            long id,
            boolean created,
            List<Integer> places,
            @Nullable Arrived[] results,
            Map<Integer, Draft.Effect> effects) {
        for (int place : places) {
            Draft.Effect effect = Objects.requireNonNull(effects.get(place));
            Arrived.Outcome outcome = created && place == places.getFirst()
                    ? Arrived.Outcome.CREATED
                    : effect.changes().isEmpty() ? Arrived.Outcome.UNCHANGED : Arrived.Outcome.UPDATED;
            String older = outcome == Arrived.Outcome.UNCHANGED && effect.overruled() ? OLDER : null;
            String reason = effect.full() ? FULL : older;
            results[place] = new Arrived(outcome, id, reason, false);
        }
    }

    /** The only character that no text of the database may hold. */
    private static String storable(String payload) {
        return payload.replace('\0', '\uFFFD');
    }

    /** Of these those that there are, by number. */
    public Map<Long, Subscriber> find(long workspaceId, Collection<Long> ids) {
        Map<Long, Subscriber> found = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            table.find(workspaceId, Set.copyOf(ids)).forEach(one -> found.put(one.id(), one));
        }
        return found;
    }

    /** Those who subscribed last, the last one first. */
    public List<Subscriber> newest(long workspaceId, int most) {
        return table.newest(workspaceId, most);
    }

    /** Arrivals that triggers have not seen, the oldest first, and locked. */
    public List<News> unconsidered(long workspaceId, int most) {
        return events.lockUnconsidered(workspaceId, most);
    }

    /** Triggers have seen them. @param eventIds of {@link News} */
    public void considered(long workspaceId, Collection<Long> eventIds) {
        events.considered(workspaceId, eventIds);
    }

    /**
     * Enrichment has ended well for these subscribers, and found that. It bears being told twice; of two words on one field
     * the one that was found later counts. No trigger sees it: they would go round in circles.
     *
     * @param findings of subscribers who have been erased meanwhile nothing is kept
     */
    public void found(long workspaceId, List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        Instant now = time.now();
        Map<Long, Map<String, Kept>> found = new LinkedHashMap<>();
        table.lock(workspaceId, findings.stream().map(Finding::subscriberId).collect(Collectors.toSet()))
                .forEach(one -> found.put(one.id(), new HashMap<>(one.found())));
        Set<Long> changed = new HashSet<>();
        List<SubscriberEventTable.Enrichment> entries = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Kept> is = found.get(finding.subscriberId());
            if (is == null) {
                continue;
            }
            Map<String, Change> changes = new TreeMap<>();
            finding.values().forEach((field, kept) -> {
                Kept before = is.get(field);
                if (before == null || !kept.at().isBefore(before.at())) {
                    is.put(field, kept);
                    if (before == null || !before.value().equals(kept.value())) {
                        changes.put(field, new Change(before == null ? null : before.value(), kept.value()));
                    }
                }
            });
            if (!changes.isEmpty()) {
                changed.add(finding.subscriberId());
            }
            entries.add(new SubscriberEventTable.Enrichment(
                    changes.isEmpty() ? Arrived.Outcome.UNCHANGED : Arrived.Outcome.UPDATED,
                    finding.subscriberId(),
                    finding.jobId(),
                    finding.rowIdx(),
                    KeptJson.writeChanges(changes)));
        }
        if (found.isEmpty()) {
            return;
        }
        table.found(workspaceId, found, changed, now);
        events.insertEnriched(workspaceId, entries, now);
        if (!changed.isEmpty()) {
            turns.wake(workspaceId, Duty.SCORES);
        }
    }

    /** Of whom something has changed since they were scored, or who never were; by number, and locked. */
    public List<Subscriber> unscored(long workspaceId, int most) {
        return byNumber(table.lockUnscored(workspaceId, most));
    }

    /** All behind that number, by number, and locked. */
    public List<Subscriber> after(long workspaceId, long id, int most) {
        return byNumber(table.lockAfter(workspaceId, id, most));
    }

    private static List<Subscriber> byNumber(List<Subscriber> subscribers) {
        return subscribers.stream()
                .sorted(Comparator.comparingLong(Subscriber::id))
                .toList();
    }

    /** Of all that there are so many, spread evenly over them by number: their numbers. */
    public record Sample(long all, List<Long> some) {}

    /** @param most of how many */
    public Sample sample(long workspaceId, int most) {
        long all = table.count(workspaceId);
        return new Sample(all, all == 0 ? List.of() : table.sample(workspaceId, Math.ceilDiv(all, most)));
    }

    /** Notes what they are worth. Whoever worked it out has them locked. */
    public void score(long workspaceId, List<Scored> scores) {
        if (!scores.isEmpty()) {
            table.score(workspaceId, scores);
        }
    }

    /**
     * Which subscribers are meant; null for whatever.
     *
     * @param type of the address
     * @param sourceId of the first source that spoke of them
     * @param enriched whether enrichment has ever ended well
     * @param email however it is written
     */
    public record Filter(
            @Nullable String type,
            @Nullable Boolean subscribed,
            @Nullable Long sourceId,
            @Nullable String tier,
            @Nullable Boolean enriched,
            @Nullable String email) {

        public Filter {
            email = email == null
                    ? null
                    : EMAIL.normalise(email).map(Object::toString).orElse(email);
        }

        /** As it is stored; null for whatever. */
        @Nullable
        String status() {
            return subscribed == null ? null : Draft.status(subscribed);
        }
    }

    /** Some of them, the newest first. @param before only those of smaller numbers @param skip so many are passed over */
    public List<Subscriber> page(long workspaceId, Filter filter, long before, long skip, int most) {
        return table.page(workspaceId, filter, before, skip, most);
    }

    /** How many there are. */
    public long count(long workspaceId, Filter filter) {
        return table.count(workspaceId, filter);
    }

    /** What has come of a subscriber, the newest first, without payloads. @param before only those of smaller numbers */
    public List<SubscriberEvent> history(long workspaceId, long subscriberId, long before, long skip, int most) {
        return events.page(workspaceId, subscriberId, before, skip, most);
    }

    /** How much of it there is. */
    public long countHistory(long workspaceId, long subscriberId) {
        return events.count(workspaceId, subscriberId);
    }

    /** One event of a subscriber's history, with what came. */
    public Optional<SubscriberEvent> event(long workspaceId, long subscriberId, long eventId) {
        return events.find(workspaceId, subscriberId, eventId);
    }
}
