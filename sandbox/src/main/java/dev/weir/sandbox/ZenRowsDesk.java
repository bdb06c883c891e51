package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * ZenRows, after the vendor page: the key is in the URL, the answer is the page, options multiply the price, and only
 * pages that were delivered cost. One site in eight shows itself to browsers alone.
 */
final class ZenRowsDesk implements Desk {
    static final Set<String> TEXT = Set.of("web.content_text");
    static final Set<String> HTML = Set.of("web.content_html");
    static final Set<String> CONTACTS = Set.of("web.emails", "web.phones");

    private static final double BROWSERS_ONLY = 0.125;

    private final Sight sight;

    ZenRowsDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        return params.get("apikey");
    }

    @Override
    public Answer answer(Question question, Account account) {
        Params params = question.params();
        String url = params.get("url");
        if (url == null) {
            return error(400, "REQS004", "url is required", Outcome.INVALID_INPUT);
        }
        if (params.get("proxy_country") != null && !params.isTrue("premium_proxy")) {
            return error(400, "REQS004", "proxy_country needs premium_proxy", Outcome.INVALID_INPUT);
        }
        Optional<Sighting<Company>> seen =
                CompanyKey.byDomain(url).flatMap(key -> sight.company(question.operation(), key));
        if (seen.isEmpty()) {
            return error(404, "RESP002", "The page is not there", Outcome.NOT_FOUND);
        }
        if (browsersOnly(seen.get()) && !params.isTrue("js_render")) {
            return error(400, "REQS002", "This site needs js_render", Outcome.INVALID_INPUT);
        }
        int times = (params.isTrue("js_render") ? 5 : 1) * (params.isTrue("premium_proxy") ? 10 : 1);
        return page(question.operation(), seen.get().subject())
                // Both together are cheaper than their product.
                .costing((times == 50 ? 25 : times) * question.operation().priceMilli())
                .with(Map.of("Zr-Final-Url", url));
    }

    static boolean browsersOnly(Sighting<Company> seen) {
        return Dice.unit(Dice.root(0, "browsers only", seen.subject().domain()), 0) < BROWSERS_ONLY;
    }

    private static Answer page(VendorOperation operation, Company company) {
        return switch (operation) {
            case ZENROWS_TEXT -> Answer.text(200, "text/markdown; charset=utf-8", Pages.text(company), Outcome.FOUND);
            case ZENROWS_HTML -> Answer.text(200, "text/html; charset=utf-8", Pages.html(company), Outcome.FOUND);
            case ZENROWS_CONTACTS ->
                Answer.json(
                        200,
                        Body.of(body ->
                                body.list("emails", Pages.email(company)).list("phone_numbers", company.phone())),
                        Outcome.FOUND);
            default -> throw new IllegalArgumentException("Not ZenRows': " + operation);
        };
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        return Pages.asked(given)
                .flatMap(key -> sight.company(operation, key))
                .map(Sighting::subject)
                .map(company -> switch (field) {
                    case "web.content_text" -> Pages.text(company);
                    case "web.content_html" -> Pages.html(company);
                    case "web.emails" -> Pages.email(company);
                    default -> company.phone();
                })
                .orElse(null);
    }

    @Override
    public void headers(Answer answer, int chargedMilli, Account account, BiConsumer<String, String> sink) {
        sink.accept("X-Request-Id", "z" + Long.toHexString(Dice.root(0, "zenrows", text(answer))));
        sink.accept("X-Request-Cost", Integer.toString(chargedMilli / 1_000));
        sink.accept("Concurrency-Limit", "5");
        sink.accept("Concurrency-Remaining", "4");
    }

    private static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static Answer error(int status, String code, String words, Outcome outcome) {
        return Answer.json(
                status,
                Body.of(body -> body.with("code", code).with("title", words).with("status", status)),
                outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        String code = switch (why) {
            case UNAUTHORIZED -> "AUTH003";
            case FORBIDDEN -> "AUTH009";
            case WRONG_METHOD -> "REQS004";
            case PACE -> "AUTH008";
            case TOO_MANY -> "AUTH006";
            case OUT_OF_CREDITS -> "AUTH004";
            case SERVER_500, SERVER_503 -> "CTX0001";
            case SERVER_502 -> "RESP003";
            case SERVER_504 -> "CTX0002";
        };
        return error(why.status, code, "Refused", why.outcome);
    }
}
