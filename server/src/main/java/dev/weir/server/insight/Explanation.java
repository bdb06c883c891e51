package dev.weir.server.insight;

import dev.weir.server.waterfall.Computation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one cell came to be what it is. Money in 1/1000: credits for the customer, the vendor's own unit for the vendor.
 *
 * @param row from 0, among the job's rows
 * @param listRow from 0, among the rows of the list
 * @param state of the cell; {@code pending} when nothing is stored yet
 * @param rule what else had to be true of a value for it to count, as its author wrote it; null for nothing
 * @param condition which rows the step is for, as its author wrote it; null for all
 * @param conditionTrouble why that could not be told of this row, so that it was passed over; null when it could
 * @param workings how it was worked out, part by part, where nobody was asked
 * @param known what the row knew when the cell was begun, as far as it can be told from what other cells kept
 * @param kept what the cell found
 * @param missing fields that it was for and did not find
 * @param turns one for each place of the waterfall, in order
 * @param lost values of the cell's fields that somebody gave and that were not taken
 * @param openCalls calls for the cell to which nobody has the answer
 * @param at when the cell came to be so; null when nothing is stored yet
 */
public record Explanation(
        long jobId,
        String list,
        int row,
        int listRow,
        String step,
        List<String> fields,
        String state,
        @Nullable String reason,
        @Nullable String rule,
        @Nullable String condition,
        @Nullable String conditionTrouble,
        List<Computation.Working> workings,
        List<Known> known,
        List<Known> kept,
        List<String> missing,
        List<Turn> turns,
        List<Lost> lost,
        List<OpenCall> openCalls,
        @Nullable Instant at) {

    /** Where values come from that the row knew from the start. */
    public static final String LIST = "the list";

    /** A value and where it is from: {@link #LIST}, or a provider's place. */
    public record Known(String field, Object value, String from) {}

    /** What a place of the waterfall had to do with it. */
    public enum Part {
        /** It was called. */
        ASKED,
        /** An answer of it was there: nobody was called. */
        REMEMBERED,
        /** Another row put the same question at the same moment. */
        FOLLOWED,
        /** Its turn came and was passed over. */
        PASSED_OVER,
        /** It was called, and its answer was lost. */
        IN_DOUBT,
        /** It was asked, and answers later. */
        WAITED_FOR,
        /** Its turn never came. */
        NOT_REACHED
    }

    /**
     * One place's turn.
     *
     * @param verifies the provider whose find it verifies; null for one that finds
     * @param question what it is asked with, as far as the row knows it
     * @param verdict what its answer was judged to be; null when there was none
     * @param detail why it was judged so
     * @param gave all that it answered
     * @param refunded of {@code charged}, what came back because the find did not stand when it was verified
     * @param why one sentence
     */
    public record Turn(
            String provider,
            @Nullable String verifies,
            Part part,
            Map<String, Object> question,
            @Nullable String verdict,
            @Nullable String detail,
            Map<String, Object> gave,
            List<String> kept,
            long charged,
            long refunded,
            long vendorCertain,
            long vendorPossible,
            String unit,
            int tries,
            int millis,
            @Nullable Instant at,
            String why) {}

    /** A value that was there and was not taken. @param step in which it was given */
    public record Lost(String field, Object value, String provider, String step, String why) {}

    /**
     * A call nobody knows the answer to.
     *
     * @param state {@code in_flight}, {@code waiting} for its late answer, {@code in_doubt}, {@code to_be_repeated}, or
     *     {@code another_row} for one that another row has made and this one waits for
     * @param provider its place; null for another row's
     * @param amount held for it
     * @param possible what it may have cost at the vendor so far, beside the call that is on its way
     */
    public record OpenCall(
            String state,
            @Nullable String provider,
            int attempt,
            long amount,
            long possible,
            @Nullable Instant since) {}

    public Explanation {
        openCalls = List.copyOf(openCalls);
        fields = List.copyOf(fields);
        workings = List.copyOf(workings);
        known = List.copyOf(known);
        kept = List.copyOf(kept);
        missing = List.copyOf(missing);
        turns = List.copyOf(turns);
        lost = List.copyOf(lost);
    }

    /** What the cell cost its customer, refunds taken off. */
    public long charged() {
        return turns.stream()
                .mapToLong(turn -> turn.charged() - turn.refunded())
                .sum();
    }
}
