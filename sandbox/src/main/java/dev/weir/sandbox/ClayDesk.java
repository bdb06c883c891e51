package dev.weir.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A Clay table, after the vendor page: a row goes in, and its last column calls back with what was found, an empty cell
 * being an empty text. A source whose id begins with {@code full-} has had its 50,000 rows and drops what comes,
 * {@code deleted-} is gone, {@code stuck-} never reaches its last column. One whose id begins with {@code enrich-company} has
 * columns about the company; all others have an address and a number.
 */
final class ClayDesk extends OwnWorkDesk {
    private static final String OPEN = "sandbox-key";
    private static final List<String> COMPANY =
            FieldSets.COMPANY.stream().sorted().toList();

    ClayDesk(Sight sight) {
        super(sight);
    }

    /** A webhook need not want its token; its column sends the secret that the sandbox's credentials have. */
    @Override
    public String key(Function<String, @Nullable String> header, Params params) {
        return Objects.requireNonNullElse(header.apply("x-clay-webhook-auth"), OPEN);
    }

    @Override
    public Answer answer(Question question, Account account) {
        String source = Objects.requireNonNullElse(question.params().get(Front.STAR), "");
        JsonNode row = question.params().body();
        if (source.startsWith("deleted-")) {
            return message(404, "Source not found", Outcome.INVALID_INPUT);
        }
        if (!row.isObject()) {
            return message(422, "Invalid JSON", Outcome.INVALID_INPUT);
        }
        String callback = row.path("callback_url").asString("");
        if (!source.startsWith("full-") && !source.startsWith("stuck-") && !callback.isEmpty()) {
            byte[] result = result(question.operation(), source, row);
            sight.office()
                    .post()
                    .take(new Posting(
                            UUID.randomUUID().toString(),
                            Vendor.CLAY,
                            result,
                            List.of(new Posting.Event(callback, "X-Callback-Token", question.key(), result))));
        }
        return Answer.json(200, Body.of(body -> body.with("message", "success")), Outcome.PENDING);
    }

    private byte[] result(VendorOperation operation, String source, JsonNode row) {
        OwnWork columns = OwnWork.of(row, row.path("wanted"));
        OwnWork work = source.startsWith("enrich-company") ? new OwnWork(columns.inputs(), COMPANY) : columns;
        Map<String, String> found = new Research(sight).found(operation, work.inputs(), work.wanted());
        return Body.of(body -> body.with("request_id", row.path("request_id").asString(""))
                .with("status", "ok")
                .object(
                        "data",
                        data -> work.wanted()
                                .forEach(field -> data.with(OwnWork.shortName(field), found.getOrDefault(field, "")))));
    }
}
