package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.storage.Completion;
import dev.weir.server.storage.LoggedResult;
import dev.weir.server.storage.ResultsLog;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What became of results, and which steps of companies are complete. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}")
@Tag(name = "Storage")
class ResultsLogRoutes {

    private static final String LINES = "results-log";
    private static final String COMPLETIONS = "step-completions";

    private final Weir weir;
    private final ResultsLog log;

    ResultsLogRoutes(Weir weir) {
        this.weir = weir;
        this.log = weir.resultsLog();
    }

    /** A line of the log. */
    @Schema(name = "ResultLogLine")
    record LineView(
            long id,

            @Schema(description = "Of the step, over all its versions")
            UUID workflowId,

            @Schema(description = "The step's name") String workflowSlug,

            @Nullable Long companyId,
            @Nullable String companyDomain,

            @Schema(description = "The blueprint; manual for what was run or reported by hand")
            String playName,

            @Schema(description = "The step's overallStepNumber, else its position in the blueprint, from 1")
            int stepNumber,

            @Schema(
                    allowableValues = {"stored", "failed_to_enrich", "failed_to_deliver", "skipped"},
                    description = "One that failed to be delivered and was replayed has a line stored, too, once it is")
            String status,

            @Schema(description = "hq.table or workspace.table; null when it is kept in Weir alone") @Nullable
            String resultTable,

            @Schema(description = "The job's id") @Nullable Long batchId,

            @Schema(description = "Of the row in its job, from 0") @Nullable
            Integer rowIndex,

            @Schema(
                    description =
                            "Why: the cell's reason such as not_found, or a sentence about the table; never a value")
            @Nullable
            String error,

            Instant at) {

        static LineView of(LoggedResult line) {
            return new LineView(
                    line.id(),
                    line.workflowId(),
                    line.workflowSlug(),
                    line.companyId(),
                    line.companyDomain(),
                    line.playName(),
                    line.stepNumber(),
                    line.status().text(),
                    line.resultTable(),
                    line.batchId(),
                    line.rowIndex(),
                    line.error(),
                    line.at());
        }
    }

    /** A step that is complete for a company. */
    @Schema(name = "StepCompletion")
    record CompletionView(
            long companyId,

            @Schema(description = "The blueprint; manual for what was run or reported by hand")
            String playName,

            UUID workflowId,

            @Schema(description = "The step's name") String workflowSlug,

            int stepNumber,

            @Schema(description = "The job of the newest result; null for one reported from outside without one")
            @Nullable
            Long batchId,

            @Schema(description = "Of the newest result's row in its job, from 0") @Nullable
            Integer rowIndex,

            @Schema(description = "For the first time") Instant completedAt,

            @Schema(description = "When the newest result was stored")
            Instant updatedAt) {

        static CompletionView of(Completion completion) {
            return new CompletionView(
                    completion.companyId(),
                    completion.playName(),
                    completion.workflowId(),
                    completion.workflowSlug(),
                    completion.stepNumber(),
                    completion.batchId(),
                    completion.rowIndex(),
                    completion.completedAt(),
                    completion.updatedAt());
        }
    }

    @GetMapping("/results-log")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "What became of every result, newest first",
            description =
                    "A result of a step is logged when its way is over: stored where its step's destination says (or"
                            + " in Weir alone), not found, skipped, or given up at its table. Also readable by SQL, as"
                            + " weir.enrichment_results_log.")
    Answer<List<LineView>> lines(
            @PathVariable long workspaceId,
            @Parameter(description = "Of a step") @RequestParam @Nullable UUID workflowId,
            @RequestParam @Nullable Long companyId,
            @Parameter(description = "stored, failed_to_enrich, failed_to_deliver or skipped") @RequestParam @Nullable
                    String status,
            @Parameter(description = "A job's id") @RequestParam @Nullable Long batchId,
            @Parameter(description = "As a line has it: hq.table or workspace.table") @RequestParam @Nullable
                    String resultTable,
            PageWish wish) {
        LoggedResult.Status only = status == null
                ? null
                : Given.oneOf("status", status, LoggedResult.Status.values(), LoggedResult.Status::text);
        ResultsLog.Filter filter = new ResultsLog.Filter(workflowId, companyId, only, batchId, resultTable);
        long[] at = wish.place(LINES, 1);
        return weir.transactions()
                .in(
                        workspaceId,
                        () -> Answer.page(
                                wish,
                                LINES,
                                at == null ? log.count(workspaceId, filter) : at[1],
                                log.page(
                                        workspaceId,
                                        filter,
                                        at == null ? Long.MAX_VALUE : at[0],
                                        wish.offset(),
                                        wish.limit() + 1),
                                LineView::of,
                                line -> new long[] {line.id()}));
    }

    @GetMapping("/step-completions")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "Which steps are complete for which companies, by company",
            description = "Once for each company, play and step whose result was stored.")
    Answer<List<CompletionView>> completions(
            @PathVariable long workspaceId,
            @RequestParam @Nullable Long companyId,
            @Parameter(description = "Of a step") @RequestParam @Nullable UUID workflowId,
            @Parameter(description = "A blueprint's slug, or manual") @RequestParam @Nullable String playName,
            PageWish wish) {
        ResultsLog.CompletionFilter which = new ResultsLog.CompletionFilter(companyId, workflowId, playName);
        long[] at = wish.place(COMPLETIONS, 2);
        return weir.transactions()
                .in(
                        workspaceId,
                        () -> Answer.page(
                                wish,
                                COMPLETIONS,
                                at == null ? log.countCompletions(workspaceId, which) : at[2],
                                log.completions(
                                        workspaceId,
                                        which,
                                        at == null ? 0 : at[0],
                                        at == null ? 0 : at[1],
                                        wish.offset(),
                                        wish.limit() + 1),
                                CompletionView::of,
                                completion -> new long[] {completion.companyId(), completion.resultId()}));
    }
}
