package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.credits.Credits;
import dev.weir.server.credits.RefundRequest;
import dev.weir.server.credits.Transaction;
import dev.weir.server.credits.WorkspaceBalance;
import dev.weir.server.jobs.Job;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A workspace's credits, and each movement of them. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/credits")
@Tag(name = "Credits")
class CreditRoutes {

    private static final String LIST = "transactions";
    private static final int LONGEST_TEXT = 200;

    private final Weir weir;

    CreditRoutes(Weir weir) {
        this.weir = weir;
    }

    /** A workspace's money. */
    @Schema(name = "Credits")
    record CreditsJson(
            @Schema(description = "What further jobs may hold")
            BigDecimal available,

            @Schema(description = "Set aside for jobs and not spent; open and inDoubt are part of it")
            BigDecimal held,

            @Schema(description = "For calls that are on their way")
            BigDecimal open,

            @Schema(description = "For calls of which nobody knows whether they were charged")
            BigDecimal inDoubt,

            @Schema(description = "What jobs were charged in all, less what came back to them")
            BigDecimal posted,

            @Schema(description = "What came back to the workspace of what closed jobs were charged")
            BigDecimal refunded) {}

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "What a workspace has, has set aside and has spent")
    Answer<CreditsJson> show(@PathVariable long workspaceId) {
        return Answer.of(credits(workspaceId));
    }

    private CreditsJson credits(long workspaceId) {
        return weir.transactions().in(workspaceId, () -> {
            WorkspaceBalance balance = weir.ledger().workspace(workspaceId);
            return new CreditsJson(
                    Credits.amount(balance.available()),
                    Credits.amount(balance.held()),
                    Credits.amount(balance.open()),
                    Credits.amount(balance.inDoubt()),
                    Credits.amount(balance.posted()),
                    Credits.amount(weir.ledger().repaid(workspaceId)));
        });
    }

    /** A movement of credits. */
    @Schema(name = "CreditTransaction")
    record TransactionJson(
            @Schema(description = "The creditTransactionId of the enrichment record that it charges")
            long id,

            @Schema(
                    description = "post is a charge; a refund to a job takes back what a find was charged that did"
                            + " not stand, one to the workspace was decided by somebody",
                    allowableValues = {"grant", "hold", "post", "release", "refund"})
            String kind,

            @Schema(description = "Credits, always more than 0")
            BigDecimal amount,

            @Schema(allowableValues = {"outside", "workspace", "job", "revenue"})
            String from,

            @Schema(allowableValues = {"workspace", "job", "revenue"})
            String to,

            @Nullable Long jobId,
            @Schema(description = "From 0") @Nullable Integer rowIndex,
            @Nullable String step,
            @Nullable String provider,
            Instant createdAt) {}

    @GetMapping("/transactions")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "List a workspace's credit transactions, newest first",
            description = "Cursors are as fast at the last transaction as at the first; pages by number count from the"
                    + " first. With a cursor, total is that of the page where its series began.")
    Answer<List<TransactionJson>> transactions(@PathVariable long workspaceId, PageWish wish) {
        return weir.transactions().in(workspaceId, () -> {
            long[] at = wish.place(LIST, 2);
            List<Transaction> found = at == null
                    ? weir.ledger().newest(workspaceId, wish.offset(), wish.limit() + 1)
                    : weir.ledger()
                            .before(workspaceId, new Transaction.Mark(Cursor.instant(at[0]), at[1]), wish.limit() + 1);
            Map<Long, Job> jobs = new HashMap<>();
            return Answer.page(
                    wish,
                    LIST,
                    at == null ? weir.ledger().countTransactions(workspaceId) : at[2],
                    found,
                    entry -> json(workspaceId, entry, jobs),
                    entry -> new long[] {
                        Cursor.micros(entry.mark().at()), entry.mark().id()
                    });
        });
    }

    private TransactionJson json(long workspaceId, Transaction entry, Map<Long, Job> jobs) {
        Transaction.Asking asking = entry.asking();
        Long jobId = entry.jobId();
        String step = null;
        String provider = null;
        if (asking != null && jobId != null) {
            Step asked = jobs.computeIfAbsent(jobId, id -> weir.jobs().get(workspaceId, id))
                    .plan()
                    .steps()
                    .get(asking.step());
            step = asked.name();
            provider = asked.place(asking.place()).key();
        }
        return new TransactionJson(
                entry.id(),
                entry.kind() == Transaction.Kind.REPAYMENT
                        ? "refund"
                        : entry.kind().name().toLowerCase(Locale.ROOT),
                Credits.amount(entry.amount()),
                entry.kind().from(),
                entry.kind().to(),
                jobId,
                asking == null ? null : asking.rowIndex(),
                step,
                provider,
                entry.at());
    }

    /** What is given. */
    @Schema(name = "CreditGrant")
    record GrantBody(
            @Schema(description = "More than 0, at most three decimals", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            BigDecimal credits) {}

    /** What has been given. */
    @Schema(name = "CreditGranted")
    record Granted(long transactionId, BigDecimal credits, CreditsJson balance) {}

    @PostMapping("/grants")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(installation = true)
    @Operation(summary = "Grant credits to a workspace")
    ResponseEntity<Answer<Granted>> grant(@PathVariable long workspaceId, @RequestBody GrantBody body, Act act) {
        long milli = Amounts.required(body.credits(), "/credits");
        weir.workspaces().require(workspaceId);
        return act.once("credits.granted", body, () -> {
            long id = weir.ledger().grant(workspaceId, milli);
            return Made.created(
                    "transaction " + id,
                    new Granted(id, Credits.amount(milli), credits(workspaceId)),
                    "/api/v1/workspaces/" + workspaceId + "/credits/transactions");
        });
    }

    /** What is to be given back. */
    @Schema(name = "CreditRefund")
    record RefundBody(
            @Schema(
                    description = "Of the charge: the creditTransactionId of an enrichment record of a closed job",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            Long transactionId,

            @Schema(description = "How much of it; all that is left of it when absent") @Nullable
            BigDecimal credits,

            @Schema(
                    description = "Your own name for this refund, unique in the workspace for ever: the same again"
                            + " is the same refund",
                    requiredMode = Schema.RequiredMode.REQUIRED,
                    maxLength = LONGEST_TEXT)
            @Nullable
            String key,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = LONGEST_TEXT) @Nullable
            String reason) {}

    @PostMapping("/refunds")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(installation = true)
    @Operation(
            summary = "Give a charge back to its workspace",
            description =
                    "The charge stays in the ledger as it is; the refund is a transaction beside it. All refunds of a"
                            + " charge together are no more than the charge.")
    ResponseEntity<Answer<TransactionJson>> refund(
            @PathVariable long workspaceId, @RequestBody RefundBody body, Act act) {
        long transactionId = Given.required("transactionId", body.transactionId());
        String key = text(body.key(), "key");
        String reason = text(body.reason(), "reason");
        Long milli = body.credits() == null ? null : Amounts.required(body.credits(), "/credits");
        weir.workspaces().require(workspaceId);
        return act.once("credits.refunded", body, () -> {
            Transaction refund =
                    weir.repayments().repay(new RefundRequest(workspaceId, key, transactionId, milli, reason));
            return Made.created(
                    "transaction " + transactionId + " by transaction " + refund.id(),
                    json(workspaceId, refund, new HashMap<>()),
                    "/api/v1/workspaces/" + workspaceId + "/credits/transactions");
        });
    }

    private static String text(@Nullable String given, String name) {
        if (given == null || given.isBlank() || given.length() > LONGEST_TEXT || given.indexOf('\0') >= 0) {
            String sentence = "must be a text of 1 to " + LONGEST_TEXT + " characters";
            throw Problem.invalid("bad_" + name, name + " " + sentence + ".").at("/" + name, sentence);
        }
        return given.strip();
    }
}
