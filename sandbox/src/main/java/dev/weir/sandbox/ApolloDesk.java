package dev.weir.sandbox;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Apollo, after the vendor page: inputs travel in the query string even on POST, a miss is a 200 with null, a wrong key
 * is answered in plain text, request ids are signed 64-bit numbers.
 */
final class ApolloDesk implements Desk {
    static final String LOCKED = "email_not_unlocked@domain.com";
    private static final String BEARER = "Bearer ";

    private final Sight sight;

    ApolloDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        String key = header.apply("x-api-key");
        String authorization = header.apply("authorization");
        return key != null || authorization == null || !authorization.startsWith(BEARER)
                ? key
                : authorization.substring(BEARER.length()).strip();
    }

    @Override
    public Answer answer(Question question, Account account) {
        return switch (question.operation()) {
            case APOLLO_PERSON, APOLLO_WATERFALL_MATCH -> person(question, account);
            case APOLLO_RESULT, APOLLO_WATERFALL_RESULT ->
                new ApolloLater(sight)
                        .result(
                                question.operation().vendor(),
                                Objects.requireNonNullElse(question.params().get(Front.STAR), ""));
            case APOLLO_COMPANY -> company(question);
            case APOLLO_CREDITS -> ApolloRecords.credits(account);
            default -> throw new IllegalArgumentException("Not Apollo's: " + question.operation());
        };
    }

    private Answer person(Question question, Account account) {
        Params params = question.params();
        if (ApolloLater.isWanted(params) && params.get("webhook_url") == null) {
            return Answer.json(
                    422,
                    Body.of(body -> body.with("error", "Parameter 'webhook_url' is required for this request")),
                    Outcome.INVALID_INPUT);
        }
        String name = Subject.fullName(params.get("first_name"), params.get("last_name"), params.get("name"));
        Optional<CompanyKey> employer = Subject.company(params.get("domain"), null, params.get("organization_name"));
        long root = Dice.root(sight.settings().seed(), "apollo request", question.text());
        // What is told later is told under an id of its own, however often the same is asked.
        long requestId = ApolloLater.isWanted(params) ? Dice.derive(root, question.tryNumber()) : root;
        Optional<Sighting<Person>> found = Subject.person(
                        params.get("email"), params.get("linkedin_url"), name, employer)
                .flatMap(key -> sight.person(question.operation(), key));
        if (ApolloLater.isWanted(params)) {
            found.ifPresent(seen -> new ApolloLater(sight).take(question, seen, Long.toString(requestId), account));
        }
        return found.map(seen -> ApolloRecords.person(seen, locked(seen), requestId)
                        .costing(question.operation().priceMilli()))
                .orElseGet(() -> ApolloRecords.noPerson(requestId))
                .identifiedBy(Long.toString(requestId));
    }

    private boolean locked(Sighting<Person> seen) {
        return seen.befell(0, sight.quirks(Vendor.APOLLO).lockedEmail());
    }

    private Answer company(Question question) {
        Params params = question.params();
        String domain = params.get("domain") == null ? params.get("website") : params.get("domain");
        String linkedin = params.get("linkedin_url");
        String name = params.get("name");
        if (domain == null && linkedin == null && name == null) {
            return Answer.json(
                    422,
                    Body.of(body -> body.with("error", "Required parameter 'domain' missing")),
                    Outcome.INVALID_INPUT);
        }
        return Subject.company(domain, linkedin, name)
                .flatMap(key -> sight.company(VendorOperation.APOLLO_COMPANY, key))
                .map(seen ->
                        ApolloRecords.company(seen).costing(question.operation().priceMilli()))
                .orElseGet(() -> Answer.json(200, Body.of(body -> body.without("organization")), Outcome.NOT_FOUND));
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        return new ApolloLater(sight).told(operation, given, field);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return switch (why) {
            case UNAUTHORIZED ->
                Answer.text(401, "text/plain; charset=utf-8", "Invalid access credentials.", why.outcome);
            case FORBIDDEN ->
                Answer.json(
                        403,
                        Body.of(body -> body.with("error", "This endpoint is not accessible with this api_key.")
                                .with("error_code", "API_INACCESSIBLE")),
                        why.outcome);
            case PACE, TOO_MANY ->
                Answer.json(
                        429,
                        Body.of(body -> body.with(
                                "message",
                                "The maximum number of api calls allowed for "
                                        + operation.path().substring("/apollo/".length())
                                        + " is reached. Please wait before the next call.")),
                        why.outcome);
            case OUT_OF_CREDITS, WRONG_METHOD, SERVER_500, SERVER_502, SERVER_503, SERVER_504 ->
                Answer.json(why.status, Body.of(body -> body.with("error", sentence(why))), why.outcome);
        };
    }

    private static String sentence(Refusal why) {
        return switch (why) {
            case OUT_OF_CREDITS -> "You have no credits left in this cycle.";
            case WRONG_METHOD -> "Method not allowed.";
            case UNAUTHORIZED, FORBIDDEN, PACE, TOO_MANY, SERVER_500, SERVER_502, SERVER_503, SERVER_504 ->
                "Something went wrong.";
        };
    }

    /** The nine limit headers of the vendor page, section 5: not on 401 and 403, empty where there is no limit. */
    @Override
    public void headers(Answer answer, int chargedMilli, Account account, BiConsumer<String, String> sink) {
        if (answer.status() == 401 || answer.status() == 403) {
            return;
        }
        int limit = account.pace().perMinute() > 0
                ? account.pace().perMinute()
                : account.pace().perSecond() * 60;
        Pacer.Usage usage = account.usage();
        sink.accept("x-rate-limit-minute", limit == 0 ? "" : Integer.toString(limit));
        sink.accept("x-rate-limit-hourly", "");
        sink.accept("x-rate-limit-24-hour", "");
        sink.accept("x-minute-usage", Integer.toString(usage.minute()));
        sink.accept("x-hourly-usage", Integer.toString(usage.hour()));
        sink.accept("x-24-hour-usage", Integer.toString(usage.day()));
        sink.accept("x-minute-requests-left", limit == 0 ? "" : Integer.toString(Math.max(0, limit - usage.minute())));
        sink.accept("x-hourly-requests-left", "");
        sink.accept("x-24-hour-requests-left", "");
        if (answer.status() == 429 && answer.outcome() == Outcome.THROTTLED) {
            sink.accept("retry-after", Integer.toString(Math.max(1, account.retryAfterSeconds())));
        }
    }
}
