package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.RunningWeir;
import dev.weir.server.storage.DeadLetter;
import dev.weir.server.storage.Destination;
import dev.weir.server.storage.Storage;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The tables that results go to, how they fare, and what could not be written there. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}")
@Tag(name = "Storage")
class DestinationRoutes {

    private static final String LETTERS = "dead-letters";

    private final Storage storage;

    DestinationRoutes(RunningWeir running) {
        this.storage = running.storage();
    }

    /** A table that results go to. */
    @Schema(name = "Destination")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DestinationView(
            long id,

            @Schema(allowableValues = {"hq", "workspace"}) String db,

            String tableName,

            @Schema(description = "The steps whose results wait for it, or were given up at it")
            List<String> steps,

            @Schema(
                    allowableValues = {"healthy", "failing"},
                    description = "failing: the table or its database does not do its part")
            String state,

            @Schema(description = "Since when it fails") @Nullable
            Instant failingSince,

            @Schema(description = "Why, and what to do; never a value") @Nullable
            String error,

            @Schema(description = "When it is tried again") @Nullable
            Instant retryAt,

            @Schema(description = "Results that are to be written to it")
            long pending,

            @Schema(description = "When the oldest of them was found") @Nullable
            Instant oldestPendingAt,

            @Schema(description = "Results that were given up: dead letters")
            long dead,

            @Schema(description = "Results that were written to it, ever")
            long written,

            @Nullable Instant writtenAt) {

        static DestinationView of(Destination destination) {
            return new DestinationView(
                    destination.id(),
                    destination.db(),
                    destination.tableName(),
                    destination.steps(),
                    destination.isHealthy() ? "healthy" : "failing",
                    destination.failingSince(),
                    destination.error(),
                    destination.retryAt(),
                    destination.pending(),
                    destination.oldestPending(),
                    destination.dead(),
                    destination.written(),
                    destination.writtenAt());
        }
    }

    /** A result that was given up. */
    @Schema(name = "DeadLetter")
    record DeadLetterView(
            @Schema(description = "The result's") long id,

            @Schema(description = "Of the step, over all its versions")
            UUID workflowId,

            @Schema(description = "The step's name") String workflowSlug,

            @Schema(description = "The job's id; null for what was reported from outside") @Nullable
            Long batchId,

            @Schema(description = "Of the row in its job, from 0") @Nullable
            Integer rowIndex,

            @Schema(description = "Where it was to go: hq.table or workspace.table") @Nullable
            String resultTable,

            @Schema(description = "Why it is not there, and what to do; never a value") @Nullable
            String error,

            @Schema(description = "When it was found") Instant settledAt,

            @Nullable Instant givenUpAt) {

        static DeadLetterView of(DeadLetter letter) {
            return new DeadLetterView(
                    letter.resultId(),
                    letter.workflowId(),
                    letter.workflowSlug(),
                    letter.batchId(),
                    letter.rowIndex(),
                    letter.resultTable(),
                    letter.error(),
                    letter.settledAt(),
                    letter.givenUpAt());
        }
    }

    /** What is tried again. */
    @Schema(name = "Replayed")
    record Replayed(
            @Schema(description = "How many results") long replayed) {}

    @GetMapping("/destinations")
    @Needs(Role.VIEWER)
    @Operation(summary = "The tables that results go to, or went to, and how they fare")
    Answer<List<DestinationView>> destinations(@PathVariable long workspaceId) {
        return Answer.of(storage.destinations(workspaceId).stream()
                .map(DestinationView::of)
                .toList());
    }

    @GetMapping("/destinations/{destinationId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A table that results go to, and how it fares")
    Answer<DestinationView> destination(@PathVariable long workspaceId, @PathVariable long destinationId) {
        return Answer.of(DestinationView.of(storage.destination(workspaceId, destinationId)));
    }

    @PostMapping("/destinations/{destinationId}/retry")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Try a table that fails again, at once",
            description = "And others of the workspace that fail: what was mended may have kept them all.")
    ResponseEntity<Answer<DestinationView>> retry(
            @PathVariable long workspaceId, @PathVariable long destinationId, Act act) {
        return act.once("destination.retried", Map.of(), () -> {
            Destination destination = storage.destination(workspaceId, destinationId);
            storage.changed(workspaceId);
            return Made.changed(text(destination), DestinationView.of(destination));
        });
    }

    @PostMapping("/destinations/{destinationId}/replay")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Try everything again that was given up at a table",
            description =
                    "All results, of steps that write to it now, that were given up there or where those steps wrote"
                            + " before. The values are those that were found; nobody is asked again.")
    ResponseEntity<Answer<Replayed>> replayAll(
            @PathVariable long workspaceId, @PathVariable long destinationId, Act act) {
        return act.once(
                "destination.replayed",
                Map.of(),
                () -> Made.changed(
                        text(storage.destination(workspaceId, destinationId)),
                        new Replayed(storage.replayAll(workspaceId, destinationId))));
    }

    private static String text(Destination destination) {
        return "destination " + destination.db() + "." + destination.tableName();
    }

    @GetMapping("/dead-letters")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "Results that were given up at their tables, newest first",
            description =
                    "Refused five times, or kept waiting for 72 hours (WEIR_RESULT_HOURS). Their values are kept.")
    Answer<List<DeadLetterView>> letters(
            @PathVariable long workspaceId,
            @Parameter(description = "Of a step") @RequestParam @Nullable UUID workflowId,
            @Parameter(description = "Of steps whose results go there now") @RequestParam @Nullable Long destinationId,
            PageWish wish) {
        long[] at = wish.place(LETTERS, 1);
        return Answer.page(
                wish,
                LETTERS,
                at == null ? storage.countDeadLetters(workspaceId, workflowId, destinationId) : at[1],
                storage.deadLetters(
                        workspaceId,
                        workflowId,
                        destinationId,
                        at == null ? Long.MAX_VALUE : at[0],
                        wish.offset(),
                        wish.limit() + 1),
                DeadLetterView::of,
                letter -> new long[] {letter.resultId()});
    }

    @PostMapping("/dead-letters/{letterId}/replay")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Try a result again that was given up",
            description = "It goes where its step writes now. Written after what was found later for the same row, it"
                    + " replaces that.")
    ResponseEntity<Answer<Replayed>> replay(@PathVariable long workspaceId, @PathVariable long letterId, Act act) {
        return act.once("dead_letter.replayed", Map.of(), () -> {
            storage.replay(workspaceId, letterId);
            return Made.changed("result " + letterId, new Replayed(1));
        });
    }
}
