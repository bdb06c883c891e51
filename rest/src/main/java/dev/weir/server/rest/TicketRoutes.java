package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.callbacks.Callbacks;
import dev.weir.server.tickets.Progress;
import dev.weir.server.tickets.Ticket;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** All that a worker without any state of its own needs: its ticket names the cell, and is the key to that cell alone. */
@RestController
@RequestMapping("/api/v1/tickets/{ticket}")
@Tag(name = "Late answers")
class TicketRoutes {

    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;
    private static final String SECRET = "As the worker was sent it: it names one cell, and is the key to it";
    private static final String OVER = "It has been answered, was cancelled, or nobody waits for it any more";

    private static final Pattern RESULT = Pattern.compile("/api/v1/tickets/[A-Za-z0-9_-]+/result");

    private final Weir weir;
    private final Callbacks callbacks;
    private final RawBodies bodies;
    private final RateLimits limits;
    private final JsonMapper json;

    TicketRoutes(Weir weir, RunningWeir running, RawBodies bodies, RateLimits limits, JsonMapper json) {
        this.weir = weir;
        this.callbacks = running.callbacks();
        this.bodies = bodies;
        this.limits = limits;
        this.json = json;
    }

    /** Whether a request is a result, whose body has a bound of its own. */
    static boolean isResult(HttpServletRequest request) {
        return RESULT.matcher(request.getRequestURI()).matches();
    }

    /** What a worker is to do. */
    @Schema(name = "Ticket")
    record TicketJson(
            long workspaceId,
            long jobId,
            @Schema(description = "From 0") int rowIndex,
            @Schema(description = "The name of the step") String step,
            String provider,
            String operation,

            @Schema(description = "What is known of the row, as far as the step sends it")
            Map<String, Object> inputs,

            @Schema(description = "The fields that are wanted")
            List<String> wanted,

            @Schema(description = "The same for every time that this is asked")
            String idempotencyKey,

            @Schema(description = "Nobody waits for the result beyond it")
            Instant deadline) {}

    @GetMapping
    @Needs(by = Needs.Bearer.TICKET)
    @Operation(summary = "Show what a ticket asks for")
    @ApiResponse(responseCode = "200", description = "What is to be done")
    @ApiResponse(responseCode = "410", description = OVER, content = @Content(mediaType = PROBLEM))
    Answer<TicketJson> show(@Parameter(description = SECRET) @PathVariable String ticket, HttpServletRequest request)
            throws IOException {
        return CallbackRoutes.bySecret(limits, request, ticket, () -> {
            QueryNames.require(request.getQueryString(), List.of());
            Ticket found = callbacks.ticket(ticket);
            return Answer.of(new TicketJson(
                    found.workspaceId(),
                    found.jobId(),
                    found.rowIndex(),
                    weir.jobs()
                            .get(found.workspaceId(), found.jobId())
                            .plan()
                            .steps()
                            .get(found.step())
                            .name(),
                    found.requireOperation().provider(),
                    found.requireOperation().operation(),
                    found.requireAsk().inputs(),
                    found.requireAsk().wanted(),
                    found.requireAsk().idempotencyKey(),
                    found.deadline()));
        });
    }

    /** How far a worker is. */
    @Schema(name = "NewTicketProgress")
    record ProgressBody(
            @Schema(description = "For people; 1 to 2,000 characters") @Nullable
            String message,

            @Schema(description = "Anything, up to 65,536 characters of JSON") @Nullable
            Object data) {}

    /** As it is kept. */
    @Schema(name = "TicketProgress")
    record ProgressJson(long id, Instant at) {}

    @PostMapping(path = "/progress", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(by = Needs.Bearer.TICKET)
    @Operation(
            summary = "Note how far a ticket's work is",
            description = "It is shown with the cell, and changes nothing.")
    @ApiResponse(responseCode = "201", description = "It is noted")
    @ApiResponse(
            responseCode = "409",
            description = "The ticket has said as much as it may",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "410", description = OVER, content = @Content(mediaType = PROBLEM))
    Answer<ProgressJson> progress(
            @Parameter(description = SECRET) @PathVariable String ticket,
            @RequestBody ProgressBody body,
            HttpServletRequest request)
            throws IOException {
        return CallbackRoutes.bySecret(limits, request, ticket, () -> {
            QueryNames.require(request.getQueryString(), List.of());
            Object data = body.data();
            Progress noted = callbacks.progress(
                    ticket,
                    Given.required("message", body.message()),
                    data == null ? null : json.writeValueAsString(data));
            return Answer.of(new ProgressJson(noted.id(), noted.at()));
        });
    }

    /** What a worker found, for those who want to know what may be sent: the body is kept as it came. */
    @Schema(name = "TicketResult")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ResultBody(
            @Schema(
                    description =
                            "found, when there are data; not_found; or error. Without it, data are a find and no data are"
                                    + " none")
            @Nullable
            String status,

            @Schema(description = "By field, such as company.name: what was found") @Nullable
            Map<String, Object> data,

            @Schema(description = "Why there is none, of status error") @Nullable
            String error,

            @Schema(description = "What it cost you, kept as vendor cost") @Nullable
            BigDecimal creditsCharged) {}

    @PostMapping("/result")
    @Needs(by = Needs.Bearer.TICKET)
    @Operation(
            summary = "Answer a ticket",
            description =
                    "With JSON such as {\"data\": {\"company.name\": \"Acme\"}}, or with nothing when the work was all"
                            + " there was to do. The body is kept as it came before this answers. The same again is answered the"
                            + " same, and has no effect. One that comes too late is taken and used where it still can be.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = ResultBody.class))))
    @ApiResponse(responseCode = "200", description = "It is kept")
    @ApiResponse(
            responseCode = "409",
            description = "The ticket has been answered otherwise",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "410", description = "Its job was cancelled", content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "413", description = "The body is too large", content = @Content(mediaType = PROBLEM))
    Answer<CallbackRoutes.Kept> result(
            @Parameter(description = SECRET) @PathVariable String ticket, HttpServletRequest request)
            throws IOException {
        return CallbackRoutes.bySecret(limits, request, ticket, () -> {
            try (RawBodies.Raw raw = bodies.read(request)) {
                return Answer.of(new CallbackRoutes.Kept(callbacks
                        .result(ticket, CallbackRoutes.callback(request, raw.bytes()))
                        .before()));
            }
        });
    }

    /** Why a worker cannot do it. */
    @Schema(name = "TicketFailure")
    record FailureBody(
            @Schema(description = "For people; 1 to 2,000 characters") @Nullable
            String reason,

            @Schema(description = "Whether it may be handed over once more; false if not said") @Nullable
            Boolean retryable) {}

    @PostMapping(path = "/failure", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Needs(by = Needs.Bearer.TICKET)
    @Operation(
            summary = "Say that a ticket's work cannot be done",
            description = "Nothing is charged, and the next provider is asked; a retryable one is handed over again"
                    + " before, as often as any other call that failed.")
    @ApiResponse(responseCode = "200", description = "It is kept")
    @ApiResponse(
            responseCode = "409",
            description = "The ticket has been answered otherwise",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "410", description = "Its job was cancelled", content = @Content(mediaType = PROBLEM))
    Answer<CallbackRoutes.Kept> failure(
            @Parameter(description = SECRET) @PathVariable String ticket,
            @RequestBody FailureBody body,
            HttpServletRequest request)
            throws IOException {
        return CallbackRoutes.bySecret(limits, request, ticket, () -> {
            QueryNames.require(request.getQueryString(), List.of());
            return Answer.of(new CallbackRoutes.Kept(callbacks
                    .failure(ticket, Given.required("reason", body.reason()), Boolean.TRUE.equals(body.retryable()))
                    .before()));
        });
    }
}
