package dev.weir.providers;

import dev.weir.provider.Call;
import dev.weir.provider.Callback;
import dev.weir.provider.CallbackSignature;
import dev.weir.provider.Exchange;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Pace;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Routines of Clay's public API: up to 100 questions begin a run, which is asked for its results. Its own webhook tells
 * only that a run is over, guarantees nothing and has one address for all runs, so that polling does as well.
 */
final class ClayRoutines implements LateOperation {

    private static final int MOST = 100;
    private static final int MOST_PAGES = 20;
    static final List<Rule> RULES = Rule.standardOfSubmissions();
    private static final ErrorText WORDS = new ErrorText(List.of(Pointer.of("/message")), List.of("api_key"));
    static final String LEFT_OUT = "the finished run says nothing of this question";

    private final OperationSpec spec;

    private ClayRoutines(OperationSpec spec) {
        this.spec = spec;
    }

    static FunctionProvider provider() {
        return new Functions(
                new Functions.Facts(
                        "clay-routines",
                        "Clay routine",
                        URI.create("https://api.clay.com/public/v0"),
                        Optional.empty(),
                        List.of("api_key"),
                        List.of(),
                        Pace.unlimited(4),
                        MOST,
                        List.of(
                                "The API is a beta, version 0, and may change.",
                                "How a routine tells that it found nothing is not documented; a complete item with an empty result is read so.",
                                "How fast it may be asked is not published; its 429 says how long to wait.",
                                "What a run costs is told nowhere in the API; a run that is begun twice is charged twice.")),
                ClayRoutines::new);
    }

    @Override
    public OperationSpec spec() {
        return spec;
    }

    @Override
    public Optional<Polling> polling() {
        return Optional.of(new Polling(Duration.ofSeconds(15), 2, Duration.ofMinutes(10)));
    }

    @Override
    public boolean callsBack() {
        return false;
    }

    @Override
    public Optional<CallbackSignature> signature() {
        return Optional.empty();
    }

    @Override
    public Duration patience() {
        return Duration.ofHours(24);
    }

    @Override
    public Submitted submit(Submission submission, Exchange exchange) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        var items = body.putArray("items");
        for (Item item : submission.items()) {
            write(item, items.addObject());
        }
        Call call = Call.post("/routines/function:" + spec.id().operation() + "/run")
                .header("clay-api-key", exchange.secret("api_key"))
                .json(JsonBodies.write(body));
        return begun(submission, exchange.send(call), exchange);
    }

    /** What came of beginning a run. One whose answer is too large to be read may have begun. */
    static Submitted begun(Submission submission, Exchange.Sent sent, Exchange exchange) {
        return switch (sent) {
            case Exchange.Answered answered -> submitted(submission, new Answer(answered, false), exchange);
            case Exchange.TooLarge(int status, long limit)
            when status / 100 == 2 ->
                new Submitted.Refused(new Reply.Lost("the answer is larger than " + limit + " bytes"));
            case Exchange.Sent unanswered -> new Submitted.Refused(unanswered(unanswered));
        };
    }

    /** What an answer says of a run that was to begin. */
    static Submitted submitted(Submission submission, Answer answer, Exchange exchange) {
        Rule rule = Rule.first(RULES, answer);
        if (rule.meaning() != Rule.Meaning.ACCEPTED) {
            Reply refusal = refusal(rule, answer, exchange);
            return refusal instanceof Reply.InvalidInput(String words)
                            && submission.items().size() == 1
                    ? new Submitted.Unusable(
                            Map.of(submission.items().getFirst().key(), words))
                    : new Submitted.Refused(refusal);
        }
        String run = answer.text(Pointer.of("/routine_run_id"));
        return run == null
                ? new Submitted.Refused(new Reply.Lost("HTTP " + answer.status() + " without its routine_run_id"))
                : new Submitted.Accepted(run, Map.of());
    }

    static Reply refusal(Rule rule, Answer answer, Exchange exchange) {
        String words = WORDS.of(answer, exchange);
        return switch (rule.meaning()) {
            case AUTH_FAILED -> new Reply.AuthFailed(words);
            case OUT_OF_CREDITS -> new Reply.OutOfCredits(words);
            case THROTTLED -> new Reply.Throttled(Waits.read(rule.retryAfter(), answer));
            case INVALID_INPUT, BLOCKED, NOT_FOUND -> new Reply.InvalidInput(words);
            case TROUBLE, AGAIN -> new Reply.Trouble(answer.status(), words);
            case FOUND, ACCEPTED, BAD_ANSWER -> new Reply.BadAnswer(words, Receipt.free(answer.body()));
        };
    }

    @Override
    public Heard poll(Submission submission, String vendorId, Exchange exchange) {
        Map<String, Item> byKey = byKey(submission);
        Map<String, Reply> answers = new HashMap<>();
        String cursor = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            Call call = Call.get("/routines/run/" + Template.segment(vendorId) + "/results")
                    .header("clay-api-key", exchange.secret("api_key"))
                    .query("limit", String.valueOf(MOST));
            Exchange.Sent sent = exchange.send(cursor.isEmpty() ? call : call.query("cursor", cursor));
            if (!(sent instanceof Exchange.Answered answered)) {
                return Heard.nothing(unanswered(sent));
            }
            Answer answer = new Answer(answered, false);
            JsonNode root = answer.json();
            if (answer.status() == 202) {
                return Heard.nothing(new Reply.Again(Duration.ofSeconds(15)));
            }
            if (answer.status() != 200 || root == null || !root.path("data").isArray()) {
                Reply refusal = refusal(Rule.first(RULES, answer), answer, exchange);
                return new Heard(Map.of(), refusal instanceof Reply.InvalidInput, null, refusal, null);
            }
            root.path("data").forEach(item -> read(byKey, item, answers));
            cursor = root.path("cursor").asString("");
            if (cursor.isEmpty()) {
                submission
                        .items()
                        .forEach(item -> answers.putIfAbsent(
                                item.key(), new Reply.BadAnswer(LEFT_OUT, Receipt.free(answer.body()))));
                return Heard.last(answers, null);
            }
        }
        return Heard.nothing(new Reply.BadAnswer("its pages do not end", Receipt.free(new byte[0])));
    }

    static Reply unanswered(Exchange.Sent sent) {
        return switch (sent) {
            case Exchange.NotSent(String detail) -> new Reply.NotSent(detail);
            case Exchange.Lost(String detail) -> new Reply.Lost(detail);
            case Exchange.TooLarge(int status, long limit) ->
                new Reply.Trouble(status, "the answer is larger than " + limit + " bytes");
            case Exchange.Answered _ -> throw new IllegalArgumentException("it was answered");
        };
    }

    static Map<String, Item> byKey(Submission submission) {
        Map<String, Item> byKey = new HashMap<>();
        submission.items().forEach(item -> byKey.put(item.key(), item));
        return byKey;
    }

    /** One item of a run's results; of a question that was not put, nothing. */
    static void read(Map<String, Item> byKey, JsonNode item, Map<String, Reply> answers) {
        Item one = byKey.get(item.path("id").asString(""));
        if (one == null) {
            return;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        boolean failed = item.path("status").asString("").equals("failed");
        result.put("status", failed ? "failed" : "complete");
        result.set(failed ? "error" : "data", item.path(failed ? "error" : "result"));
        answers.putIfAbsent(one.key(), FunctionResult.read(result, JsonBodies.write(item), one.ask()));
    }

    /** As an item of a run holds a question. */
    static void write(Item item, ObjectNode one) {
        one.put("id", item.key());
        one.set("inputs", FunctionOperation.inputs(item, true));
    }

    @Override
    public Heard read(Submission submission, Callback callback) {
        return Heard.nothing(new Reply.InvalidInput("a routine calls nobody back: its runs are asked for"));
    }
}
