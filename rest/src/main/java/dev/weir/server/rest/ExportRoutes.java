package dev.weir.server.rest;

import dev.weir.lists.files.FileFormat;
import dev.weir.lists.files.RowWriter;
import dev.weir.lists.results.JobResults;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A job's rows as a list. */
@RestController
@Tag(name = "Jobs")
class ExportRoutes {

    static final Map<FileFormat, String> TYPES = Map.of(
            FileFormat.CSV, "text/csv;charset=UTF-8",
            FileFormat.JSONL, "application/x-ndjson",
            FileFormat.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    private final Weir weir;

    ExportRoutes(Weir weir) {
        this.weir = weir;
    }

    @GetMapping("/api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}/export")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "A job's rows as a list",
            description =
                    "All rows in their order, as the job stands now. A job that was uploaded as a list has all of the"
                            + " list's columns, any other the fields that came in; found values fill empty cells or columns of"
                            + " their own. In CSV, a cell that a spreadsheet would run as a formula gets an apostrophe. An answer"
                            + " that breaks off is cut without its proper end.")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = "text/csv"),
                @Content(mediaType = "application/x-ndjson"),
                @Content(mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            })
    void export(
            @PathVariable long workspaceId,
            @PathVariable long jobId,
            @Parameter(description = "csv, jsonl or xlsx") @RequestParam(defaultValue = "csv") String format,
            @Parameter(description = "Whether columns say who gave each value, and why one is missing")
                    @RequestParam(defaultValue = "true")
                    boolean provenance,
            HttpServletResponse response)
            throws IOException {
        FileFormat wanted = Given.oneOf("format", format, FileFormat.values(), FileFormat::ending);
        Job job = weir.jobs().get(workspaceId, jobId);
        JobProgress progress = weir.jobs().progress(job);
        if (progress.phase().equals("ingesting")) {
            throw Problem.conflict(
                    "job_ingesting", "Job " + jobId + " is still being taken in; ask again in a moment.");
        }
        JobResults results = JobResults.of(weir, job, progress.totalRows(), wanted, provenance);
        response.setContentType(TYPES.get(wanted));
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"job-" + jobId + "." + wanted.ending() + "\"");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        try (RowWriter writer = RowWriter.to(response.getOutputStream(), wanted, results.columns())) {
            results.write(writer);
            writer.commit();
        } catch (RuntimeException broken) {
            if (response.isCommitted()) {
                throw new BrokenOff(broken);
            }
            response.reset();
            throw broken;
        }
    }
}
