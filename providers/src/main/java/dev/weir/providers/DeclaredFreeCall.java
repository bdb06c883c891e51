package dev.weir.providers;

import dev.weir.provider.Ask;
import dev.weir.provider.Exchange;
import dev.weir.provider.FreeCall;
import java.util.List;
import java.util.Map;

/**
 * The free call as a provider's YAML file declares it: rendered, sent once, and read by its rules.
 *
 * @param rules in order; the last one holds for every answer
 */
record DeclaredFreeCall(RequestTemplate request, List<Rule> rules, ErrorText errorText) implements FreeCall {

    /** It asks about nobody. */
    private static final Ask NOBODY = new Ask(Map.of(), List.of("credential"), "weir-credential-test");

    DeclaredFreeCall {
        rules = List.copyOf(rules);
    }

    @Override
    public Heard ask(Exchange exchange) {
        return switch (exchange.send(request.render(NOBODY, exchange))) {
            case Exchange.NotSent(String detail) -> new Heard(Standing.UNREACHABLE, detail);
            case Exchange.Lost(String detail) -> new Heard(Standing.UNREACHABLE, detail);
            case Exchange.TooLarge(int status, long limit) ->
                new Heard(Standing.UNCLEAR, "the answer (HTTP " + status + ") is larger than " + limit + " bytes");
            case Exchange.Answered answered -> heard(new Answer(answered, false), exchange);
        };
    }

    private Heard heard(Answer answer, Exchange exchange) {
        Rule.Meaning meaning = Rule.first(rules, answer).meaning();
        return switch (meaning) {
            case FOUND ->
                answer.json() == null
                        ? new Heard(Standing.UNCLEAR, "HTTP " + answer.status() + " with a body that is not JSON")
                        : new Heard(Standing.VALID, "HTTP " + answer.status());
            case AUTH_FAILED -> new Heard(Standing.REJECTED, errorText.of(answer, exchange));
            case OUT_OF_CREDITS -> new Heard(Standing.OUT_OF_CREDITS, errorText.of(answer, exchange));
            case TROUBLE -> new Heard(Standing.UNREACHABLE, errorText.of(answer, exchange));
            case NOT_FOUND, ACCEPTED, BLOCKED, INVALID_INPUT, THROTTLED, AGAIN, BAD_ANSWER ->
                new Heard(Standing.UNCLEAR, errorText.of(answer, exchange));
        };
    }
}
