package dev.weir.server.rest;

import dev.weir.lists.files.ListFile;
import dev.weir.lists.files.ListWords;
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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

/** Jobs whose rows come as a file. */
@RestController
@Tag(name = "Jobs")
class UploadRoutes {

    static final String CSV = "text/csv";
    static final String JSON_LINES = "application/x-ndjson";

    private static final String FILE = "file";
    private static final String OPTIONS = "options";
    private static final String USUAL_NAME = "the list";

    /** A workbook's shared texts are in memory while it is read, a quarter of the heap at most: of one at a time. */
    private static final int WORKBOOKS_AT_ONCE = 1;

    private static final int WORKBOOK_SECONDS = 30;

    private final Weir weir;
    private final Spool spool;
    private final UploadSettings settings;
    private final Submits submits;
    private final JsonMapper json;
    private final Semaphore workbooks = new Semaphore(WORKBOOKS_AT_ONCE);

    UploadRoutes(Weir weir, Spool spool, UploadSettings settings, Submits submits, JsonMapper json) {
        this.weir = weir;
        this.spool = spool;
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
            consumes = {CSV, JSON_LINES, MediaType.MULTIPART_FORM_DATA_VALUE})
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
                                @Content(mediaType = CSV, schema = @Schema(type = "string")),
                                @Content(mediaType = JSON_LINES, schema = @Schema(type = "string"))
                            }))
    ResponseEntity<Answer<UploadAnswer>> upload(
            @PathVariable long workspaceId,
            Caller.Key caller,
            HttpServletRequest request,
            @RequestHeader(name = Act.IDEMPOTENCY_KEY, required = false) @Nullable String key)
            throws IOException, InterruptedException {
        spool.requireRoom(request.getContentLengthLong());
        if (request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) {
            throw new Problem(
                    Problem.Kind.UNSUPPORTED,
                    "content_encoding",
                    "Send the list as it is, without a Content-Encoding.");
        }
        try (Spool.Place place = spool.take(workspaceId)) {
            return request instanceof MultipartHttpServletRequest parts
                    ? ofParts(caller, place, parts, key)
                    : ofBody(caller, place, request, key);
        }
    }

    private ResponseEntity<Answer<UploadAnswer>> ofBody(
            Caller.Key caller, Spool.Place place, HttpServletRequest request, @Nullable String key)
            throws IOException, InterruptedException {
        // Before the list is read, which may take a while.
        QueryNames.require(request.getQueryString(), UploadOptions.NAMES);
        UploadOptions options = UploadOptions.of(request.getParameterMap(), json);
        Order order = order(options, caller);
        MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
        place.fill(request.getInputStream());
        boolean lines = type.isCompatibleWith(MediaType.parseMediaType(JSON_LINES));
        String name = lines ? "the list.jsonl" : "the list.csv";
        return submit(
                caller,
                order,
                options,
                new ListFile(place.file(), name, ListWords.SENT),
                type.getParameter("charset"),
                key);
    }

    private ResponseEntity<Answer<UploadAnswer>> ofParts(
            Caller.Key caller, Spool.Place place, MultipartHttpServletRequest request, @Nullable String key)
            throws IOException, InterruptedException {
        QueryNames.require(request.getQueryString(), Set.of());
        MultipartFile file;
        String document;
        try {
            requireKnown(request.getFileMap().keySet());
            requireOne(FILE, request.getFiles(FILE).size());
            String[] texts = request.getParameterValues(OPTIONS);
            requireOne(OPTIONS, request.getFiles(OPTIONS).size() + (texts == null ? 0 : texts.length));
            file = request.getFile(FILE);
            MultipartFile said = request.getFile(OPTIONS);
            document =
                    said == null ? request.getParameter(OPTIONS) : new String(said.getBytes(), StandardCharsets.UTF_8);
        } catch (MaxUploadSizeExceededException tooLarge) {
            throw spool.tooLarge();
        } catch (MultipartException broken) {
            throw Problem.invalid(
                    "bad_multipart",
                    "The parts of the body cannot be told apart. Send multipart/form-data with a part 'file' and a part"
                            + " 'options', as curl -F does.");
        }
        if (file == null || document == null) {
            String missing = file == null ? FILE : OPTIONS;
            throw UploadOptions.refused(
                    "part_missing",
                    "/" + missing,
                    "The body has no part '" + missing + "'. Send the list as 'file' and a JSON object as 'options'.");
        }
        UploadOptions options = UploadOptions.of(document, json);
        Order order = order(options, caller);
        file.transferTo(place.file().toFile());
        String name = file.getOriginalFilename() == null ? "" : file.getOriginalFilename();
        return submit(caller, order, options, ListFile.sent(place.file(), name, USUAL_NAME), null, key);
    }

    private static void requireKnown(Set<String> parts) {
        parts.stream()
                .filter(part -> !Set.of(FILE, OPTIONS).contains(part))
                .findFirst()
                .ifPresent(other -> {
                    throw UploadOptions.refused(
                            "unknown_part",
                            "/" + Pointers.escaped(other),
                            "There is no use for a part '" + other + "'. Send 'file' and 'options'.");
                });
    }

    private static void requireOne(String part, int given) {
        if (given > 1) {
            throw UploadOptions.refused(
                    "part_repeated",
                    "/" + part,
                    "The body has " + given + " parts '" + part + "'. Send one; each list is a job of its own.");
        }
    }

    private static Order order(UploadOptions options, Caller.Key caller) {
        return options.job()
                .order(
                        caller,
                        About.Source.UPLOAD,
                        options.job().isStrict() ? Order.Hopeless.REFUSED : Order.Hopeless.KEPT);
    }

    /** @param charset that the body's type names */
    private ResponseEntity<Answer<UploadAnswer>> submit(
            Caller.Key caller,
            Order order,
            UploadOptions options,
            ListFile file,
            @Nullable String charset,
            @Nullable String key)
            throws IOException, InterruptedException {
        if (!isZip(file)) {
            return read(caller, order, options, file, charset, key);
        }
        if (!workbooks.tryAcquire(WORKBOOK_SECONDS, TimeUnit.SECONDS)) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "too_many_uploads",
                    "Another workbook is being read, one at a time. Send it again in a moment, or as CSV.");
        }
        try {
            return read(caller, order, options, file, null, key);
        } finally {
            workbooks.release();
        }
    }

    private ResponseEntity<Answer<UploadAnswer>> read(
            Caller.Key caller,
            Order order,
            UploadOptions options,
            ListFile file,
            @Nullable String charset,
            @Nullable String key) {
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

    private static boolean isZip(ListFile file) throws IOException {
        try (InputStream in = Files.newInputStream(file.path())) {
            return in.read() == 'P' && in.read() == 'K';
        }
    }
}
