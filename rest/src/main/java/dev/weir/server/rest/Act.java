package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.requests.Requests;
import dev.weir.server.workspace.Caller;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request that makes or changes something, as a route takes it among its parameters.
 *
 * <p>What the work does, its entry in the audit and, where the request has an {@code Idempotency-Key}, the answer for when
 * it is sent again are one transaction, which sees the workspace of the path. So the work calls no one outside, and rooms'
 * verbs inside it join.
 */
final class Act {

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";

    /** Whose an act is that names no workspace. */
    static final long INSTALLATION = 0;

    /** Acts behind which something may be submitted for subscribers that could not be before. */
    private static final List<String> FREEING = List.of("credits.", "credential.", "breaker.", "blueprint.", "step.");

    private final Weir weir;
    private final JsonMapper json;
    private final Caller caller;
    private final long workspaceId;
    private final String route;
    private final @Nullable String key;

    /** @param route method and path */
    Act(Weir weir, JsonMapper json, Caller caller, long workspaceId, String route, @Nullable String key) {
        this.weir = weir;
        this.json = json;
        this.caller = caller;
        this.workspaceId = workspaceId;
        this.route = route;
        this.key = key;
    }

    Caller caller() {
        return caller;
    }

    /**
     * Does what makes or spends, once however often it is sent with the same key.
     *
     * @param name for the audit, as {@code api_key.created}
     * @param asked the body, and whatever else of the request but its path says what is asked for
     * @param work run again when the database says so; what it throws undoes it all, and leaves the key free
     * @throws dev.weir.server.problem.Problem 422 for a key used for something else, 409 while its first request is at work
     */
    <T> ResponseEntity<Answer<T>> once(String name, Object asked, Supplier<Made<T>> work) {
        Requests.Outcome<Made<T>> outcome = weir.requests()
                .once(
                        new Requests.Request(workspaceId, route, key, Said.canonical(json, asked)),
                        () -> noted(name, work));
        Made<T> fresh = outcome.fresh();
        return fresh == null ? replayed(outcome.kept()) : answer(fresh);
    }

    /**
     * Does what comes out the same when it is done again: a change, by another method than POST, to something that the path
     * names.
     */
    <T> ResponseEntity<Answer<T>> change(String name, Supplier<Made<T>> work) {
        if (route.startsWith("POST ")) {
            throw new IllegalStateException("what is posted takes an Idempotency-Key, and is done once");
        }
        return answer(
                weir.transactions().in(workspaceId, () -> noted(name, work).answer()));
    }

    private <T> Requests.Done<Made<T>> noted(String name, Supplier<Made<T>> work) {
        Made<T> made = work.get();
        Long other = made.workspaceId();
        weir.audit().note(other == null ? workspaceId : other, caller, name, made.subject());
        if (workspaceId != INSTALLATION && FREEING.stream().anyMatch(name::startsWith)) {
            weir.audienceSettings().tryAgain(workspaceId);
        }
        return new Requests.Done<>(
                made, new Requests.Kept(made.status(), json.writeValueAsString(made.again()), made.location()));
    }

    private static <T> ResponseEntity<Answer<T>> answer(Made<T> made) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(made.status());
        if (made.location() != null) {
            answer.header(HttpHeaders.LOCATION, made.location());
        }
        return answer.body(Answer.of(made.answer()));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // what is written is the JSON of a T
    private <T> ResponseEntity<Answer<T>> replayed(Requests.Kept kept) {
        JsonNode data = json.readTree(kept.body());
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(kept.status()).header(REPLAYED, "true");
        if (kept.location() != null) {
            answer.header(HttpHeaders.LOCATION, kept.location());
        }
        return (ResponseEntity) answer.body(Answer.of(data));
    }
}
