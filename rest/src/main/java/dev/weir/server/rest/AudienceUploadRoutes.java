package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.weir.lists.files.ListFile;
import dev.weir.lists.files.Row;
import dev.weir.lists.files.Rows;
import dev.weir.lists.files.Table;
import dev.weir.lists.reading.UnderstoodList;
import dev.weir.server.Weir;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.Arrived;
import dev.weir.server.audience.From;
import dev.weir.server.audience.Source;
import dev.weir.server.audience.Upload;
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
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Lists of subscribers that are uploaded. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/audience/uploads")
@Tag(name = "Audience")
class AudienceUploadRoutes {

    private static final String LIST = "audience-uploads";

    /** So many lines are one transaction, or fewer where they are long. */
    private static final int LINES_AT_ONCE = 5_000;

    private static final int CHARACTERS_AT_ONCE = 8_000_000;

    private final Weir weir;
    private final SentLists lists;
    private final UploadSettings settings;
    private final JsonMapper json;

    AudienceUploadRoutes(Weir weir, SentLists lists, UploadSettings settings, JsonMapper json) {
        this.weir = weir;
        this.lists = lists;
        this.settings = settings;
        this.json = json;
    }

    /** A list of subscribers that was uploaded. */
    @Schema(name = "AudienceUpload")
    record UploadView(
            long id,
            String name,

            @Schema(description = "Slug of the source that says so")
            String source,

            @Schema(allowableValues = {"running", "done", "failed"})
            String state,

            @Schema(description = "That were taken in so far, or refused")
            long lines,

            long created,
            long updated,
            long unchanged,
            long refused,

            @Schema(description = "Why it ended early, and what to do; what is counted was kept") @Nullable
            String error,

            String uploadedBy,
            Instant startedAt,
            @Nullable Instant endedAt) {

        static UploadView of(Upload upload, Map<Long, String> sources) {
            Upload.Counts counts = upload.counts();
            return new UploadView(
                    upload.id(),
                    upload.name(),
                    Source.name(sources, upload.sourceId()),
                    upload.state().name().toLowerCase(Locale.ROOT),
                    counts.lines(),
                    counts.created(),
                    counts.updated(),
                    counts.unchanged(),
                    counts.refused(),
                    upload.error(),
                    upload.uploadedBy(),
                    upload.startedAt(),
                    upload.endedAt());
        }
    }

    /** How the list was understood, and what of it could not be used. */
    @Schema(name = "AudienceUploadedList")
    record TakenList(
            @Schema(allowableValues = {"csv", "jsonl", "xlsx"})
            String format,

            List<UploadAnswer.Column> columns,

            @Schema(description = "What is odd about the list or its headers, and how it was taken")
            List<String> warnings,

            @Schema(description = "The first 100 lines that were refused")
            List<SubscriberLines.Refused> refusedLines,

            @Schema(description = "Values that could not be used, and were left out")
            long unknownValues,

            @Schema(description = "The first 100 of them") List<Problem.At> unknown) {}

    /** A list that was uploaded, and how it was understood. */
    @Schema(name = "UploadedAudience")
    record Uploaded(@JsonUnwrapped UploadView upload, TakenList list) {}

    /** A body of parts, as it is documented. */
    @Schema(name = "AudienceUploadBody")
    record Parts(
            @Schema(type = "string", format = "binary", description = "CSV, JSON lines or a workbook (.xlsx)")
            String file,

            @Schema(
                    description = "JSON: what is said of the subscribers, and how their list is read; {} for nothing",
                    allOf = {AudienceUploadOptions.OfSubscribers.class, UploadOptions.OfList.class})
            Object options) {}

    @PostMapping(consumes = {SentLists.CSV, SentLists.JSON_LINES, MediaType.MULTIPART_FORM_DATA_VALUE})
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Upload a list of subscribers",
            description =
                    "A list of up to 1,000,000 lines, as the body (text/csv or application/x-ndjson, with the options as"
                            + " parameters of the query: texts as they are, all else as JSON) or as the part 'file' of a"
                            + " multipart body with the options as its part 'options'. Each line creates or updates the"
                            + " subscriber of its address; one without an address is refused alone. The answer comes when all"
                            + " are taken in, 5,000 at a time: GET …/audience/uploads tells how far it is. What was taken in"
                            + " stays when it breaks off, and sending the list again changes nothing of that.",
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
    ResponseEntity<Answer<Uploaded>> upload(
            @PathVariable long workspaceId, Caller.Key caller, HttpServletRequest request)
            throws IOException, InterruptedException {
        return lists.take(
                workspaceId,
                request,
                new SentLists.OptionsReading<>(
                        AudienceUploadOptions.NAMES,
                        query -> AudienceUploadOptions.of(query, json),
                        document -> AudienceUploadOptions.of(document, json)),
                (options, file, charset) -> read(workspaceId, caller, options, file, charset));
    }

    private ResponseEntity<Answer<Uploaded>> read(
            long workspaceId,
            Caller.Key caller,
            AudienceUploadOptions options,
            ListFile file,
            @Nullable String charset) {
        Table table = Table.open(file, options.list().reading(charset), settings.limits());
        UnderstoodList list = UnderstoodList.of(
                table, options.list().rules(), List.of(), options.list().country());
        SubscriberLines lines = new SubscriberLines(list, options.said(), json);
        String name = Objects.requireNonNullElse(options.said().name(), file.name());
        Begun begun = weir.transactions().in(workspaceId, () -> {
            Source source =
                    SubscriberRoutes.taking(weir, workspaceId, options.said().source(), Source.UPLOAD);
            long id = weir.uploads().begin(workspaceId, source.id(), name, caller.text());
            weir.audit().note(workspaceId, caller, "subscribers.uploaded", "upload " + id);
            return new Begun(id, new From(source.id(), source.merge(), From.Kind.UPLOAD));
        });
        try {
            take(workspaceId, begun, table, lines);
        } catch (RuntimeException broken) {
            fail(workspaceId, begun.id(), broken);
            throw broken;
        }
        UploadView view = weir.transactions().in(workspaceId, () -> {
            weir.uploads().done(workspaceId, begun.id());
            return view(workspaceId, begun.id());
        });
        return ResponseEntity.created(
                        URI.create("/api/v1/workspaces/" + workspaceId + "/audience/uploads/" + begun.id()))
                .body(Answer.of(new Uploaded(view, taken(list, lines))));
    }

    private record Begun(long id, From from) {}

    private void take(long workspaceId, Begun begun, Table table, SubscriberLines lines) {
        try (Rows rows = table.read()) {
            List<Arrival> arrivals = new ArrayList<>();
            List<Long> places = new ArrayList<>();
            long characters = 0;
            while (rows.hasNext()) {
                Row row = rows.next();
                Arrival arrival = lines.arrival(row);
                arrivals.add(arrival);
                places.add(row.line());
                characters += arrival.payload().length();
                if (arrivals.size() == LINES_AT_ONCE || characters >= CHARACTERS_AT_ONCE || !rows.hasNext()) {
                    lines.arrived(places, receive(workspaceId, begun, arrivals));
                    arrivals.clear();
                    places.clear();
                    characters = 0;
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private List<Arrived> receive(long workspaceId, Begun begun, List<Arrival> arrivals) {
        return weir.transactions().in(workspaceId, () -> {
            List<Arrived> arrived = weir.subscribers().receive(workspaceId, begun.from(), arrivals);
            weir.uploads().taken(workspaceId, begun.id(), Upload.Counts.of(arrived));
            return arrived;
        });
    }

    private void fail(long workspaceId, long id, RuntimeException broken) {
        String error = broken instanceof Problem problem
                ? String.valueOf(problem.getMessage())
                : "The server could not go on; its log says why. What is counted here was kept; send the list again, which"
                        + " changes nothing of that.";
        try {
            weir.transactions().in(workspaceId, () -> {
                weir.uploads().failed(workspaceId, id, error);
                return id;
            });
        } catch (RuntimeException away) {
            // It is given up after a while.
            broken.addSuppressed(away);
        }
    }

    private static TakenList taken(UnderstoodList list, SubscriberLines lines) {
        List<String> warnings = new ArrayList<>(list.table().warnings());
        warnings.addAll(list.mapping().warnings());
        return new TakenList(
                list.table().format().name().toLowerCase(Locale.ROOT),
                UploadAnswer.columns(list),
                warnings,
                lines.refused(),
                lines.unknownValues(),
                lines.warnings());
    }

    private UploadView view(long workspaceId, long id) {
        return UploadView.of(weir.uploads().get(workspaceId, id), weir.sources().slugs(workspaceId));
    }

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "Lists of subscribers that were uploaded, newest first")
    Answer<List<UploadView>> list(@PathVariable long workspaceId, PageWish wish) {
        long[] at = wish.place(LIST, 1);
        return weir.transactions().in(workspaceId, () -> {
            Map<Long, String> sources = weir.sources().slugs(workspaceId);
            return Answer.page(
                    wish,
                    LIST,
                    at == null ? weir.uploads().count(workspaceId) : at[1],
                    weir.uploads()
                            .page(workspaceId, at == null ? Long.MAX_VALUE : at[0], wish.offset(), wish.limit() + 1),
                    upload -> UploadView.of(upload, sources),
                    upload -> new long[] {upload.id()});
        });
    }

    @GetMapping("/{uploadId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A list of subscribers that was uploaded, and how far it is")
    Answer<UploadView> show(@PathVariable long workspaceId, @PathVariable long uploadId) {
        return weir.transactions().in(workspaceId, () -> Answer.of(view(workspaceId, uploadId)));
    }
}
