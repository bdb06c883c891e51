package dev.weir.server.callbacks;

import dev.weir.server.tickets.Effect;
import dev.weir.server.tickets.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts answers, by who gave them and what they did. */
final class AnswerCounts {

    private record Key(String provider, Effect.Kind effect) {}

    private record Sum(long count, long millis, long retries) {}

    private final ConcurrentMap<Key, Sum> sums = new ConcurrentHashMap<>();

    /** @param now the database's time when they had their effect */
    void add(List<Effect> effects, Instant now) {
        for (Effect effect : effects) {
            Ticket ticket = effect.ticket();
            if (!ticket.awaitsEvent()) {
                long waited =
                        Math.max(0, Duration.between(ticket.createdAt(), now).toMillis());
                sums.merge(
                        new Key(ticket.requireOperation().provider(), effect.kind()),
                        new Sum(1, waited, ticket.tries()),
                        (one, other) -> new Sum(
                                one.count() + other.count(),
                                one.millis() + other.millis(),
                                one.retries() + other.retries()));
            }
        }
    }

    List<CallbackCounts.Answers> all() {
        return sums.entrySet().stream()
                .map(entry -> new CallbackCounts.Answers(
                        entry.getKey().provider(),
                        entry.getKey().effect().text(),
                        entry.getValue().count(),
                        Duration.ofMillis(entry.getValue().millis()),
                        entry.getValue().retries()))
                .toList();
    }
}
