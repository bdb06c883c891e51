package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A customer's n8n, after the vendor page. What stands before the first hyphen of a workflow's path is how it behaves:
 * {@code sync-} answers with its result, {@code list-} with a list of it, {@code respond-} with a status of its own,
 * {@code empty-} with nothing, {@code broken-} fails, {@code inactive-} is not published, {@code silent-} never calls
 * back, {@code nameless-} and {@code odd-} break the contract when they do, {@code huge-} says ten megabytes; every other
 * answers when it has started, and calls back.
 *
 * <p>An execution that waits is resumed once, at its address; one whose id begins with {@code signed-} wants the signature
 * that {@link #signature} makes, and {@code early-} has not come to its Wait node when it is called first.
 */
final class N8nDesk extends OwnWorkDesk {
    private static final byte[] STARTED = Body.of(body -> body.with("message", "Workflow was started"));
    private static final int HUGE = 10 << 20;

    N8nDesk(Sight sight) {
        super(sight);
    }

    /** The header's name and value are the operator's choice, and so is whether there is one. */
    @Override
    public String key(Function<String, @Nullable String> header, Params params) {
        for (String name : List.of("x-weir-token", "sandbox-key", "authorization")) {
            String value = header.apply(name);
            if (value != null) {
                return value;
            }
        }
        return "none";
    }

    /** What the address of such an execution ends with, as {@code ?signature=}. */
    static String signature(String execution) {
        return "of-" + execution;
    }

    @Override
    public Answer answer(Question question, Account account) {
        String path = Objects.requireNonNullElse(question.params().get(Front.STAR), "");
        if (question.operation() == VendorOperation.N8N_RESUME) {
            return resume(path, question);
        }
        String manner = path.contains("-") ? path.substring(0, path.indexOf('-')) : "";
        JsonNode asked = question.params().body();
        String id = asked.path("request_id").asString("");
        String callback = asked.path("callback_url").asString("");
        OwnWork work = OwnWork.of(asked.path("input"), asked.path("wanted"));
        Map<String, String> found = new Research(sight).found(question.operation(), work.inputs(), work.wanted());
        Outcome outcome = found.isEmpty() ? Outcome.NOT_FOUND : Outcome.FOUND;
        byte[] result = result(manner, id, found);
        return switch (manner) {
            case "sync" -> Answer.json(200, result, outcome);
            case "list" ->
                Answer.json(
                        200,
                        ("[" + new String(result, StandardCharsets.UTF_8) + "]").getBytes(StandardCharsets.UTF_8),
                        outcome);
            case "respond" -> Answer.json(found.isEmpty() ? 404 : 200, result, outcome);
            case "empty" -> Answer.text(200, "text/plain", "", outcome);
            case "broken" ->
                Answer.json(500, Body.of(body -> body.with("message", "Error in workflow")), Outcome.REMOTE_FAILURE);
            case "inactive" ->
                Answer.json(
                        404,
                        Body.of(body -> body.with("code", 404)
                                .with("message", "The requested webhook \"POST " + path + "\" is not registered.")
                                .with("hint", "The workflow must be active for a production URL to run successfully.")),
                        Outcome.INVALID_INPUT);
            case "silent" -> Answer.json(200, STARTED, Outcome.PENDING);
            default -> later(question.key(), callback, result);
        };
    }

    private static Answer resume(String execution, Question question) {
        if (execution.startsWith("signed-")
                && !signature(execution).equals(question.params().get("signature"))) {
            return Answer.json(401, Body.of(body -> body.with("error", "Invalid token")), Outcome.UNAUTHORIZED);
        }
        int first = execution.startsWith("early-") ? 2 : 1;
        return question.tryNumber() == first
                ? Answer.json(200, Body.of(body -> body.with("message", "Workflow was resumed")), Outcome.FOUND)
                : Answer.json(
                        404,
                        Body.of(body ->
                                body.with("code", 404).with("message", "No execution waits at " + execution + ".")),
                        Outcome.INVALID_INPUT);
    }

    private Answer later(String key, String callback, byte[] result) {
        if (!callback.isEmpty()) {
            sight.office()
                    .post()
                    .take(new Posting(
                            UUID.randomUUID().toString(),
                            Vendor.N8N,
                            result,
                            List.of(new Posting.Event(callback, "X-Callback-Token", key, result))));
        }
        return Answer.json(200, STARTED, Outcome.PENDING);
    }

    private static byte[] result(String manner, String id, Map<String, String> found) {
        return Body.of(body -> {
            if (!manner.equals("nameless")) {
                body.with("request_id", id);
            }
            body.with("status", manner.equals("odd") ? "perhaps" : found.isEmpty() ? "not_found" : "found")
                    .object(
                            "data",
                            data -> found.forEach(
                                    (field, value) -> Research.write(data, OwnWork.shortName(field), field, value)))
                    .with("error", manner.equals("huge") ? "x".repeat(HUGE) : null);
        });
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return switch (why) {
            case UNAUTHORIZED, FORBIDDEN ->
                Answer.text(403, "text/plain; charset=utf-8", "Authorization data is wrong!", why.outcome);
            case SERVER_502, SERVER_503, SERVER_504 ->
                Answer.text(why.status, "text/html", "<html>Bad gateway</html>", why.outcome);
            case WRONG_METHOD, PACE, TOO_MANY, OUT_OF_CREDITS, SERVER_500 ->
                Answer.json(why.status, Body.of(body -> body.with("message", "Refused")), why.outcome);
        };
    }
}
