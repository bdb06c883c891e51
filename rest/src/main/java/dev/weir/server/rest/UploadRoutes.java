package dev.weir.server.rest;

import dev.weir.lists.files.ListFile;
import dev.weir.lists.files.Table;
import dev.weir.lists.reading.UnderstoodList;
import dev.weir.provider.Sha256;
import dev.weir.server.Weir;
import dev.weir.server.intake.Order;
import dev.weir.server.jobs.About;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Jobs whose rows come as a file. */
@RestController
@Tag(name = "Jobs")
class UploadRoutes {

    private final Weir weir;
    private final SentLists lists;
    private final UploadSettings settings;
    private final Submits submits;
    private final JsonMapper json;

    UploadRoutes(Weir weir, SentLists lists, UploadSettings settings, Submits submits, JsonMapper json) {
        this.weir = weir;
        this.lists = lists;
        this.settings = settings;
        this.submits = submits;
        this.json = json;
    }

    /** A body of parts, as it is documented. */
    @Schema(name = "Upload")
    record Parts(
            @Schema(type = "string", format = "binary", description = "CSV, JSON lines or a workbook (.xlsx)")
            String file,

            @Schema(
                    description = "JSON: what is said of the job, and how its list is read",
                    allOf = {JobOptions.class, UploadOptions.OfList.class})
            Object options) {}

    @PostMapping(
            path = "/api/v1/workspaces/{workspaceId}/enrichment-jobs",
            consumes = {SentLists.CSV, SentLists.JSON_LINES, MediaType.MULTIPART_FORM_DATA_VALUE})
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(value = Role.MEMBER, credits = true)
    @Operation(
            summary = "Submit a list as a job",
            description =
                    "A list of up to 1,000,000 rows, as the body (text/csv or application/x-ndjson, with the options as"
                            + " parameters of the query: texts as they are, fields with commas, all else as JSON) or as the part"
                            + " 'file' of a multipart body with the options as its part 'options'. All of its rows are taken in,"
                            + " or none. Columns that are no field stay with their rows and come back in the export. Rows for"
                            + " which nobody can be asked are kept and named, unless strict.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                                        schema = @Schema(implementation = Parts.class)),
                                @Content(mediaType = SentLists.CSV, schema = @Schema(type = "string")),
                                @Content(mediaType = SentLists.JSON_LINES, schema = @Schema(type = "string"))
                            }))
    ResponseEntity<Answer<UploadAnswer>> upload(
            @PathVariable long workspaceId,
            Caller.Key caller,
            HttpServletRequest request,
            @RequestHeader(name = Act.IDEMPOTENCY_KEY, required = false) @Nullable String key)
            throws IOException, InterruptedException {
        return lists.take(
                workspaceId,
                request,
                new SentLists.OptionsReading<>(
                        UploadOptions.NAMES,
                        query -> asked(UploadOptions.of(query, json), caller),
                        document -> asked(UploadOptions.of(document, json), caller)),
                (asked, file, charset) -> read(caller, asked, file, charset, key));
    }

    /** What is asked for, and how the list is read that it is asked for. */
    private record Asked(Order order, UploadOptions options) {}

    private static Asked asked(UploadOptions options, Caller.Key caller) {
        return new Asked(order(options, caller), options);
    }

    private static Order order(UploadOptions options, Caller.Key caller) {
        return options.job()
                .order(
                        caller,
                        About.Source.UPLOAD,
                        options.job().isStrict() ? Order.Hopeless.REFUSED : Order.Hopeless.KEPT);
    }

    /** @param charset that the body's type names */
    private ResponseEntity<Answer<UploadAnswer>> read(
            Caller.Key caller, Asked asked, ListFile file, @Nullable String charset, @Nullable String key) {
        Order order = asked.order();
        UploadOptions options = asked.options();
        List<String> fields = submits.fields(order);
        Table table = Table.open(file, options.list().reading(charset), settings.limits());
        UnderstoodList list = UnderstoodList.of(
                table, options.list().rules(), fields, options.list().country());
        long workspaceId = order.workspace().id();
        ListRows rows = new ListRows(
                list,
                options.job().isStrict(),
                ids -> weir.transactions()
                        .in(workspaceId, () -> weir.companies().findUnerased(workspaceId, ids)));
        try {
            return submits.submit(
                    caller,
                    order,
                    rows,
                    null,
                    new ApiWording(options.job(), true),
                    key,
                    Sha256.of(String.join(
                            "\n",
                            "weir upload 1",
                            table.format().name().toLowerCase(Locale.ROOT),
                            table.sha256(),
                            Said.canonical(json, options))),
                    taken -> UploadAnswer.of(
                            JobAnswer.submitted(
                                    weir.jobs().view(order.workspace().id(), taken.jobId()), rows.warnings()),
                            list,
                            rows,
                            taken));
        } catch (Problem problem) {
            throw problem.code().equals("no_usable_input")
                    ? problem.with("columns", UploadAnswer.columns(list))
                    : problem;
        }
    }
}
