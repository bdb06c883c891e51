package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.rights.Erasure;
import dev.weir.server.suppression.Handle;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people may ask of a workspace. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}")
@Tag(name = "Rights")
class RightsRoutes {

    private static final String LIST = "erasures";

    private final Weir weir;
    private final RunningWeir running;

    RightsRoutes(Weir weir, RunningWeir running) {
        this.weir = weir;
        this.running = running;
    }

    /** Who is to be erased. */
    @Schema(name = "NewErasure")
    record NewErasure(
            @Nullable String email,

            @Schema(description = "Of a person or a company") @Nullable
            String linkedinUrl,

            @Schema(description = "Of a company; everybody there is erased with it") @Nullable
            String domain,

            @Schema(
                    description =
                            "Whether nobody is to be asked about them any more: by these and by what else they turn out"
                                    + " to be known by. They are unless said")
            @Nullable
            Boolean alsoSuppress,

            @Schema(
                    description =
                            "Whether what was written of them into tables that are not Weir's own is emptied, too; not"
                                    + " unless said")
            @Nullable
            Boolean destinations) {}

    /** Who it is about. */
    @Schema(name = "SubjectOf")
    record SubjectBody(
            @Nullable String email,

            @Schema(description = "Of a person or a company") @Nullable
            String linkedinUrl,

            @Schema(description = "Of a company, with everybody there") @Nullable
            String domain) {}

    /** An erasure; it does not say of whom. */
    @Schema(name = "Erasure")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ErasureJson(
            long id,

            @Schema(
                    description = "running or done",
                    allowableValues = {"running", "done"})
            String state,

            @Schema(description = "What is being looked through")
            String phase,

            @Schema(description = "How often all was looked through before; it is done when once more finds nothing")
            int pass,

            @Schema(description = "By what it was asked for: email, linkedin, domain")
            List<String> given,

            boolean alsoSuppress,

            @Schema(description = "How many were emptied or removed so far, by what they are")
            Map<String, Long> counts,

            boolean destinations,

            @Schema(description = "How many results of theirs were written into tables that are not Weir's own")
            Map<String, Long> delivered,

            @Schema(description = "How many rows were emptied in these")
            Map<String, Long> emptied,

            @Schema(description = "What could not be done there, and what to do, by table")
            Map<String, String> troubles,

            String requestedBy,
            Instant requestedAt,
            @Nullable Instant doneAt) {

        static ErasureJson of(Erasure erasure) {
            return new ErasureJson(
                    erasure.id(),
                    erasure.isDone() ? "done" : "running",
                    erasure.phase(),
                    erasure.pass(),
                    erasure.given().stream().map(Handle.Kind::text).toList(),
                    erasure.suppresses(),
                    erasure.removed(),
                    erasure.destinations(),
                    erasure.delivered(),
                    erasure.emptied(),
                    erasure.troubles(),
                    erasure.requestedBy(),
                    erasure.requestedAt(),
                    erasure.doneAt());
        }
    }

    @PostMapping("/erasures")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Erase a person or a company",
            description =
                    "Their rows are found by what is given and by what else they turn out to be known by, and emptied"
                            + " with all that providers said of them; every text the workspace keeps is looked through for their"
                            + " addresses, profiles and numbers. It runs in the background and survives restarts. Amounts, verdicts and"
                            + " times stay. This cannot be undone.")
    ResponseEntity<Answer<ErasureJson>> erase(@PathVariable long workspaceId, @RequestBody NewErasure body, Act act) {
        List<Handle> handles = handles(body.email(), body.linkedinUrl(), body.domain());
        boolean suppress = body.alsoSuppress() == null || body.alsoSuppress();
        return act.once("erasure.requested", body, () -> {
            Erasure made = weir.erasures()
                    .request(
                            workspaceId,
                            handles,
                            suppress,
                            Boolean.TRUE.equals(body.destinations()),
                            act.caller().text());
            weir.transactions().afterCommit(running.erasing()::news);
            return Made.created(
                    "erasure " + made.id(),
                    ErasureJson.of(made),
                    "/api/v1/workspaces/" + workspaceId + "/erasures/" + made.id());
        });
    }

    @GetMapping("/erasures")
    @Needs(Role.ADMIN)
    @Operation(summary = "Erasures, newest first")
    Answer<List<ErasureJson>> list(@PathVariable long workspaceId, PageWish wish) {
        long[] at = wish.place(LIST, 1);
        return weir.transactions()
                .in(
                        workspaceId,
                        () -> Answer.page(
                                wish,
                                LIST,
                                at == null ? weir.erasures().count(workspaceId) : at[1],
                                weir.erasures()
                                        .page(
                                                workspaceId,
                                                at == null ? Long.MAX_VALUE : at[0],
                                                wish.offset(),
                                                wish.limit() + 1),
                                ErasureJson::of,
                                erasure -> new long[] {erasure.id()}));
    }

    @GetMapping("/erasures/{erasureId}")
    @Needs(Role.ADMIN)
    @Operation(summary = "How far an erasure is, and what it has removed")
    Answer<ErasureJson> show(@PathVariable long workspaceId, @PathVariable long erasureId) {
        return Answer.of(ErasureJson.of(
                weir.transactions().in(workspaceId, () -> weir.erasures().find(workspaceId, erasureId))));
    }

    @PostMapping("/subjects/export")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "All that is kept of a person or a company",
            description =
                    "Their rows, found as for an erasure: what came in, each value with who gave it and when, what"
                            + " others said who were not believed, what that cost, who was asked, where results went. Posted, so that no"
                            + " address of theirs gets into a log. An answer that breaks off is cut without its proper end.")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE))
    void export(@PathVariable long workspaceId, @RequestBody SubjectBody body, HttpServletResponse response)
            throws IOException {
        List<Handle> handles = handles(body.email(), body.linkedinUrl(), body.domain());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"subject.json\"");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        try {
            weir.subjects().write(workspaceId, handles, response.getOutputStream());
        } catch (RuntimeException broken) {
            if (response.isCommitted()) {
                throw new BrokenOff(broken);
            }
            response.reset();
            throw broken;
        }
    }

    /** Without any value in what it says: it may be logged by whoever sent it. */
    private static List<Handle> handles(@Nullable String email, @Nullable String linkedinUrl, @Nullable String domain) {
        List<Handle> handles = new ArrayList<>();
        read(Handle.Kind.EMAIL, email, "/email", handles);
        read(Handle.Kind.LINKEDIN, linkedinUrl, "/linkedinUrl", handles);
        read(Handle.Kind.DOMAIN, domain, "/domain", handles);
        if (handles.isEmpty()) {
            throw Problem.invalid("nobody_named", "Say who it is about: give email, linkedinUrl or domain.")
                    .at("", "must have email, linkedinUrl or domain");
        }
        return handles;
    }

    private static void read(Handle.Kind kind, @Nullable String value, String pointer, List<Handle> to) {
        if (value != null) {
            to.add(Handle.of(kind, value)
                    .orElseThrow(
                            () -> Problem.invalid("bad_handle", pointer.substring(1) + " is not " + kind.words() + ".")
                                    .at(pointer, "must be " + kind.words())));
        }
    }
}
