package dev.weir.server.audience;

import dev.weir.provider.Sha256;
import dev.weir.server.problem.Problem;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Gathered;
import dev.weir.server.workspace.Transactions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The door for what tools send to the addresses of sources. What is answered is durable. Many deliveries share a
 * transaction, and none fails for another one's sake.
 */
public final class Deliveries implements AutoCloseable {

    private static final int LANES = 2;
    private static final int TOGETHER = 256;

    /** People of one transaction, about. */
    private static final int MOST_PEOPLE = 2_000;

    private final Transactions transactions;
    private final SourceTable table;
    private final Subscribers subscribers;
    private final Vault vault;
    private final Gathered<SourceTable.Token, Optional<Known>> addresses;
    private final Gathered<Word, Result> words;

    public Deliveries(JdbcClient jdbc, Transactions transactions, Subscribers subscribers, Vault vault) {
        this.transactions = transactions;
        this.table = new SourceTable(jdbc);
        this.subscribers = subscribers;
        this.vault = vault;
        this.addresses = new Gathered<>("deliveries-addresses", 1, TOGETHER, this::addresses);
        this.words = new Gathered<>("deliveries-words", LANES, TOGETHER, this::receive);
    }

    /** @param trouble why its secrets cannot be had; null for none */
    private record Known(
            long workspaceId,
            Source source,
            List<String> secrets,
            @Nullable Problem trouble,
            Instant now) {}

    /** A source that something is sent to. Its text form shows no secret. */
    public static final class Addressee {
        private final Known known;

        private Addressee(Known known) {
            this.known = known;
        }

        @Override
        public String toString() {
            return "source " + known.source().slug() + " of workspace " + known.workspaceId();
        }
    }

    /**
     * What became of a delivery's people.
     *
     * @param ignored of a type that is not taken
     * @param duplicate how many had been delivered before, which are also counted as what became of them then
     */
    public record Taken(int created, int updated, int unchanged, int refused, int ignored, int duplicate) {}

    /** People of one delivery. */
    private record Word(long workspaceId, From from, List<Arrival> arrivals) {}

    /** @param failure null where it went well */
    private record Result(List<Arrived> arrived, @Nullable RuntimeException failure) {}

    /**
     * The source that an address belongs to.
     *
     * @throws Problem NOT_FOUND, the same whatever is wrong with the address; GONE for one that is not active
     */
    public Addressee addressee(String token) {
        OptionalLong workspace = Sources.TOKENS.workspaceOf(token);
        Known known = workspace.isEmpty()
                ? null
                : addresses
                        .ask(new SourceTable.Token(workspace.getAsLong(), Sha256.of(token)))
                        .orElse(null);
        if (known == null) {
            throw nothingHere();
        }
        if (!known.source().active()) {
            throw new Problem(
                    Problem.Kind.GONE,
                    "source_inactive",
                    "Nothing is taken at this address any more. Its owner can set the source's isActive to true.");
        }
        return new Addressee(known);
    }

    private static Problem nothingHere() {
        return Problem.notFound("unknown_source_address", "Nothing is taken at this address.");
    }

    /**
     * Takes a delivery in.
     *
     * @throws Problem UNAUTHENTICATED where it is not signed as it should be, {@code bad_body}, {@code bad_document},
     *     UNSUPPORTED or TOO_LARGE where it cannot be read, UNAVAILABLE when too many come at once
     */
    public Taken take(Addressee to, Delivery delivery) {
        Known known = to.known;
        Source source = known.source();
        Signature signature = source.signature();
        Mapping mapping = source.mapping();
        if (signature == null || mapping == null) {
            throw new IllegalStateException(to + " has an address and no mapping");
        }
        if (known.trouble() != null) {
            throw known.trouble();
        }
        if (!signature.isGenuine(delivery, known.secrets(), known.now())) {
            throw new Problem(
                    Problem.Kind.UNAUTHENTICATED,
                    "bad_signature",
                    source.lacksSecret()
                            ? "The source has no secret yet by which deliveries are judged; its owner sets the one that the"
                                    + " tool shows."
                            : "The delivery is not signed with the secret of this source, or was signed too long ago.");
        }
        Payload payload = Payload.of(delivery.contentType(), delivery.body());
        List<Mapping.Item> items = mapping.read(payload, delivery, known.now());
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!items.get(i).ignored()) {
                arrivals.add(arrival(items.get(i), i, items.size(), payload, delivery, signature));
            }
        }
        int ignored = items.size() - arrivals.size();
        if (arrivals.isEmpty()) {
            return new Taken(0, 0, 0, 0, ignored, 0);
        }
        Result result = words.ask(
                new Word(known.workspaceId(), new From(source.id(), source.merge(), From.Kind.DELIVERY), arrivals));
        if (result.failure() != null) {
            throw result.failure();
        }
        return counted(result.arrived(), ignored);
    }

    private static Taken counted(List<Arrived> arrived, int ignored) {
        int[] counts = new int[Arrived.Outcome.values().length];
        int duplicate = 0;
        for (Arrived one : arrived) {
            counts[one.outcome().ordinal()]++;
            duplicate += one.duplicate() ? 1 : 0;
        }
        return new Taken(
                counts[Arrived.Outcome.CREATED.ordinal()],
                counts[Arrived.Outcome.UPDATED.ordinal()],
                counts[Arrived.Outcome.UNCHANGED.ordinal()],
                counts[Arrived.Outcome.REFUSED.ordinal()],
                ignored,
                duplicate);
    }

    private static Arrival arrival(
            Mapping.Item item, int index, int all, Payload payload, Delivery delivery, Signature signature) {
        return new Arrival(
                item.email(),
                item.values(),
                item.subscribed(),
                item.occurredAt(),
                key(item, index, delivery, signature),
                all == 1 ? payload.text() : Payload.written(item.payload()));
    }

    /**
     * By which the same is known again: the tool's own name for it, and where it has none, or whoever repeats it could alter
     * that, the body, as far as that or its signature says when it was. The same words without a time may be meant twice.
     */
    private static byte @Nullable [] key(Mapping.Item item, int index, Delivery delivery, Signature signature) {
        String id = item.deliveryId();
        if (id != null && (!item.idInHeader() || signature.signsNames())) {
            return Sha256.of(index + "\n" + id);
        }
        String time = signature.signedTime(delivery);
        if (item.occurredAt() == null && time.isEmpty()) {
            // Nothing better is there.
            return id == null ? null : Sha256.of(index + "\n" + id);
        }
        MessageDigest digest = Sha256.begin();
        String begin = index + "\n\n" + (item.occurredAt() == null ? time : "");
        digest.update(begin.getBytes(StandardCharsets.UTF_8));
        return digest.digest(delivery.body());
    }

    private List<Optional<Known>> addresses(List<SourceTable.Token> tokens) {
        Set<Long> workspaces = new HashSet<>();
        tokens.forEach(token -> workspaces.add(token.workspaceId()));
        return transactions.in(workspaces, () -> {
            Map<Integer, SourceTable.Addressed> found = table.addressed(tokens);
            Map<Long, Known> bySource = new HashMap<>();
            List<Optional<Known>> all = new ArrayList<>();
            for (int i = 0; i < tokens.size(); i++) {
                SourceTable.Addressed one = found.get(i);
                all.add(
                        one == null
                                ? Optional.empty()
                                : Optional.of(
                                        bySource.computeIfAbsent(one.source().id(), _ -> known(one))));
            }
            return all;
        });
    }

    private Known known(SourceTable.Addressed one) {
        try {
            return new Known(
                    one.workspaceId(),
                    one.source(),
                    Sources.secrets(vault, one.workspaceId(), one.source()),
                    null,
                    one.now());
        } catch (Problem sealed) {
            return new Known(one.workspaceId(), one.source(), List.of(), sealed, one.now());
        }
    }

    private List<Result> receive(List<Word> all) {
        @Nullable Result[] results = new Result[all.size()];
        for (List<Integer> round : rounds(all)) {
            int from = 0;
            while (from < round.size()) {
                int people = 0;
                int to = from;
                while (to < round.size()
                        && (to == from
                                || people + all.get(round.get(to)).arrivals().size() <= MOST_PEOPLE)) {
                    people += all.get(round.get(to)).arrivals().size();
                    to++;
                }
                List<Integer> some = round.subList(from, to);
                List<Result> done = some(some.stream().map(all::get).toList());
                for (int i = 0; i < done.size(); i++) {
                    results[some.get(i)] = done.get(i);
                }
                from = to;
            }
        }
        return Stream.of(results).map(Objects::requireNonNull).toList();
    }

    /**
     * What is done together: of each workspace one source's. One source's people are locked in the order of their addresses;
     * those of two would be in none.
     */
    private static Collection<List<Integer>> rounds(List<Word> all) {
        Map<Long, List<Place>> places = new HashMap<>();
        Map<Integer, List<Integer>> rounds = new TreeMap<>();
        for (int i = 0; i < all.size(); i++) {
            List<Place> known = places.computeIfAbsent(all.get(i).workspaceId(), _ -> new ArrayList<>());
            Place place = Place.of(all.get(i));
            if (!known.contains(place)) {
                known.add(place);
            }
            rounds.computeIfAbsent(known.indexOf(place), _ -> new ArrayList<>()).add(i);
        }
        return rounds.values();
    }

    /** What cannot be done together is done in halves, down to the one that cannot be done. */
    private List<Result> some(List<Word> some) {
        try {
            return together(some);
        } catch (RuntimeException failed) {
            if (some.size() == 1) {
                return List.of(new Result(List.of(), failed));
            }
            int half = some.size() / 2;
            List<Result> results = new ArrayList<>(some(some.subList(0, half)));
            results.addAll(some(some.subList(half, some.size())));
            return results;
        }
    }

    /** Where words are from. A source whose merge has just been changed is two. */
    private record Place(long workspaceId, From from) {
        static Place of(Word word) {
            return new Place(word.workspaceId(), word.from());
        }
    }

    /**
     * All that locks does so in the same order, so that no two wait for each other: workspace by workspace their people, and
     * then their turns.
     *
     * @param some of each workspace one source's
     */
    private List<Result> together(List<Word> some) {
        Map<Long, List<Integer>> byWorkspace = new TreeMap<>();
        for (int i = 0; i < some.size(); i++) {
            byWorkspace
                    .computeIfAbsent(some.get(i).workspaceId(), _ -> new ArrayList<>())
                    .add(i);
        }
        return transactions.in(byWorkspace.keySet(), () -> {
            Map<Integer, Result> results = new TreeMap<>();
            List<Long> news = new ArrayList<>();
            byWorkspace.forEach((workspaceId, words) -> {
                if (!table.hold(workspaceId, some.get(words.getFirst()).from().sourceId())) {
                    words.forEach(word -> results.put(word, new Result(List.of(), nothingHere())));
                    return;
                }
                List<Arrival> arrivals = new ArrayList<>();
                words.forEach(word -> arrivals.addAll(some.get(word).arrivals()));
                List<Arrived> arrived =
                        subscribers.keep(workspaceId, some.get(words.getFirst()).from(), arrivals);
                if (Subscribers.isNews(arrived)) {
                    news.add(workspaceId);
                }
                int at = 0;
                for (int word : words) {
                    int count = some.get(word).arrivals().size();
                    results.put(word, new Result(List.copyOf(arrived.subList(at, at + count)), null));
                    at += count;
                }
            });
            news.forEach(subscribers::tell);
            return List.copyOf(results.values());
        });
    }

    @Override
    public void close() {
        addresses.close();
        words.close();
    }
}
