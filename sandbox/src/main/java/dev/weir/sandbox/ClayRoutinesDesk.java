package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Routines of Clay's public API, after the vendor page: a run is begun, and its results are asked for, page by page. */
final class ClayRoutinesDesk extends ClayRunsDesk {
    private static final int MOST = 100;
    private static final int PAGE = 50;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    ClayRoutinesDesk(Sight sight) {
        super(sight);
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        return header.apply("clay-api-key");
    }

    @Override
    public Answer answer(Question question, Account account) {
        return question.operation() == VendorOperation.CLAY_RUN ? run(question) : results(question);
    }

    private Answer run(Question question) {
        JsonNode items = question.params().body().path("items");
        if (!items.isArray() || items.isEmpty() || items.size() > MOST) {
            return message(422, "items holds 1 to 100 of them", Outcome.INVALID_INPUT);
        }
        for (var member : question.params().body().properties()) {
            if (!List.of("items", "webhook_id").contains(member.getKey())) {
                return message(400, "Unknown member " + member.getKey(), Outcome.INVALID_INPUT);
            }
        }
        List<String> done = new ArrayList<>();
        for (JsonNode item : items) {
            done.add(item(sight, VendorOperation.CLAY_ITEM, item));
        }
        String id = "run_" + UUID.randomUUID().toString().replace("-", "");
        byte[] document = ("[" + String.join(",", done) + "]").getBytes(StandardCharsets.UTF_8);
        sight.office().post().take(new Posting(id, Vendor.CLAY_ROUTINES, document, List.of()));
        return Answer.json(
                        202,
                        Body.of(body -> body.with("routine_run_id", id).with("status", "in_progress")),
                        Outcome.PENDING)
                .identifiedBy(id);
    }

    /** What a run makes of one item, which is charged for. */
    static String item(Sight sight, VendorOperation operation, JsonNode item) {
        OwnWork work = OwnWork.of(item.path("inputs"), JSON.missingNode());
        Map<String, String> found = new Research(sight).found(operation, work.inputs(), work.wanted());
        boolean failed = work.inputs().isEmpty();
        String id = item.path("id").asString("");
        sight.office()
                .charge(
                        new Office.Asked(
                                operation,
                                item.path("inputs").toString(),
                                id,
                                found.isEmpty() ? Outcome.NOT_FOUND : Outcome.FOUND,
                                0),
                        false,
                        -1);
        return new String(
                Body.of(body -> {
                    body.with("id", id).with("status", failed ? "failed" : "complete");
                    if (failed) {
                        body.object("error", error -> error.with("message", "The routine has no inputs"));
                    } else {
                        body.object(
                                "result",
                                result -> found.forEach((field, value) ->
                                        Research.write(result, OwnWork.shortName(field), field, value)));
                    }
                }),
                StandardCharsets.UTF_8);
    }

    private Answer results(Question question) {
        String id = Objects.requireNonNullElse(question.params().get(Front.STAR), "");
        return switch (sight.office().post().ask(id)) {
            case Post.Asked.Unknown() -> message(404, "Run not found", Outcome.INVALID_INPUT);
            case Post.Asked.Working _ ->
                Answer.json(
                        202,
                        Body.of(body -> body.with("routine_run_id", id)
                                .with("total", 1)
                                .with("finished", 0)
                                .with("status", "in_progress")),
                        Outcome.PENDING);
            case Post.Asked.Ready(byte[] document) -> page(id, JSON.readTree(document), question.params());
        };
    }

    private static Answer page(String id, JsonNode items, Params params) {
        int from = Integer.parseInt(Objects.requireNonNullElse(params.get("cursor"), "0"));
        int limit = Math.min(PAGE, Integer.parseInt(Objects.requireNonNullElse(params.get("limit"), "50")));
        List<String> page = new ArrayList<>();
        for (int i = from; i < Math.min(items.size(), from + limit); i++) {
            page.add(items.path(i).toString());
        }
        return Answer.json(
                200,
                Body.of(body -> {
                    body.with("routine_run_id", id)
                            .with("total", items.size())
                            .with("finished", items.size())
                            .with("status", "complete")
                            .raw("data", page);
                    if (from + limit < items.size()) {
                        body.with("cursor", Integer.toString(from + limit));
                    }
                }),
                Outcome.FOUND);
    }
}
