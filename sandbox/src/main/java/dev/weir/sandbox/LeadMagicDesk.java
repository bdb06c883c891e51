package dev.weir.sandbox;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * LeadMagic, after the vendor page: a miss is a 200 with a null, every body names what it cost, refusals are problem
 * documents, companies are written in two styles at once.
 */
final class LeadMagicDesk implements Desk {
    static final Set<String> EMAIL = Set.of(
            "person.work_email",
            "person.work_email_status",
            "email_verification.mx_provider",
            "company.name",
            "company.industry",
            "company.employee_range");
    static final Set<String> MOBILE = Set.of("person.mobile_phone");
    static final Set<String> VALIDATION = Set.of(
            "email_verification.status",
            "person.work_email_status",
            "email_verification.is_catch_all",
            "email_verification.mx_provider");
    static final Set<String> PROFILE = Set.of(
            "person.full_name",
            "person.first_name",
            "person.last_name",
            "person.job_title",
            "person.location.country",
            "company.name",
            "company.industry",
            "company.domain",
            "company.website");
    static final Set<String> COMPANY = Set.of(
            "company.name",
            "company.industry",
            "company.employee_count",
            "company.employee_range",
            "company.founded_year",
            "company.linkedin_url",
            "company.description",
            "company.location.city",
            "company.funding_total");

    private static final String PROBLEM = "application/problem+json";
    private static final int PER_MINUTE = 300;

    private final Sight sight;

    LeadMagicDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        return header.apply("x-api-key");
    }

    @Override
    public Answer answer(Question question, Account account) {
        return switch (question.operation()) {
            case LEADMAGIC_EMAIL -> email(question);
            case LEADMAGIC_MOBILE -> mobile(question);
            case LEADMAGIC_VALIDATION -> validation(question);
            case LEADMAGIC_PROFILE -> profile(question);
            case LEADMAGIC_COMPANY -> company(question);
            default -> throw new IllegalArgumentException("Not LeadMagic's: " + question.operation());
        };
    }

    private Answer email(Question question) {
        Params params = question.params();
        String name = Subject.fullName(params.get("first_name"), params.get("last_name"), params.get("full_name"));
        Optional<PersonKey> key = Subject.person(
                null, null, name, Subject.company(params.get("domain"), null, params.get("company_name")));
        if (key.isEmpty()) {
            return problem(400, "Bad Request", "A name and a company are required", Outcome.INVALID_INPUT);
        }
        return sight.person(question.operation(), key.get())
                .filter(HunterDesk::mailable)
                .map(seen -> found(question, LeadMagicRecords.email(seen)))
                .orElseGet(() -> missed(body -> body.without("email", "status")));
    }

    private Answer mobile(Question question) {
        Params params = question.params();
        String email = params.get("work_email") == null ? params.get("personal_email") : params.get("work_email");
        Optional<PersonKey> key = Subject.person(email, params.get("profile_url"), null, Optional.empty());
        if (key.isEmpty()) {
            return problem(400, "Bad Request", "profile_url or an email is required", Outcome.INVALID_INPUT);
        }
        return sight.person(question.operation(), key.get())
                .filter(seen -> seen.has(Fact.PHONE))
                .map(seen -> found(
                        question,
                        body -> body.with("mobile_number", seen.subject().mobile())))
                .orElseGet(() -> missed(body -> body.without("mobile_number")));
    }

    private Answer validation(Question question) {
        String email = question.params().get("email");
        if (email == null || PersonKey.byEmail(email).isEmpty()) {
            return problem(400, "Bad Request", "Invalid email address", Outcome.INVALID_INPUT);
        }
        EmailStatus status = sight.statusOf(email);
        Consumer<Body> verdict = LeadMagicRecords.verdict(email, status);
        return status == EmailStatus.UNKNOWN ? answer(verdict, 0, Outcome.FOUND) : found(question, verdict);
    }

    private Answer profile(Question question) {
        Optional<PersonKey> key =
                Optional.ofNullable(question.params().get("profile_url")).flatMap(PersonKey::byLinkedin);
        return key.flatMap(known -> sight.person(question.operation(), known))
                .map(seen -> found(question, LeadMagicRecords.profile(seen)))
                .orElseGet(() -> problem(404, "profile_not_found", "No profile was found", Outcome.NOT_FOUND));
    }

    private Answer company(Question question) {
        Params params = question.params();
        Optional<CompanyKey> key =
                Subject.company(params.get("company_domain"), params.get("profile_url"), params.get("company_name"));
        if (key.isEmpty()) {
            return problem(400, "Bad Request", "company_domain is required", Outcome.INVALID_INPUT);
        }
        return sight.company(question.operation(), key.get())
                .map(seen -> found(question, LeadMagicRecords.company(seen)))
                .orElseGet(() -> missed(body -> body.without("companyName", "companyId")));
    }

    private static Answer found(Question question, Consumer<Body> content) {
        return answer(content, question.operation().priceMilli(), Outcome.FOUND);
    }

    private static Answer missed(Consumer<Body> content) {
        return answer(content, 0, Outcome.NOT_FOUND);
    }

    private static Answer answer(Consumer<Body> content, int milli, Outcome outcome) {
        byte[] bytes = Body.of(body -> {
            content.accept(body);
            body.with("credits_consumed", milli / 1_000.0)
                    .with("message", outcome == Outcome.FOUND ? "Found." : "None.");
        });
        return Answer.json(200, bytes, outcome).costing(milli);
    }

    private static Answer problem(int status, String title, String detail, Outcome outcome) {
        byte[] bytes = Body.of(body -> body.with("type", "about:blank")
                .with("title", title)
                .with("status", status)
                .with("detail", detail));
        return new Answer(status, PROBLEM, bytes, outcome, 0, "");
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return switch (why) {
            case UNAUTHORIZED -> problem(401, "Unauthorized", "invalid_api_key", why.outcome);
            case FORBIDDEN -> problem(403, "Forbidden", "This key may not do that", why.outcome);
            case WRONG_METHOD -> problem(405, "Method Not Allowed", "Use POST", why.outcome);
            case PACE, TOO_MANY -> problem(429, "Too Many Requests", "Slow down", why.outcome);
            case OUT_OF_CREDITS -> problem(402, "Payment Required", "No credits are left", why.outcome);
            case SERVER_500, SERVER_502, SERVER_503, SERVER_504 ->
                problem(why.status, "Server Error", "Something went wrong", why.outcome);
        };
    }

    @Override
    public void headers(Answer answer, int chargedMilli, Account account, BiConsumer<String, String> sink) {
        VendorSettings.Pace pace = account.pace();
        int limit = pace.perMinute() > 0 ? pace.perMinute() : PER_MINUTE;
        Pacer.Usage usage = account.usage();
        sink.accept("RateLimit-Limit", Integer.toString(limit));
        sink.accept("RateLimit-Remaining", Integer.toString(Math.max(0, limit - usage.minute())));
        sink.accept("RateLimit-Reset", Integer.toString(usage.secondsLeftInMinute()));
        sink.accept("X-Credits-Remaining", Double.toString(account.remainingMilli() / 1_000.0));
        sink.accept("X-Credits-Cost", Double.toString(chargedMilli / 1_000.0));
        if (account.retryAfterSeconds() > 0) {
            sink.accept("Retry-After", Integer.toString(account.retryAfterSeconds()));
        }
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        return switch (operation) {
            case LEADMAGIC_EMAIL ->
                Subject.person(null, null, given.fullName(), given.employer())
                        .flatMap(key -> sight.person(operation, key))
                        .filter(HunterDesk::mailable)
                        .map(seen -> LeadMagicRecords.toldEmail(seen, field))
                        .orElse(null);
            case LEADMAGIC_MOBILE ->
                Subject.person(
                                given.read("person.work_email").orElse(given.text("person.personal_email")),
                                given.text("person.linkedin_url"),
                                null,
                                Optional.empty())
                        .flatMap(key -> sight.person(operation, key))
                        .map(seen -> Told.when(seen, Fact.PHONE, seen.subject().mobileDigits()))
                        .orElse(null);
            case LEADMAGIC_VALIDATION ->
                given.read("person.work_email")
                        .filter(email -> PersonKey.byEmail(email).isPresent())
                        .map(email -> LeadMagicRecords.toldVerdict(sight.statusOf(email), field))
                        .orElse(null);
            case LEADMAGIC_PROFILE ->
                given.read("person.linkedin_url")
                        .flatMap(PersonKey::byLinkedin)
                        .flatMap(key -> sight.person(operation, key))
                        .map(seen -> LeadMagicRecords.toldProfile(seen, field))
                        .orElse(null);
            default ->
                given.company()
                        .flatMap(key -> sight.company(operation, key))
                        .map(seen -> LeadMagicRecords.toldCompany(seen, field))
                        .orElse(null);
        };
    }
}
