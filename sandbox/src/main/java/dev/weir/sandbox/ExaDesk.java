package dev.weir.sandbox;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Exa, after the vendor page: every answer costs money and says how much, nothing found is an empty list, and contents
 * answers 200 whatever became of the page. Prices are in 1/1000 of a tenth of a cent.
 */
final class ExaDesk implements Desk {
    static final Set<String> COMPANY = Set.of(
            "company.name",
            "company.description",
            "company.founded_year",
            "company.employee_count",
            "company.employee_range",
            "company.location.city",
            "company.location.country");
    static final Set<String> SEARCH = Set.of("web.url", "web.title", "web.summary");
    static final Set<String> CONTENTS = Set.of("web.content_text", "web.title");
    static final Set<String> ANSWER = Set.of("web.answer", "web.citations");

    private static final Set<String> NOT_WITH_CATEGORY = Set.of(
            "excludeDomains.0",
            "startPublishedDate",
            "endPublishedDate",
            "startCrawlDate",
            "includeText.0",
            "excludeText.0");
    private static final Pattern HOST = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");
    private static final Pattern NAME = Pattern.compile("company (.+?) sell");
    private static final double MICROS = 1_000_000;

    private final Sight sight;

    ExaDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        String key = header.apply("x-api-key");
        String authorization = header.apply("authorization");
        return key != null || authorization == null ? key : authorization.replaceFirst("(?i)^bearer ", "");
    }

    @Override
    public Answer answer(Question question, Account account) {
        return switch (question.operation()) {
            case EXA_COMPANY, EXA_SEARCH -> search(question);
            case EXA_CONTENTS -> contents(question);
            case EXA_ANSWER -> answerInWords(question);
            default -> throw new IllegalArgumentException("Not Exa's: " + question.operation());
        };
    }

    private Answer search(Question question) {
        Params params = question.params();
        String query = params.get("query");
        if (query == null) {
            return error(400, "INVALID_REQUEST_BODY", "query is required", Outcome.INVALID_INPUT);
        }
        String number = params.get("numResults");
        if (number != null && !number.matches("[1-9]\\d?|100")) {
            return error(400, "INVALID_NUM_RESULTS", "numResults is 1 to 100", Outcome.INVALID_INPUT);
        }
        if (params.get("category") != null && NOT_WITH_CATEGORY.stream().anyMatch(name -> params.get(name) != null)) {
            return error(400, "INVALID_REQUEST", "This filter does not go with a category", Outcome.INVALID_INPUT);
        }
        String only = params.get("includeDomains.0");
        Optional<Sighting<Company>> seen =
                Subject.company(only, null, query).flatMap(key -> sight.company(question.operation(), key));
        boolean entity = question.operation() == VendorOperation.EXA_COMPANY;
        return priced(
                question,
                seen.isPresent() ? Outcome.FOUND : Outcome.NOT_FOUND,
                body -> list(body, seen, result -> result(result, seen.orElseThrow(), entity)));
    }

    private static void list(Body body, Optional<?> seen, Consumer<Body> result) {
        if (seen.isPresent()) {
            body.objects("results", result);
        } else {
            body.list("results");
        }
    }

    private static void result(Body result, Sighting<Company> seen, boolean entity) {
        Company company = seen.subject();
        result.with("id", url(company))
                .with("url", url(company))
                .with("title", company.name())
                .with("publishedDate", "2025-02-01T00:00:00.000Z")
                .without("author")
                .with("score", 0.31)
                .with("summary", company.description());
        if (entity) {
            result.objects(
                    "entities",
                    one -> one.with(
                                    "id",
                                    "https://exa.ai/library/company/"
                                            + company.key().handle())
                            .with("type", "company")
                            .with("version", 1)
                            .object("properties", properties -> properties(properties, seen)));
        }
    }

    private static void properties(Body properties, Sighting<Company> seen) {
        Company company = seen.subject();
        properties
                .with("name", company.name())
                .withNumber("foundedYear", seen.has(Fact.FOUNDED) ? company.foundedYear() : null)
                .with("description", Told.company(seen, "company.description"))
                .object(
                        "workforce",
                        workforce ->
                                workforce.withNumber("total", seen.has(Fact.EMPLOYEES) ? company.employees() : null))
                .object(
                        "headquarters",
                        place -> place.without("address")
                                .with("city", Told.company(seen, "company.location.city"))
                                .without("postalCode")
                                .with("country", Told.company(seen, "company.location.country")))
                .object(
                        "financials",
                        money -> money.without("revenueAnnual", "fundingTotal")
                                .object("fundingLatestRound", round -> round.without("name", "date", "amount")));
    }

    private Answer contents(Question question) {
        String url = question.params().get("urls.0");
        if ((url == null) == (question.params().get("ids.0") == null)) {
            return error(400, "INVALID_REQUEST_BODY", "Give urls or ids, not both", Outcome.INVALID_INPUT);
        }
        String page = url == null ? String.valueOf(question.params().get("ids.0")) : url;
        Optional<Sighting<Company>> seen =
                CompanyKey.byDomain(page).flatMap(key -> sight.company(question.operation(), key));
        Consumer<Body> content = body -> {
            list(
                    body,
                    seen,
                    result -> result.with("id", page)
                            .with("url", page)
                            .with("title", seen.orElseThrow().subject().name())
                            .with("text", Pages.text(seen.orElseThrow().subject())));
            body.objects("statuses", status -> {
                status.with("id", page).with("status", seen.isPresent() ? "success" : "error");
                if (seen.isEmpty()) {
                    status.object(
                            "error",
                            error -> error.with("tag", "CRAWL_NOT_FOUND").with("httpStatusCode", 404));
                }
            });
        };
        return seen.isPresent()
                ? priced(question, Outcome.FOUND, content)
                : Answer.json(
                        200,
                        Body.of(body -> {
                            content.accept(body);
                            body.object("costDollars", cost -> cost.with("total", 0));
                        }),
                        Outcome.NOT_FOUND);
    }

    private Answer answerInWords(Question question) {
        String query = question.params().get("query");
        if (query == null) {
            return error(400, "INVALID_REQUEST_BODY", "query is required", Outcome.INVALID_INPUT);
        }
        return about(query)
                .flatMap(key -> sight.company(question.operation(), key))
                .map(Sighting::subject)
                .map(company -> priced(
                        question,
                        Outcome.FOUND,
                        body -> body.with("answer", company.description())
                                .objects(
                                        "citations",
                                        one -> one.with("id", url(company))
                                                .with("url", url(company))
                                                .with("title", company.name()))))
                .orElseGet(() ->
                        error(501, "UNABLE_TO_GENERATE_RESPONSE", "No answer could be generated", Outcome.NOT_FOUND));
    }

    /** Whom a question in words is about: the host in it, else the name before the verb. */
    private static Optional<CompanyKey> about(String query) {
        String words = query.toLowerCase(Locale.ROOT);
        Matcher host = HOST.matcher(words);
        Matcher name = NAME.matcher(words);
        return host.find()
                ? CompanyKey.byDomain(host.group())
                : name.find() ? CompanyKey.byName(name.group(1)) : Optional.empty();
    }

    private static String url(Company company) {
        return "https://" + company.domain();
    }

    private static Answer priced(Question question, Outcome outcome, Consumer<Body> content) {
        int price = question.operation().priceMilli();
        String id = "b" + Long.toHexString(Dice.root(0, question.operation().id(), question.text()));
        byte[] bytes = Body.of(body -> {
            body.with("requestId", id);
            content.accept(body);
            body.object("costDollars", cost -> cost.with("total", price / MICROS));
        });
        return Answer.json(200, bytes, outcome).costing(price).identifiedBy(id);
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        Optional<CompanyKey> key = switch (operation) {
            case EXA_COMPANY -> given.read("company.domain").flatMap(CompanyKey::byDomain);
            case EXA_SEARCH -> given.read("company.name").flatMap(CompanyKey::byName);
            case EXA_CONTENTS -> Pages.asked(given);
            default -> Subject.company(given.text("company.domain"), null, given.text("company.name"));
        };
        return key.flatMap(known -> sight.company(operation, known))
                .map(seen -> switch (field) {
                    case "web.url", "web.citations" -> url(seen.subject());
                    case "web.title" -> seen.subject().name();
                    case "web.summary", "web.answer" -> seen.subject().description();
                    case "web.content_text" -> Pages.text(seen.subject());
                    default -> Told.company(seen, field);
                })
                .orElse(null);
    }

    private static Answer error(int status, String tag, String words, Outcome outcome) {
        return Answer.json(
                status,
                Body.of(body ->
                        body.with("requestId", "b0").with("error", words).with("tag", tag)),
                outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        String tag = switch (why) {
            case UNAUTHORIZED -> "INVALID_API_KEY";
            case FORBIDDEN -> "ACCESS_DENIED";
            case OUT_OF_CREDITS -> "NO_MORE_CREDITS";
            case WRONG_METHOD -> "INVALID_REQUEST";
            case SERVER_503 -> "SERVICE_OVERLOADED";
            case PACE, TOO_MANY, SERVER_500, SERVER_502, SERVER_504 -> "INTERNAL_ERROR";
        };
        // Of a 429 nothing but the words is sure.
        return why.status == 429
                ? Answer.json(429, Body.of(body -> body.with("error", "Rate limit exceeded")), why.outcome)
                : error(why.status, tag, "Refused", why.outcome);
    }
}
