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
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Large runs of Clay's routines: thousands of questions go up as a file, a run of it is started, and its results come as a
 * file. Until the start nothing is begun, so that an upload may be made again.
 */
final class ClayLarge implements LateOperation {

    /** Of the vendor's 50,000: a file of so many results is no larger than an answer may be. */
    private static final int MOST = 5_000;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final String ROUTINE = "/routines/function:";

    private final OperationSpec spec;

    private ClayLarge(OperationSpec spec) {
        this.spec = spec;
    }

    static FunctionProvider provider() {
        return new Functions(
                new Functions.Facts(
                        "clay-large",
                        "Clay routine, large runs",
                        URI.create("https://api.clay.com/public/v0"),
                        Optional.empty(),
                        List.of("api_key"),
                        List.of(),
                        Pace.unlimited(2),
                        MOST,
                        List.of(
                                "The API is a beta, version 0, and may change.",
                                "The lines of the file that goes up are not documented; each is written as an item of a small run is, id and inputs.",
                                "The file of results is not documented; it is read as lines, a list, or a list under data, of items as a small run has them.",
                                "The type of the file that goes up is not documented; it is sent as application/x-ndjson.",
                                "The answer to a start is not documented; its routine_run_id is read as that of a small run.",
                                "How a routine tells that it found nothing is not documented; a complete item with an empty result is read so.",
                                "Rows that were sent along with invalid ones are taken not to have been run.",
                                "What a run costs is told nowhere in the API; a run that is begun twice is charged twice.")),
                ClayLarge::new);
    }

    @Override
    public OperationSpec spec() {
        return spec;
    }

    @Override
    public Optional<Polling> polling() {
        return Optional.of(new Polling(Duration.ofMinutes(1), 1.5, Duration.ofMinutes(10)));
    }

    @Override
    public boolean callsBack() {
        return false;
    }

    @Override
    public Optional<CallbackSignature> signature() {
        return Optional.empty();
    }

    /** A place is asked for, the file goes up, and the run is started. */
    @Override
    public Duration handingOver() {
        return spec.deadline().multipliedBy(3);
    }

    @Override
    public Duration patience() {
        return Duration.ofHours(24);
    }

    @Override
    public Submitted submit(Submission submission, Exchange exchange) {
        Exchange.Sent asked = exchange.send(keyed(Call.post(routine() + "/run-batch/upload-url"), exchange));
        if (!(asked instanceof Exchange.Answered answered)) {
            return notBegun(asked);
        }
        Answer place = new Answer(answered, false);
        if (answered.status() / 100 != 2) {
            return ClayRoutines.submitted(submission, place, exchange);
        }
        String address = place.text(Pointer.of("/upload_url"));
        String file = place.text(Pointer.of("/file_id"));
        Call upload = address == null ? null : call("PUT", address);
        if (upload == null || file == null) {
            return new Submitted.Refused(new Reply.Trouble(answered.status(), "no upload_url and file_id are told"));
        }
        Exchange.Sent sent = exchange.send(upload.body(lines(submission), "application/x-ndjson"));
        if (!(sent instanceof Exchange.Answered up)) {
            return notBegun(sent);
        }
        return up.status() / 100 == 2
                ? start(submission, file, exchange)
                : new Submitted.Refused(new Reply.Trouble(up.status(), "the file was not taken"));
    }

    private String routine() {
        return ROUTINE + spec.id().operation();
    }

    private static Call keyed(Call call, Exchange exchange) {
        return call.header("clay-api-key", exchange.secret("api_key"));
    }

    private static @Nullable Call call(String method, String address) {
        try {
            return Call.to(method, address);
        } catch (IllegalArgumentException unusable) {
            return null;
        }
    }

    /** Nothing runs yet, however far the call came: it may be made again. */
    private static Submitted notBegun(Exchange.Sent sent) {
        return new Submitted.Refused(
                switch (sent) {
                    case Exchange.Lost(String detail) -> new Reply.Trouble(0, "before the start: " + detail);
                    case Exchange.TooLarge(int status, long limit) ->
                        new Reply.Trouble(status, "the answer is larger than " + limit + " bytes");
                    case Exchange.NotSent _, Exchange.Answered _ -> ClayRoutines.unanswered(sent);
                });
    }

    private static byte[] lines(Submission submission) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Item item : submission.items()) {
            ObjectNode one = JsonNodeFactory.instance.objectNode();
            ClayRoutines.write(item, one);
            lines.writeBytes(JsonBodies.write(one));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private Submitted start(Submission submission, String file, Exchange exchange) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("file_id", file);
        Call start = keyed(Call.post(routine() + "/run-batch/start"), exchange).json(JsonBodies.write(body));
        return ClayRoutines.begun(submission, exchange.send(start), exchange);
    }

    @Override
    public Heard poll(Submission submission, String vendorId, Exchange exchange) {
        Exchange.Sent sent = exchange.send(
                keyed(Call.get("/routines/run-batch/" + Template.segment(vendorId) + "/results"), exchange));
        if (!(sent instanceof Exchange.Answered answered)) {
            return Heard.nothing(ClayRoutines.unanswered(sent));
        }
        Answer answer = new Answer(answered, false);
        JsonNode root = answer.json();
        if (answer.status() == 202) {
            return Heard.nothing(new Reply.Again(LOOK_AGAIN));
        }
        if (answer.status() != 200 || root == null || !root.isObject()) {
            Reply refusal = ClayRoutines.refusal(Rule.first(ClayRoutines.RULES, answer), answer, exchange);
            return new Heard(Map.of(), refusal instanceof Reply.InvalidInput, null, refusal, null);
        }
        String status = root.path("status").asString("");
        return switch (status) {
            case "complete" -> complete(submission, root.path("result_url").asString(""), exchange);
            case "validation_failed" -> invalid(submission, root.path("error"));
            // Also one that is not known yet: the vendor asks to take those for ends.
            default ->
                all(
                        submission,
                        _ -> new Reply.Trouble(
                                0,
                                "the run ended as '" + FunctionResult.shortened(status) + "': "
                                        + FunctionResult.shortened(root.path("error")
                                                .path("message")
                                                .asString("no reason is told"))));
        };
    }

    private static Heard complete(Submission submission, String address, Exchange exchange) {
        Call call = call("GET", address);
        if (call == null) {
            return all(
                    submission,
                    _ -> new Reply.BadAnswer("the run tells no file of results", Receipt.free(new byte[0])));
        }
        return switch (exchange.send(call)) {
            case Exchange.Answered(int status, var _, byte[] body) when status == 200 -> results(submission, body);
            case Exchange.TooLarge(int _, long limit) ->
                all(
                        submission,
                        _ -> new Reply.BadAnswer(
                                "the file of results is larger than " + limit + " bytes", Receipt.free(new byte[0])));
            case Exchange.Answered(int status, var _, var _) ->
                Heard.nothing(new Reply.Trouble(status, "the file of results cannot be fetched"));
            case Exchange.Sent unanswered -> Heard.nothing(ClayRoutines.unanswered(unanswered));
        };
    }

    private static Heard results(Submission submission, byte[] body) {
        Map<String, Item> byKey = ClayRoutines.byKey(submission);
        Map<String, Reply> answers = new HashMap<>();
        items(body).forEach(item -> ClayRoutines.read(byKey, item, answers));
        submission
                .items()
                .forEach(item -> answers.putIfAbsent(
                        item.key(), new Reply.BadAnswer(ClayRoutines.LEFT_OUT, Receipt.free(new byte[0]))));
        return Heard.last(answers, null);
    }

    private static List<JsonNode> items(byte[] body) {
        List<JsonNode> items = new ArrayList<>();
        JsonNode whole = JsonBodies.read(body);
        JsonNode list = whole == null || whole.isArray() ? whole : whole.path("data");
        if (list != null && list.isArray()) {
            list.forEach(items::add);
            return items;
        }
        new String(body, StandardCharsets.UTF_8).lines().forEach(line -> {
            JsonNode item = JsonBodies.read(line.getBytes(StandardCharsets.UTF_8));
            if (item != null) {
                items.add(item);
            }
        });
        return items;
    }

    /** Lines count from 1, in the order of the questions. */
    private static Heard invalid(Submission submission, JsonNode error) {
        Map<Integer, String> byLine = new HashMap<>();
        error.path("details")
                .forEach(one -> byLine.putIfAbsent(
                        one.path("line_number").asInt(0),
                        FunctionResult.shortened(one.path("field").asString("") + ": "
                                + one.path("message").asString(""))));
        Map<String, Reply> answers = new HashMap<>();
        int line = 0;
        for (Item item : submission.items()) {
            String words = byLine.get(++line);
            answers.put(
                    item.key(),
                    words == null
                            ? new Reply.Trouble(0, "the run was refused for other rows of it")
                            : new Reply.InvalidInput(words));
        }
        return Heard.last(answers, null);
    }

    private static Heard all(Submission submission, Function<Item, Reply> reply) {
        Map<String, Reply> answers = new HashMap<>();
        submission.items().forEach(item -> answers.put(item.key(), reply.apply(item)));
        return Heard.last(answers, null);
    }

    @Override
    public Heard read(Submission submission, Callback callback) {
        return Heard.nothing(new Reply.InvalidInput("a routine calls nobody back: its runs are asked for"));
    }
}
