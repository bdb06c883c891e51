package dev.weir.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A worker behind any path: takes a ticket, and tells its result through the state API that came along. Where none did,
 * since the server has no public address, it is done at once.
 */
final class HttpFunctionDesk extends OwnWorkDesk {
    private static final String BEARER = "Bearer ";

    HttpFunctionDesk(Sight sight) {
        super(sight);
    }

    /** A function need not want a key. */
    @Override
    public String key(Function<String, @Nullable String> header, Params params) {
        String authorization = header.apply("authorization");
        return authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : "none";
    }

    @Override
    public Answer answer(Question question, Account account) {
        JsonNode asked = question.params().body();
        String state = asked.path("stateUrl").asString("");
        OwnWork work = OwnWork.of(asked.path("inputs"), asked.path("wanted"));
        Map<String, String> found = new Research(sight).found(question.operation(), work.inputs(), work.wanted());
        byte[] result = Body.of(body -> body.with("status", found.isEmpty() ? "not_found" : "found")
                .object("data", data -> found.forEach((field, value) -> Research.write(data, field, field, value))));
        if (state.isEmpty()) {
            return Answer.json(200, result, found.isEmpty() ? Outcome.NOT_FOUND : Outcome.FOUND);
        }
        sight.office()
                .post()
                .take(new Posting(
                        UUID.randomUUID().toString(),
                        Vendor.HTTP_FUNCTION,
                        result,
                        List.of(new Posting.Event(state + "/result", "", "", result))));
        return Answer.json(202, Body.of(body -> body.with("status", "accepted")), Outcome.PENDING)
                .identifiedBy(Objects.requireNonNullElse(question.params().get("ticket"), ""));
    }
}
