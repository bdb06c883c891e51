package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** A job while it runs. */
@RestController
@Tag(name = "Jobs")
class ProgressRoutes {

    /** After so much silence a comment is sent, lest somebody on the way takes the connection for dead. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** Then a watcher has to come again, with a key that is still good. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private static final String AGAIN_MILLIS = "2000";

    private final Weir weir;
    private final ProgressBoard board;

    ProgressRoutes(Weir weir, ProgressBoard board) {
        this.weir = weir;
        this.board = board;
    }

    @GetMapping("/api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}/progress")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "A job while it runs, as server-sent events",
            description = "An event 'progress' whenever something has changed, three a second at most, each the whole"
                    + " standing; then an event 'final', and the end. Comments come in between when nothing does. Who"
                    + " comes again with Last-Event-ID gets what is new to him, and 204 when he has seen the end. After 15"
                    + " minutes a watcher has to come again.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/event-stream", schema = @Schema(implementation = JobStanding.class)))
    @ApiResponse(responseCode = "204", description = "The end has been seen", content = @Content)
    void watch(
            @PathVariable long workspaceId,
            @PathVariable long jobId,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        Job job = weir.jobs().get(workspaceId, jobId);
        try (ProgressBoard.Watcher watcher = board.watch(job)) {
            if (hasSeenTheEnd(job, watcher, lastEventId)) {
                // What makes a browser's EventSource stop.
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                return;
            }
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            // Proxies that gather answers would hold it back.
            response.setHeader("X-Accel-Buffering", "no");
            tell(watcher, lastEventId, response.getOutputStream());
        } catch (IOException | RuntimeException broken) {
            if (response.isCommitted()) {
                throw new BrokenOff(broken);
            }
            throw broken;
        }
    }

    private boolean hasSeenTheEnd(Job job, ProgressBoard.Watcher watcher, @Nullable String lastEventId)
            throws InterruptedException {
        if (lastEventId == null || !weir.jobs().progress(job).closed()) {
            return false;
        }
        ProgressBoard.Shown shown = watcher.next(null, HEARTBEAT);
        return shown != null && shown.last() && shown.id().equals(lastEventId);
    }

    private static void tell(ProgressBoard.Watcher watcher, @Nullable String lastEventId, OutputStream out)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        String seen = lastEventId;
        send(out, "retry: " + AGAIN_MILLIS + "\n\n");
        while (System.nanoTime() < end) {
            ProgressBoard.Shown shown = watcher.next(seen, HEARTBEAT);
            if (shown == null) {
                if (watcher.isOver()) {
                    return;
                }
                send(out, ": still here\n\n");
                continue;
            }
            seen = shown.id();
            send(
                    out,
                    "id: " + shown.id() + "\nevent: " + (shown.last() ? "final" : "progress") + "\ndata: "
                            + shown.json() + "\n\n");
            if (shown.last()) {
                return;
            }
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
