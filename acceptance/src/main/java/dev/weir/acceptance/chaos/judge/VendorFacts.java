package dev.weir.acceptance.chaos.judge;

import com.google.common.collect.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The vendors' ledger, and what our own tables say of the same calls. Amounts in 1/1000.
 *
 * @param records of calls of our own, not of remembered or shared answers
 * @param standing intents that have not been settled
 * @param strays tries that no record shows
 * @param values all that is known of each row, as questions have it
 * @param adjustments by which vendors' totals differ from what their answers said
 */
record VendorFacts(
        List<Call> calls,
        List<Answered> records,
        List<Standing> standing,
        List<Stray> strays,
        Map<Asking.Row, Set<String>> values,
        List<Adjustment> adjustments,
        Trouble trouble) {

    /** What vendors take to answer. */
    private static final Duration ANSWERING = Duration.ofSeconds(3);

    /** How long those that answer later usually take, as the operations say that the load asks. */
    private static final Duration TYPICAL = Duration.ofMinutes(10);

    VendorFacts {
        calls = List.copyOf(calls);
        records = List.copyOf(records);
        standing = List.copyOf(standing);
        strays = List.copyOf(strays);
        values = Map.copyOf(values);
        adjustments = List.copyOf(adjustments);
    }

    /**
     * Whether the vendor may have been at work for the one when the other came: what is lost on its way is handed over again
     * when its answer would usually have come, and not before.
     */
    boolean crosses(Call later, Call earlier) {
        return later.time().isBefore(trouble.over())
                && later.time().isBefore(earlier.time().plus(TYPICAL));
    }

    /** Whether a call's answer may have come to a server that stood still, and been too late when it went on. */
    boolean mayBeUnheard(Call call) {
        Range<Instant> answering = Range.closed(call.time(), call.time().plus(ANSWERING));
        return trouble.still().stream().anyMatch(answering::isConnected);
    }

    /**
     * An asking that has its record.
     *
     * @param key equal for askings that ask the same
     * @param cost of one call, as the job pinned it
     * @param said whether a person said what has become of it
     */
    record Answered(
            Asking asking,
            String vendor,
            String key,
            int attempt,
            int tries,
            long certain,
            long possible,
            long cost,
            boolean said) {}

    /** @param possible of earlier attempts; the one that stands may have cost {@code cost} */
    record Standing(Asking asking, String vendor, String key, int attempt, long possible, long cost) {}

    /** @param times that it was sent beside what a record or an intent says of it */
    record Stray(Asking asking, String vendor, int times, long possible) {}

    record Adjustment(long job, int step, int place, long amount) {}
}
