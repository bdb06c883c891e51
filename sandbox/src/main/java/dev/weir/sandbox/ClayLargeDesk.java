package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Large runs of Clay's routines, after the vendor page: a file goes up to an address that is told, a run of it is started,
 * and its results are a file at an address, too. Files are fetched and put by their address alone. A routine whose id
 * begins with {@code function:broken-} fails in processing, {@code function:odd-} ends in a way that nobody knows.
 */
final class ClayLargeDesk extends ClayRunsDesk {
    private static final int MOST = 50_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String UPLOADS = "/clay-large/uploads/";
    private static final String FILES = "/clay-large/files/";

    /** What has gone up, by the file's name, until a run of it is started; an upload itself is worth nothing. */
    private final Map<String, byte[]> uploaded = new ConcurrentHashMap<>();

    ClayLargeDesk(Sight sight) {
        super(sight);
    }

    /** An address of a file is all the key that it takes. */
    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        String signed = params.get("signature");
        return signed == null ? header.apply("clay-api-key") : signed;
    }

    @Override
    public Answer answer(Question question, Account account) {
        String star = Objects.requireNonNullElse(question.params().get(Front.STAR), "");
        return switch (question.operation()) {
            case CLAY_UPLOAD_URL -> place(question.params().base());
            case CLAY_UPLOAD -> take(star, question.params());
            case CLAY_START -> start(star, question.params().body());
            case CLAY_LARGE_RESULTS -> results(star, question.params().base());
            default -> file(star, question.params());
        };
    }

    private static String signature(String file) {
        return "of-" + file;
    }

    private static boolean isSigned(String file, Params params) {
        return signature(file).equals(params.get("signature"));
    }

    private static Answer place(String base) {
        String file = "file_" + UUID.randomUUID().toString().replace("-", "");
        return Answer.json(
                200,
                Body.of(body -> body.with("upload_url", base + UPLOADS + file + "?signature=" + signature(file))
                        .with("file_id", file)),
                Outcome.PENDING);
    }

    private Answer take(String file, Params params) {
        if (!isSigned(file, params)) {
            return Answer.text(
                    403, "application/xml", "<Error><Code>SignatureDoesNotMatch</Code></Error>", Outcome.UNAUTHORIZED);
        }
        uploaded.put(file, params.file());
        return Answer.text(200, "text/plain", "", Outcome.PENDING);
    }

    private Answer start(String routine, JsonNode asked) {
        for (var member : asked.properties()) {
            if (!List.of("file_id", "webhook_id").contains(member.getKey())) {
                return message(400, "Unknown member " + member.getKey(), Outcome.INVALID_INPUT);
            }
        }
        byte[] file = uploaded.remove(asked.path("file_id").asString(""));
        if (file == null) {
            return message(404, "File not found", Outcome.INVALID_INPUT);
        }
        List<JsonNode> items = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        new String(file, StandardCharsets.UTF_8).lines().forEach(line -> {
            JsonNode item = read(line);
            items.add(item);
            if (item.path("id").asString("").isEmpty() || !item.path("inputs").isObject()) {
                wrong.add(new String(
                        Body.of(body -> body.with("line_number", items.size())
                                .with("field", item.path("id").asString("").isEmpty() ? "id" : "inputs")
                                .with("message", "is required")),
                        StandardCharsets.UTF_8));
            }
        });
        if (items.isEmpty() || items.size() > MOST) {
            return message(422, "A file holds 1 to 50000 rows", Outcome.INVALID_INPUT);
        }
        String id = "run_" + UUID.randomUUID().toString().replace("-", "");
        byte[] end = end(routine, items, wrong);
        sight.office().post().take(new Posting(id, Vendor.CLAY_LARGE, end, List.of()));
        return Answer.json(
                        202,
                        Body.of(body -> body.with("routine_run_id", id).with("status", "in_progress")),
                        Outcome.PENDING)
                .identifiedBy(id);
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException unreadable) {
            return JSON.missingNode();
        }
    }

    /** How the run ends; the rows of a complete one are its file. */
    private byte[] end(String routine, List<JsonNode> items, List<String> wrong) {
        if (!wrong.isEmpty()) {
            return Body.of(body -> body.with("status", "validation_failed")
                    .object(
                            "error",
                            error -> error.with("message", "The file has invalid rows")
                                    .with("total_invalid_rows", wrong.size())
                                    .raw("details", wrong)));
        }
        if (routine.startsWith("function:broken-") || routine.startsWith("function:odd-")) {
            boolean broken = routine.startsWith("function:broken-");
            return Body.of(body -> body.with("status", broken ? "processing_failed" : "withdrawn")
                    .object("error", error -> error.with("message", "The run could not be processed")));
        }
        List<String> rows = new ArrayList<>();
        items.forEach(item -> rows.add(ClayRoutinesDesk.item(sight, VendorOperation.CLAY_LARGE_ITEM, item)));
        return Body.of(body -> body.with("status", "complete").raw("rows", rows));
    }

    private Answer results(String run, String base) {
        return switch (sight.office().post().ask(run)) {
            case Post.Asked.Unknown() -> message(404, "Run not found", Outcome.INVALID_INPUT);
            case Post.Asked.Working _ ->
                Answer.json(
                        202,
                        Body.of(body -> body.with("routine_run_id", run).with("status", "in_progress")),
                        Outcome.PENDING);
            case Post.Asked.Ready(byte[] document) -> ended(run, base, document);
        };
    }

    private static Answer ended(String run, String base, byte[] document) {
        boolean complete = JSON.readTree(document).path("status").asString("").equals("complete");
        return Answer.json(
                200,
                complete
                        ? Body.of(body -> body.with("routine_run_id", run)
                                .with("status", "complete")
                                .with("result_url", base + FILES + run + "?signature=" + signature(run)))
                        : document,
                Outcome.FOUND);
    }

    private Answer file(String run, Params params) {
        if (!isSigned(run, params) || !(sight.office().post().ask(run) instanceof Post.Asked.Ready(byte[] document))) {
            return Answer.text(
                    403, "application/xml", "<Error><Code>AccessDenied</Code></Error>", Outcome.UNAUTHORIZED);
        }
        StringBuilder lines = new StringBuilder();
        JSON.readTree(document).path("rows").forEach(row -> lines.append(row).append('\n'));
        return Answer.text(200, "application/x-ndjson", lines.toString(), Outcome.FOUND);
    }
}
