package dev.weir.providers;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.providers.Pointer.WrongShape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An operation as its YAML file declares it: renders the call, sends it once, and reads the answer by its rules.
 *
 * @param rules in order; the last one holds for every answer
 * @param sources the places of each output's value, in order of preference
 * @param notEnough outputs that alone are no find
 * @param textual whether a good answer's body is a text and no JSON
 */
record DeclaredOperation(
        OperationSpec spec,
        RequestTemplate request,
        List<Rule> rules,
        AnswerShape shape,
        Map<String, List<FieldSource>> sources,
        Set<String> notEnough,
        CostRule cost,
        ErrorText errorText,
        Masks masks,
        boolean textual)
        implements Operation {

    @Override
    public Reply ask(Ask ask, Exchange exchange) {
        return switch (exchange.send(request.render(ask, exchange))) {
            case Exchange.NotSent(String detail) -> new Reply.NotSent(detail);
            case Exchange.Lost(String detail) -> new Reply.Lost(detail);
            case Exchange.TooLarge(int status, long limit) -> tooLarge(status, limit);
            case Exchange.Answered answered -> reply(new Answer(answered, textual), ask, exchange);
        };
    }

    private Reply tooLarge(int status, long limit) {
        String detail = "the answer (HTTP " + status + ") is larger than " + limit + " bytes";
        return status >= 200 && status < 300
                ? new Reply.BadAnswer(detail, cost.unread())
                : new Reply.Trouble(status, detail);
    }

    private Reply reply(Answer answer, Ask ask, Exchange exchange) {
        return reply(answer, ask, Rule.first(rules, answer), () -> errorText.of(answer, exchange));
    }

    /** What an item of an answer says, by the operation's rules. */
    Reply item(Answer item, Ask ask) {
        Rule rule = Rule.first(rules, item);
        return reply(item, ask, rule, () -> errorText.ofItem(item));
    }

    /**
     * What a complete answer means by that rule.
     *
     * @param words of the vendor on a refusal
     */
    Reply reply(Answer answer, Ask ask, Rule rule, Supplier<String> words) {
        return switch (rule.meaning()) {
            case FOUND, NOT_FOUND -> read(answer, ask, rule);
            case ACCEPTED -> throw new IllegalStateException("only a submission is accepted: " + spec.id());
            case BLOCKED -> new Reply.Blocked(cost.missed(answer, rule.milli()));
            case INVALID_INPUT -> new Reply.InvalidInput(words.get());
            case THROTTLED -> new Reply.Throttled(wait(rule, answer));
            case OUT_OF_CREDITS -> new Reply.OutOfCredits(words.get());
            case AUTH_FAILED -> new Reply.AuthFailed(words.get());
            case AGAIN ->
                new Reply.Again(Objects.requireNonNull(wait(rule, answer), "a rule that says so names a wait"));
            case TROUBLE -> new Reply.Trouble(answer.status(), words.get());
            case BAD_ANSWER -> new Reply.BadAnswer(words.get(), cost.unreadable(answer));
        };
    }

    private static @Nullable Duration wait(Rule rule, Answer answer) {
        Duration named = Waits.read(rule.retryAfter(), answer);
        return named == null ? rule.after() : named;
    }

    private Reply read(Answer answer, Ask ask, Rule rule) {
        // A miss outside 2xx says so by its status; its body is free to be anything.
        if (rule.meaning() == Rule.Meaning.NOT_FOUND && !answer.success()) {
            return new Reply.NotFound(cost.missed(answer, rule.milli()));
        }
        JsonNode root = answer.json();
        if (root == null) {
            String detail = "HTTP " + answer.status() + " with a body that is not " + (textual ? "text" : "JSON")
                    + " we can read";
            return new Reply.BadAnswer(detail, cost.unreadable(answer));
        }
        try {
            shape.check(root);
            Values values = rule.meaning() == Rule.Meaning.FOUND ? values(answer, root) : Values.none();
            return isFind(values, ask)
                    ? new Reply.Found(values, found(answer, rule))
                    : new Reply.NotFound(cost.missed(answer, rule.milli()));
        } catch (WrongShape wrong) {
            String detail = "HTTP " + answer.status() + " of another shape: " + wrong.getMessage();
            return new Reply.BadAnswer(detail, cost.unreadable(answer));
        }
    }

    private Receipt found(Answer answer, Rule rule) {
        return cost.found(answer, rule.milli());
    }

    private Values values(Answer answer, JsonNode root) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, List<FieldSource>> output : sources.entrySet()) {
            Object value = null;
            // Every place is read, also behind the first value, so that a wrong shape never passes unseen.
            for (FieldSource source : output.getValue()) {
                Object read = source.read(answer, root, masks).orElse(null);
                value = value == null ? read : value;
            }
            if (value != null) {
                values.put(output.getKey(), value);
            }
        }
        return new Values(values);
    }

    /** What we said ourselves, given back, is no find. */
    private boolean isFind(Values values, Ask ask) {
        for (String field : values.fields()) {
            if (!notEnough.contains(field) && !ask.inputs().containsKey(field)) {
                return true;
            }
        }
        return false;
    }
}
