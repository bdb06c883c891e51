package dev.weir.server.egress;

import dev.weir.provider.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** How many askings of which provider have ended how on this node, and how long they took. */
public final class CallCounts {

    private final ConcurrentMap<Kind, Sums> sums = new ConcurrentHashMap<>();

    private record Kind(String provider, Class<?> ended) {}

    private static final class Sums {
        final LongAdder askings = new LongAdder();
        final LongAdder tries = new LongAdder();
        final LongAdder nanos = new LongAdder();
    }

    /**
     * Askings that ended alike.
     *
     * @param outcome in lower case, such as {@code found} or {@code not_sent}
     * @param tries sends that counted as tries
     * @param took all together, for those that got a last word
     */
    public record Count(String provider, String outcome, long askings, long tries, Duration took) {}

    void ended(String provider, Asked asked) {
        Class<?> how = asked instanceof Asked.Replied replied ? replied.reply().getClass() : asked.getClass();
        Sums own = sums(provider, how);
        own.askings.increment();
        own.tries.add(asked.tries());
        if (asked instanceof Asked.Replied replied) {
            own.nanos.add(replied.took().toNanos());
        }
    }

    /** One send that stood for many questions, or asked how far they are. */
    void ended(String provider, Class<?> how, long nanos) {
        Sums own = sums(provider, how);
        own.askings.increment();
        own.tries.increment();
        own.nanos.add(nanos);
    }

    private Sums sums(String provider, Class<?> how) {
        Kind kind = new Kind(provider, how);
        Sums known = sums.get(kind);
        return known != null ? known : sums.computeIfAbsent(kind, _ -> new Sums());
    }

    /** All of them, by provider and outcome. */
    public List<Count> all() {
        List<Count> counts = new ArrayList<>();
        sums.forEach((kind, sum) -> counts.add(new Count(
                kind.provider(),
                name(kind.ended()),
                sum.askings.sum(),
                sum.tries.sum(),
                Duration.ofNanos(sum.nanos.sum()))));
        counts.sort((a, b) -> (a.provider() + " " + a.outcome()).compareTo(b.provider() + " " + b.outcome()));
        return counts;
    }

    /** {@code NotFound} is {@code not_found}. */
    static String name(Class<?> ended) {
        return ended == Reply.Throttled.class || ended == Asked.Requeue.class
                ? "throttled"
                : ended.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
