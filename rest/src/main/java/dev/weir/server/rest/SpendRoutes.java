package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.credits.Credits;
import dev.weir.server.enrichment.Doubt;
import dev.weir.server.insight.Spend;
import dev.weir.server.insight.Spending;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was spent, and what may have been. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}")
@Tag(name = "Credits")
class SpendRoutes {

    private static final String DOUBTS = "doubts";
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private final Weir weir;

    SpendRoutes(Weir weir) {
        this.weir = weir;
    }

    /** What was spent on one thing. */
    @Schema(name = "Spend")
    record SpendJson(
            @Schema(
                    description =
                            "The provider's slug, the fields that were asked for, the job's id, or the day of UTC")
            String key,

            @Schema(description = "Calls that left and have ended: what charges, refunds and doubts are counted beside")
            long calls,

            @Schema(description = "Credits charged") BigDecimal posted,

            @Schema(description = "How many of the calls were charged")
            long charges,

            @Schema(description = "Credits given back, whenever they had been charged")
            BigDecimal refunded,

            @Schema(description = "In how many transactions")
            long refunds,

            @Schema(description = "Credits still held for calls that fell in doubt in this time")
            BigDecimal inDoubt,

            @Schema(description = "How many calls that are; they are not among calls")
            long doubts,

            @Schema(description = "What vendors charged, by their own unit")
            List<VendorSpend> vendors) {}

    /** What vendors charged in one unit. */
    @Schema(name = "VendorSpend")
    record VendorSpend(
            @Schema(example = "credit") String unit,

            @Schema(description = "Calls billed in that unit that left and have ended")
            long calls,

            @Schema(description = "How many of them were charged for certain")
            long chargedCalls,

            @Schema(description = "As the vendor reported it, or else by its price list; what is adjusted is in it")
            BigDecimal certain,

            @Schema(description = "What it may have charged besides, for calls whose answer was lost or broken")
            BigDecimal possible,

            @Schema(
                    description =
                            "Askings that were taken back after tries it may have charged; they are not among calls")
            long takenBack,

            @Schema(
                    description =
                            "By how much more vendors said that whole submissions cost than their items did; below 0 when it was"
                                    + " less")
            BigDecimal adjusted) {}

    /** A spend report. */
    @Schema(name = "SpendReport")
    record SpendReport(
            @Schema(allowableValues = {"provider", "field", "job", "day"})
            String by,

            Instant from,
            @Schema(description = "Up to, and without") Instant to,
            List<SpendJson> groups) {}

    @GetMapping("/spend")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "What was spent, by provider, field, job or day, with vendors' costs beside",
            description =
                    "Amounts belong to the time when they were settled; doubts to when the answer was lost. Days are"
                            + " of UTC and in order, everything else begins with the most spent.")
    Answer<SpendReport> spend(
            @PathVariable long workspaceId,
            @Parameter(description = "provider, field, job or day") @RequestParam(defaultValue = "provider") String by,
            @Parameter(description = "A day of UTC or an instant; absent for everything so far") @RequestParam @Nullable
                    String from,
            @Parameter(description = "A day of UTC, which then is the last one, or an instant, up to which")
                    @RequestParam
                    @Nullable
                    String to) {
        Spending.By group =
                Given.oneOf("by", by, Spending.By.values(), one -> one.name().toLowerCase(Locale.ROOT));
        Instant begin = from == null ? FIRST : time("from", from, 0);
        Instant end = to == null ? LAST : time("to", to, 1);
        List<SpendJson> groups = weir.insight().spending().of(workspaceId, group, begin, end).stream()
                .map(SpendRoutes::json)
                .toList();
        return Answer.of(new SpendReport(by, begin, end, groups));
    }

    /** @param daysOn added to a day, so that it can end with it */
    private static Instant time(String name, String text, int daysOn) {
        try {
            Instant time = text.length() <= 10
                    ? LocalDate.parse(text).plusDays(daysOn).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : Instant.parse(text);
            if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // Told below, with times beyond what is kept.
        }
        throw bad(name, text, "must be a day such as 2026-11-29 or an instant such as 2026-11-29T22:00:00Z");
    }

    private static Problem bad(String name, String text, String sentence) {
        return Problem.invalid("bad_" + name, name + " is '" + text + "' and " + sentence + ".")
                .at("/" + name, sentence);
    }

    private static SpendJson json(Spend spend) {
        return new SpendJson(
                spend.key(),
                spend.calls(),
                Credits.amount(spend.posted()),
                spend.posts(),
                Credits.amount(spend.refunded()),
                spend.refunds(),
                Credits.amount(spend.inDoubt()),
                spend.doubts(),
                spend.vendors().stream()
                        .map(vendor -> new VendorSpend(
                                vendor.unit(),
                                vendor.calls(),
                                vendor.chargedCalls(),
                                Credits.amount(vendor.certain()),
                                Credits.amount(vendor.possible()),
                                vendor.unrecorded(),
                                Credits.amount(vendor.adjusted())))
                        .toList());
    }

    /** A call that may have been charged and whose answer nobody has. */
    @Schema(name = "Doubt")
    record DoubtJson(
            long jobId,
            @Schema(description = "From 0") int rowIndex,
            String step,
            String provider,

            @Schema(description = "Credits that stay held for it")
            BigDecimal credits,

            @Schema(description = "What the vendor may have charged, in its unit")
            BigDecimal vendorCost,

            String vendorUnit,
            int attempt,
            Instant since,

            @Schema(description = "When it is settled if nobody says anything: the customer does not pay then")
            Instant expiresAt) {}

    @GetMapping("/doubts")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "List a workspace's open doubts, the oldest first",
            description =
                    "Each is settled by POST …/enrichment-jobs/{jobId}/cells/{row}/{step}/resolve, by late evidence, or"
                            + " by expiry after 30 days.")
    Answer<List<DoubtJson>> doubts(@PathVariable long workspaceId, PageWish wish) {
        long[] at = wish.place(DOUBTS, 5);
        Doubt.Mark after = at == null
                ? null
                : new Doubt.Mark(
                        Cursor.instant(at[0]), at[1], Cursor.integer(at[2]), Cursor.small(at[3]), Cursor.small(at[4]));
        return Answer.page(
                wish,
                DOUBTS,
                at == null ? weir.doubts().count(workspaceId) : at[5],
                weir.doubts().page(workspaceId, after, wish.offset(), wish.limit() + 1),
                SpendRoutes::json,
                SpendRoutes::place);
    }

    private static long[] place(Doubt doubt) {
        Doubt.Mark mark = doubt.mark();
        return new long[] {Cursor.micros(mark.at()), mark.jobId(), mark.rowIndex(), mark.step(), mark.place()};
    }

    private static DoubtJson json(Doubt doubt) {
        return new DoubtJson(
                doubt.jobId(),
                doubt.rowIndex(),
                doubt.step(),
                doubt.provider(),
                Credits.amount(doubt.amount()),
                Credits.amount(doubt.vendorCost()),
                doubt.vendorUnit(),
                doubt.attempt(),
                doubt.since(),
                doubt.expires());
    }
}
