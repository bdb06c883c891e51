package dev.weir.sandbox;

import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * People Data Labs, after the vendor page: a miss is a 404, each 200 costs a credit, rate headers are JSON objects,
 * values are in lower case unless {@code titlecase=true}.
 */
final class PdlDesk implements Desk {
    private static final int PLENTY = 1_000_000;

    private final Sight sight;

    PdlDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        String key = header.apply("x-api-key");
        return key == null ? params.get("api_key") : key;
    }

    @Override
    public Answer answer(Question question, Account account) {
        return switch (question.operation()) {
            case PDL_PERSON -> person(question);
            case PDL_COMPANY -> company(question);
            default -> throw new IllegalArgumentException("Not PDL's: " + question.operation());
        };
    }

    private Answer person(Question question) {
        Params params = question.params();
        String name = Subject.fullName(params.get("first_name"), params.get("last_name"), params.get("name"));
        String company = params.get("company");
        boolean named = name != null
                && (company != null || given(params, "school", "location", "locality", "region", "postal_code"));
        if (!named && !given(params, "profile", "email", "phone", "email_hash", "lid", "pdl_id")) {
            return error(
                    400,
                    "invalid_request_error",
                    "Request must contain a profile, email, phone or id, or a name with a company, school or location.");
        }
        Optional<CompanyKey> employer = Subject.company(company, company, company);
        return Subject.person(params.get("email"), params.get("profile"), name, employer)
                .flatMap(key -> sight.person(VendorOperation.PDL_PERSON, key))
                .filter(seen -> PdlRecords.likelihood(seen) >= minimum(params))
                .filter(seen -> meets(params.get("required"), fact -> PdlRecords.hasPersonMember(seen, fact)))
                .map(seen -> PdlRecords.person(seen, sight.quirks(Vendor.PDL).freePlan(), params.isTrue("titlecase")))
                .map(answer -> answer.costing(question.operation().priceMilli()))
                .orElseGet(PdlDesk::notFound);
    }

    private Answer company(Question question) {
        Params params = question.params();
        if (!given(params, "pdl_id", "website", "name", "profile", "ticker")) {
            return error(
                    400,
                    "invalid_request_error",
                    "Request must contain one of pdl_id, website, name, profile and ticker.");
        }
        return Subject.company(params.get("website"), params.get("profile"), params.get("name"))
                .flatMap(key -> sight.company(VendorOperation.PDL_COMPANY, key))
                .filter(seen -> PdlRecords.likelihood(seen) >= minimum(params))
                .filter(seen -> meets(params.get("required"), fact -> PdlRecords.hasCompanyMember(seen, fact)))
                .map(seen -> PdlRecords.company(seen, params.isTrue("titlecase")))
                .map(answer -> answer.costing(question.operation().priceMilli()))
                .orElseGet(PdlDesk::notFound);
    }

    private static boolean given(Params params, String... names) {
        for (String name : names) {
            if (params.get(name) != null) {
                return true;
            }
        }
        return false;
    }

    /** A number that cannot be read asks for nothing. */
    private static int minimum(Params params) {
        String text = params.get("min_likelihood");
        return text != null && text.matches("\\d{1,2}") ? Integer.parseInt(text) : 0;
    }

    /** The vendor's boolean expression, without parentheses: {@code OR} of {@code AND}s of member names. */
    static boolean meets(@Nullable String required, Predicate<String> has) {
        if (required == null) {
            return true;
        }
        for (String alternative : required.split("(?i)\\s+or\\s+", -1)) {
            boolean all = true;
            for (String member : alternative.split("(?i)\\s+and\\s+", -1)) {
                all &= has.test(member.strip().toLowerCase(Locale.ROOT));
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    private static Answer notFound() {
        return error(404, "not_found", "No records were found matching your request");
    }

    private static Answer error(int status, String type, String message) {
        return Answer.json(
                status,
                PdlRecords.errorBody(status, type, message),
                status == 404 ? Outcome.NOT_FOUND : Outcome.INVALID_INPUT);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        byte[] body = switch (why) {
            case UNAUTHORIZED ->
                PdlRecords.errorBody(why.status, "authentication_error", "Request contained a missing or invalid key");
            case FORBIDDEN -> PdlRecords.errorBody(why.status, "forbidden", "This key has no right to this endpoint");
            case WRONG_METHOD -> PdlRecords.errorBody(why.status, "invalid_request_error", "Method not allowed");
            case PACE, TOO_MANY ->
                PdlRecords.errorBody(
                        why.status, "rate_limit_error", "An error occurred due to requests hitting the API too quick");
            case OUT_OF_CREDITS ->
                PdlRecords.errorBody(why.status, "payment_required", "You have reached your account maximum");
            case SERVER_500, SERVER_502, SERVER_503, SERVER_504 ->
                PdlRecords.errorBody(why.status, "api_error", "Internal API Error");
        };
        return Answer.json(why.status, body, why.outcome);
    }

    @Override
    public void headers(Answer answer, int chargedMilli, Account account, BiConsumer<String, String> sink) {
        if (answer.status() == 401) {
            return;
        }
        VendorSettings.Pace pace = account.pace();
        int limit = pace.perMinute() > 0 ? pace.perMinute() : pace.perSecond() > 0 ? pace.perSecond() * 60 : PLENTY;
        Pacer.Usage usage = account.usage();
        sink.accept("x-ratelimit-limit", "{\"minute\":" + limit + "}");
        sink.accept("x-ratelimit-remaining", "{\"minute\":" + Math.max(0, limit - usage.minute()) + "}");
        sink.accept("x-ratelimit-reset", "{\"minute\":" + usage.secondsLeftInMinute() + "}");
        sink.accept("x-call-credits-spent", Integer.toString(chargedMilli / 1_000));
        sink.accept("x-totallimit-remaining", Long.toString(account.remainingMilli() / 1_000));
    }
}
