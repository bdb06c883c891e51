package dev.weir.server.rest;

import dev.weir.server.credits.Credits;
import dev.weir.server.insight.Quote;
import dev.weir.server.waterfall.Estimate;
import dev.weir.server.waterfall.HitRate;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/** What a job would cost. Amounts in credits. */
@Schema(name = "Quote")
record QuoteAnswer(
        long totalRecords,

        @Schema(
                description =
                        "What a submit sets aside: the worst case of as many rows that lack everything, or the cap")
        BigDecimal estimatedCredits,

        @Schema(description = "The most these rows can cost, with what they have and what is remembered left out")
        BigDecimal worstCaseCredits,

        @Schema(description = "The most one row can cost") BigDecimal worstCaseCreditsPerRow,

        @Schema(description = "The most these rows can cost without maxCredits and maxCreditsPerRow")
        BigDecimal uncappedCredits,

        @Schema(description = "The mean of such jobs; hitRates says what that rests on")
        BigDecimal expectedCredits,

        @Schema(description = "In nine of ten such jobs it is no more")
        BigDecimal p90Credits,

        @Schema(description = "Records that repeat an earlier one, and get its answers")
        long repeatedRecords,

        @Schema(description = "So many records were looked at one by one; fewer than all of a long list stand for all")
        long recordsLookedAt,

        List<FieldQuote> fields,

        @Schema(
                description =
                        "What the expectation rests on: whom the job would ask, and what came of asking them before, or"
                                + " what they declare")
        List<Rate> hitRates) {

    /** One field of it. */
    @Schema(name = "FieldQuote")
    record FieldQuote(
            String field,
            @Schema(description = "Records that lack it") long lacking,

            @Schema(description = "Records that remembered answers leave nothing to ask for")
            long remembered,

            @Schema(description = "Records for which somebody may be asked")
            long toAsk) {}

    /** One place of a waterfall. */
    @Schema(name = "HitRate")
    record Rate(
            String field,
            String providerSlug,

            @Schema(
                    description =
                            "measured: by the workspace's latest jobs; declared: nobody was asked yet, and what the"
                                    + " provider's declaration says is taken",
                    allowableValues = {"measured", "declared"})
            String basis,

            @Schema(description = "The share of questions that is taken to be answered with a find, 0 to 1")
            BigDecimal rate,

            @Schema(description = "Answered calls it is measured on; 0 where it is declared")
            long asked,

            @Schema(description = "Those of them whose answer was accepted")
            long accepted) {}

    static QuoteAnswer of(Quote quote) {
        Estimate likely = quote.likely();
        return new QuoteAnswer(
                quote.rows(),
                Credits.amount(quote.holdMilli()),
                Credits.amount(quote.worstMilli()),
                Credits.amount(quote.perRowMilli()),
                Credits.amount(quote.uncappedMilli()),
                Credits.amount(likely.expectedMilli()),
                Credits.amount(likely.p90Milli()),
                quote.looked().repeated(),
                quote.looked().rows(),
                quote.lacking().entrySet().stream()
                        .map(entry -> new FieldQuote(
                                entry.getKey(),
                                entry.getValue(),
                                count(quote.looked().remembered(), entry.getKey()),
                                count(quote.looked().toAsk(), entry.getKey())))
                        .toList(),
                quote.places().stream().map(QuoteAnswer::rate).toList());
    }

    private static long count(Map<String, Long> byField, String field) {
        return byField.getOrDefault(field, 0L);
    }

    private static Rate rate(Quote.PlaceRate place) {
        HitRate measured = place.measured();
        return new Rate(
                place.field(),
                place.provider(),
                measured == null ? "declared" : "measured",
                BigDecimal.valueOf(place.share())
                        .setScale(3, RoundingMode.HALF_UP)
                        .stripTrailingZeros(),
                measured == null ? 0 : measured.asked(),
                measured == null ? 0 : measured.accepted() + measured.partial());
    }
}
