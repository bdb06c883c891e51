package dev.weir.server.enrichment;

import dev.weir.provider.Reply;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The questions this node is asking just now: whoever wants the same follows instead of asking. Between nodes the
 * intent's key does the same, more slowly.
 */
final class Flights {

    /** How a flight came down. */
    sealed interface Landing {

        /** With a reply, which every follower judges by itself. */
        record Replied(Reply reply) implements Landing {}

        /** With a reply to an earlier call, which is young enough for the leader's job. */
        record Remembered(Reply reply, JobRun job) implements Landing {}

        /** With nothing that is known; the leader's intent stands in doubt. */
        record InDoubt() implements Landing {}

        /** Its answer comes later; whoever wants it waits for it, too. */
        record Waiting() implements Landing {}

        /** It never left; a follower may try in its place. */
        record Abandoned() implements Landing {}
    }

    private final Map<AnswerKey, CompletableFuture<Landing>> flights = new ConcurrentHashMap<>();

    /** A seat: the leader's, who must {@link Flights#land} it on every path, or a follower's. */
    record Seat(AnswerKey key, CompletableFuture<Landing> landing, boolean leads) {}

    Seat join(AnswerKey key) {
        CompletableFuture<Landing> mine = new CompletableFuture<>();
        CompletableFuture<Landing> theirs = flights.putIfAbsent(key, mine);
        return theirs == null ? new Seat(key, mine, true) : new Seat(key, theirs, false);
    }

    /**
     * The leader's seat for the row whose own intent stands for this question, whoever sits there: nobody else can ask
     * while it stands, so following them would be waiting for oneself.
     */
    Seat take(AnswerKey key) {
        CompletableFuture<Landing> mine = new CompletableFuture<>();
        flights.put(key, mine);
        return new Seat(key, mine, true);
    }

    void land(Seat seat, Landing landing) {
        flights.remove(seat.key(), seat.landing());
        seat.landing().complete(landing);
    }
}
