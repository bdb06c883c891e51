package dev.weir.providers;

import dev.weir.provider.Callback;
import dev.weir.provider.CallbackSignature;
import dev.weir.provider.Exchange;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An operation that answers later, as its YAML file declares it.
 *
 * @param item its facts, its submission's request, and how the answer to one item is read
 */
record DeclaredLateOperation(DeclaredOperation item, Later later) implements LateOperation {

    private static final String LEFT_OUT = "the vendor's answer leaves this question out";
    private static final byte[] NO_BODY = {};

    @Override
    public OperationSpec spec() {
        return item.spec();
    }

    @Override
    public Optional<Polling> polling() {
        return Optional.ofNullable(later.poll()).map(Later.Poll::pauses);
    }

    @Override
    public boolean callsBack() {
        return later.callback() != null;
    }

    @Override
    public boolean needsCallback() {
        return later.poll() == null
                || (later.callback() != null && later.callback().needed());
    }

    @Override
    public Optional<CallbackSignature> signature() {
        return Optional.ofNullable(later.callback()).flatMap(Later.Returned::signature);
    }

    @Override
    public Duration patience() {
        return later.patience();
    }

    @Override
    public Duration typical() {
        return later.typical();
    }

    @Override
    public boolean againIsFree() {
        return later.againFree() || LateOperation.super.againIsFree();
    }

    @Override
    public Submitted submit(Submission submission, Exchange exchange) {
        return switch (exchange.send(item.request().render(Filling.of(submission, "", exchange)))) {
            case Exchange.NotSent(String detail) -> new Submitted.Refused(new Reply.NotSent(detail));
            case Exchange.Lost(String detail) -> lost(detail);
            case Exchange.TooLarge(int status, long limit) -> {
                String detail = "the answer (HTTP " + status + ") is larger than " + limit + " bytes";
                yield status >= 200 && status < 300
                        ? lost(detail)
                        : new Submitted.Refused(new Reply.Trouble(status, detail));
            }
            case Exchange.Answered answered -> submitted(submission, new Answer(answered, false), exchange);
        };
    }

    /** It may be with the vendor, who will call back; sending it again could be paid twice. */
    private static Submitted lost(String detail) {
        return new Submitted.Refused(new Reply.Lost(detail));
    }

    private Submitted submitted(Submission submission, Answer answer, Exchange exchange) {
        Rule rule = Rule.first(later.submission(), answer);
        String words = item.errorText().of(answer, exchange);
        return switch (rule.meaning()) {
            case ACCEPTED -> accepted(answer);
            case FOUND, NOT_FOUND, BLOCKED -> answeredAtOnce(submission, answer, rule);
            case INVALID_INPUT -> unusable(submission, answer, words);
            case AGAIN -> new Submitted.Refused(new Reply.Throttled(rule.after()));
            case THROTTLED, OUT_OF_CREDITS, AUTH_FAILED, TROUBLE, BAD_ANSWER ->
                new Submitted.Refused(
                        item.reply(answer, submission.items().getFirst().ask(), rule, () -> words));
        };
    }

    private Submitted accepted(Answer answer) {
        if (later.vendorId() == null) {
            return new Submitted.Accepted("", Map.of());
        }
        String id = answer.text(later.vendorId());
        return id == null
                ? lost("HTTP " + answer.status() + " without its id at " + later.vendorId())
                : new Submitted.Accepted(id, Map.of());
    }

    private Submitted answeredAtOnce(Submission submission, Answer answer, Rule rule) {
        JsonNode root = answer.json();
        if (later.list() == null || root == null) {
            Item only = submission.items().getFirst();
            return new Submitted.Accepted("", Map.of(only.key(), reply(answer, only, rule, "HTTP " + answer.status())));
        }
        return new Submitted.Accepted(
                "", answers(submission, answer, root, rule).orElse(Map.of()));
    }

    private Submitted unusable(Submission submission, Answer answer, String words) {
        Map<String, String> named = new LinkedHashMap<>();
        if (submission.items().size() == 1) {
            named.put(submission.items().getFirst().key(), words);
        } else {
            later.lacks().stream()
                    .filter(lack -> lack.when().holds(answer))
                    .forEach(lack -> submission.items().stream()
                            .filter(one ->
                                    lack.fields().stream().noneMatch(one.ask().inputs()::containsKey))
                            .forEach(one -> named.put(one.key(), words)));
        }
        return named.isEmpty() ? new Submitted.Refused(new Reply.InvalidInput(words)) : new Submitted.Unusable(named);
    }

    @Override
    public Heard poll(Submission submission, String vendorId, Exchange exchange) {
        Later.Poll poll = later.poll();
        if (poll == null) {
            throw new UnsupportedOperationException(spec().id() + " cannot be asked how far it is");
        }
        return switch (exchange.send(poll.request().render(Filling.of(submission, vendorId, exchange)))) {
            case Exchange.NotSent(String detail) -> Heard.nothing(new Reply.NotSent(detail));
            case Exchange.Lost(String detail) -> Heard.nothing(new Reply.Lost(detail));
            case Exchange.TooLarge(int status, long limit) ->
                Heard.nothing(new Reply.Trouble(status, "the answer is larger than " + limit + " bytes"));
            case Exchange.Answered answered -> {
                Answer answer = new Answer(answered, false);
                Rule rule = Rule.first(poll.rules(), answer);
                yield heard(
                        submission, answer, poll.at(), rule, item.errorText().of(answer, exchange));
            }
        };
    }

    @Override
    public Heard read(Submission submission, Callback callback) {
        Later.Returned returned = later.callback();
        if (returned == null) {
            return Heard.nothing(new Reply.InvalidInput(spec().id() + " calls nobody back"));
        }
        Answer answer = new Answer(new Exchange.Answered(200, callback.headers(), callback.body()), false);
        Rule rule = Rule.first(returned.rules(), answer);
        String id = returned.id() == null ? null : answer.text(returned.id());
        return heard(submission, answer, returned.at(), rule, item.errorText().ofItem(answer))
                .named(id);
    }

    private Heard heard(Submission submission, Answer answer, Pointer at, Rule rule, String words) {
        Reply meant = meant(submission, answer, rule, words);
        if (meant instanceof Reply.NotFound || meant instanceof Reply.Blocked) {
            Map<String, Reply> all = new HashMap<>();
            submission.items().forEach(one -> all.put(one.key(), meant));
            return Heard.last(all, total(answer));
        }
        JsonNode root = answer.json();
        JsonNode document = root == null ? null : at.find(root);
        boolean found = rule.meaning() == Rule.Meaning.FOUND;
        Optional<Map<String, Reply>> read = document == null || rule.meaning() == Rule.Meaning.AGAIN
                ? Optional.empty()
                : answers(submission, answer, document, rule);
        if (read.isEmpty()) {
            return found
                    ? Heard.nothing(new Reply.BadAnswer(
                            "an answer without " + (later.list() == null ? "its record" : "a list at " + later.list()),
                            Receipt.free(answer.body())))
                    : new Heard(Map.of(), meant instanceof Reply.InvalidInput, null, meant, null);
        }
        boolean ended = !rule.more();
        Map<String, Reply> answers = new HashMap<>(read.get());
        for (Item one : submission.items()) {
            if (ended && !answers.containsKey(one.key())) {
                answers.put(one.key(), found ? new Reply.BadAnswer(LEFT_OUT, Receipt.free(NO_BODY)) : meant);
            }
            // Whoever stopped has found nothing only because it stopped.
            answers.computeIfPresent(one.key(), (_, is) -> !found && is instanceof Reply.NotFound ? meant : is);
        }
        return new Heard(answers, ended, ended ? total(answer) : null, found ? null : meant, null);
    }

    /** What a document means that holds no answers. */
    private Reply meant(Submission submission, Answer answer, Rule rule, String words) {
        return switch (rule.meaning()) {
            case FOUND, ACCEPTED -> new Reply.BadAnswer("nothing is told", Receipt.free(answer.body()));
            case NOT_FOUND,
                    BLOCKED,
                    INVALID_INPUT,
                    THROTTLED,
                    OUT_OF_CREDITS,
                    AUTH_FAILED,
                    AGAIN,
                    TROUBLE,
                    BAD_ANSWER -> reply(answer, submission.items().getFirst(), rule, words);
        };
    }

    /** A miss says so by its rule: what else stands there need not be of the shape of a find. */
    private Reply reply(Answer answer, Item only, Rule rule, String words) {
        return rule.meaning() == Rule.Meaning.NOT_FOUND
                ? new Reply.NotFound(item.cost().missed(answer, rule.milli()))
                : item.reply(answer, only.ask(), rule, () -> words);
    }

    /** By item key, of those items that the document speaks of; empty when it is none with answers. */
    private Optional<Map<String, Reply>> answers(Submission submission, Answer answer, JsonNode document, Rule rule) {
        if (later.list() == null) {
            Item only = submission.items().getFirst();
            return document.isObject() && (rule.meaning() == Rule.Meaning.FOUND)
                    ? Optional.of(Map.of(only.key(), read(answer, document, only)))
                    : Optional.empty();
        }
        JsonNode list = later.list().find(document);
        if (list == null || !list.isArray()) {
            return Optional.empty();
        }
        Pointer key = Objects.requireNonNull(later.key(), "a list has keys");
        Map<String, Item> byKey = new HashMap<>();
        submission.items().forEach(one -> byKey.put(one.key(), one));
        Map<String, Reply> answers = new HashMap<>();
        for (JsonNode element : list) {
            Item meant = byKey.get(text(key.find(element)));
            if (meant != null) {
                // Told twice, a find counts more than none.
                answers.merge(
                        meant.key(),
                        read(answer, element, meant),
                        (before, after) -> before instanceof Reply.Found ? before : after);
            }
        }
        return Optional.of(answers);
    }

    private Reply read(Answer answer, JsonNode element, Item meant) {
        return item.item(Answer.part(200, answer.headers(), element), meant.ask());
    }

    private static String text(@Nullable JsonNode node) {
        return node == null || node.isContainer() ? "" : node.asString();
    }

    private @Nullable Long total(Answer answer) {
        Later.Total total = later.total();
        BigDecimal units = total == null ? null : total.place().number(answer);
        if (total == null || units == null || units.precision() - units.scale() > 9) {
            return null;
        }
        return units.multiply(BigDecimal.valueOf(total.times()))
                .movePointRight(3)
                .setScale(0, RoundingMode.UP)
                .longValue();
    }
}
