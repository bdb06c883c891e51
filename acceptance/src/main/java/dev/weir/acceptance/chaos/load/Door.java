package dev.weir.acceptance.chaos.load;

import dev.weir.acceptance.Deadline;
import dev.weir.acceptance.chaos.load.Customers.Customer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The way to an installation: whatever is to change something is sent again, the same, until it is answered for good. */
final class Door implements AutoCloseable {

    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration ANSWERING = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long BREATH_MILLIS = 200;
    private static final long LONGEST_BREATH_MILLIS = 2_000;
    private static final int MOST_ERRORS = 100;

    /** Of refusals that only say that the same request is at work elsewhere, or that its sender was too slow. */
    private static final Set<String> AT_WORK = Set.of("submit_in_progress", "request_in_progress", "body_too_slow");

    private static final Set<Integer> LATER = Set.of(408, 425, 429);
    private static final int SERVER_ERROR = 500;

    private final URI front;
    private final ClientLog log;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .build();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();

    Door(URI front, ClientLog log) {
        this.front = front;
        this.log = log;
    }

    /** An answer for good. @param status 0 when there was none in ten minutes */
    record Answer(int status, JsonNode body, boolean replayed) {

        /** Of what was made. */
        long id() {
            return status / 100 == 2 ? body.at("/data/id").asLong(0) : 0;
        }

        /** The code of a refusal; empty for none. */
        String problem() {
            return body.path("code").asString("");
        }
    }

    /** A request to that workspace's part of the API, as its owner. @param rest behind the workspace's number */
    HttpRequest.Builder request(Customer who, String rest) {
        return HttpRequest.newBuilder(URI.create(front + "/api/v1/workspaces/" + who.workspace() + rest))
                .header("Authorization", "Bearer " + who.keys().owner());
    }

    /** Posts until it is answered. @param key what makes all of its repetitions one */
    Answer post(Customer who, String rest, String type, String key, String body) throws InterruptedException {
        HttpRequest.Builder request = request(who, rest)
                .header("Content-Type", type)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body));
        return insist(() -> request, key);
    }

    /**
     * Sends until it is answered: by anything but a broken line, an overload or an outage.
     *
     * @param request made anew for each try
     * @param known by which the log tells it
     */
    Answer insist(Supplier<HttpRequest.Builder> request, String known) throws InterruptedException {
        Deadline deadline = Deadline.in(PATIENCE);
        for (long breath = BREATH_MILLIS; ; breath = Math.min(2 * breath, LONGEST_BREATH_MILLIS)) {
            Optional<Answer> answer = once(request.get().timeout(ANSWERING).build(), known);
            if (answer.isPresent()) {
                return answer.get();
            }
            if (deadline.left().isZero()) {
                return new Answer(0, MissingNode.getInstance(), false);
            }
            Thread.sleep(breath);
        }
    }

    private Optional<Answer> once(HttpRequest request, String known) throws InterruptedException {
        String what = request.method() + " " + request.uri().getPath();
        requests.incrementAndGet();
        long number = log.asked(what, known);
        try {
            HttpResponse<String> got = client.send(request, BodyHandlers.ofString());
            JsonNode body = read(got.body());
            Answer answer = new Answer(
                    got.statusCode(),
                    body,
                    got.headers().firstValue("Idempotent-Replayed").isPresent());
            log.answered(number, got.statusCode(), answer.id() > 0 ? String.valueOf(answer.id()) : answer.problem());
            if (got.statusCode() == SERVER_ERROR && errors.size() < MOST_ERRORS) {
                errors.add(what + ": " + got.body());
            }
            return isForGood(answer) ? Optional.of(answer) : Optional.empty();
        } catch (IOException broken) {
            unanswered.incrementAndGet();
            log.answered(number, 0, broken.toString());
            return Optional.empty();
        }
    }

    private static boolean isForGood(Answer answer) {
        return answer.status() < SERVER_ERROR
                && !LATER.contains(answer.status())
                && !AT_WORK.contains(answer.problem());
    }

    /** A document as it is now, asked for once; empty when there is no good answer to that. */
    Optional<JsonNode> look(Customer who, String rest) throws InterruptedException {
        try {
            HttpResponse<String> got =
                    client.send(request(who, rest).timeout(ANSWERING).GET().build(), BodyHandlers.ofString());
            if (got.statusCode() == SERVER_ERROR && errors.size() < MOST_ERRORS) {
                errors.add("GET " + rest + ": " + got.body());
            }
            return got.statusCode() == 200 ? Optional.of(read(got.body())) : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    private static JsonNode read(String body) {
        try {
            return body.isBlank()
                    ? MissingNode.getInstance()
                    : JsonMapper.shared().readTree(body);
        } catch (JacksonException other) {
            return MissingNode.getInstance();
        }
    }

    long requests() {
        return requests.get();
    }

    long unanswered() {
        return unanswered.get();
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    @Override
    public void close() {
        // Connections that a server which is held still never closes must not be waited for.
        client.shutdownNow();
    }
}
