package dev.weir.sandbox;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prospeo, after the vendor page: a miss is a 400 with a code, what is not revealed is masked, whoever was enriched
 * before is free for life.
 */
final class ProspeoDesk implements Desk {
    static final Set<String> COMPANY = Set.of(
            "company.name",
            "company.domain",
            "company.website",
            "company.linkedin_url",
            "company.industry",
            "company.employee_count",
            "company.employee_range",
            "company.founded_year");
    static final Set<String> MOBILE = Set.of("person.mobile_phone", "person.phone_status");
    static final Set<String> PERSON = Set.of(
            "person.work_email",
            "person.work_email_status",
            "person.full_name",
            "person.headline",
            "person.job_title",
            "person.linkedin_url",
            "person.location.city",
            "person.location.country",
            "company.name",
            "company.domain",
            "company.industry",
            "company.employee_count",
            "company.employee_range",
            "company.founded_year",
            "company.linkedin_url");

    private static final int PLENTY = 100_000;

    private final Sight sight;

    ProspeoDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        return header.apply("x-key");
    }

    @Override
    public boolean repeatsFree() {
        return true;
    }

    @Override
    public Answer answer(Question question, Account account) {
        return question.operation() == VendorOperation.PROSPEO_COMPANY ? company(question) : person(question);
    }

    private Answer person(Question question) {
        Params params = question.params();
        Optional<PersonKey> key = Subject.person(
                params.get("data.email"),
                params.get("data.linkedin_url"),
                Subject.fullName(
                        params.get("data.first_name"), params.get("data.last_name"), params.get("data.full_name")),
                Subject.company(
                        params.get("data.company_website"),
                        params.get("data.company_linkedin_url"),
                        params.get("data.company_name")));
        if (key.isEmpty()) {
            return error(400, "INVALID_DATAPOINTS", Outcome.INVALID_INPUT);
        }
        boolean mobile = question.operation() == VendorOperation.PROSPEO_MOBILE;
        return sight.person(question.operation(), key.get())
                .map(seen -> ProspeoRecords.person(seen, isLocked(seen), mobile, question.paidBefore())
                        .costing(
                                mobile && !seen.has(Fact.PHONE)
                                        ? 1_000
                                        : question.operation().priceMilli()))
                .orElseGet(ProspeoDesk::noMatch);
    }

    private Answer company(Question question) {
        Params params = question.params();
        Optional<CompanyKey> key = Subject.company(
                params.get("data.company_website"),
                params.get("data.company_linkedin_url"),
                params.get("data.company_name"));
        if (key.isEmpty()) {
            return error(400, "INVALID_DATAPOINTS", Outcome.INVALID_INPUT);
        }
        return sight.company(VendorOperation.PROSPEO_COMPANY, key.get())
                .map(seen -> ProspeoRecords.company(seen, question.paidBefore())
                        .costing(question.operation().priceMilli()))
                .orElseGet(ProspeoDesk::noMatch);
    }

    private boolean isLocked(Sighting<Person> seen) {
        return seen.befell(0, sight.quirks(Vendor.PROSPEO).lockedEmail());
    }

    private static Answer noMatch() {
        return error(400, "NO_MATCH", Outcome.NOT_FOUND);
    }

    private static Answer error(int status, String code, Outcome outcome) {
        return Answer.json(status, Body.of(body -> body.with("error", true).with("error_code", code)), outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return switch (why) {
            case UNAUTHORIZED, FORBIDDEN -> error(why.status, "INVALID_API_KEY", why.outcome);
            case WRONG_METHOD -> error(why.status, "INVALID_REQUEST", why.outcome);
            case PACE, TOO_MANY -> error(429, "RATE_LIMITED", why.outcome);
            case OUT_OF_CREDITS -> error(400, "INSUFFICIENT_CREDITS", why.outcome);
            case SERVER_500, SERVER_502, SERVER_503, SERVER_504 -> error(why.status, "INTERNAL_ERROR", why.outcome);
        };
    }

    @Override
    public void headers(Answer answer, int chargedMilli, Account account, BiConsumer<String, String> sink) {
        VendorSettings.Pace pace = account.pace();
        int limit = pace.perMinute() > 0 ? pace.perMinute() : PLENTY;
        sink.accept("x-second-rate-limit", Integer.toString(pace.perSecond() > 0 ? pace.perSecond() : PLENTY));
        sink.accept(
                "x-minute-request-left",
                Integer.toString(Math.max(0, limit - account.usage().minute())));
        sink.accept("x-minute-reset-seconds", Integer.toString(account.usage().secondsLeftInMinute()));
        sink.accept("x-daily-request-left", Integer.toString(PLENTY));
        sink.accept("x-daily-reset-seconds", "3600");
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        if (operation == VendorOperation.PROSPEO_COMPANY) {
            return given.company()
                    .flatMap(key -> sight.company(operation, key))
                    .map(seen -> ProspeoRecords.told(seen, field))
                    .orElse(null);
        }
        Optional<CompanyKey> employer = Subject.company(
                given.text("company.domain"),
                operation == VendorOperation.PROSPEO_PERSON ? given.text("company.linkedin_url") : null,
                given.text("company.name"));
        return Subject.person(
                        given.text("person.work_email"), given.text("person.linkedin_url"), given.fullName(), employer)
                .flatMap(key -> sight.person(operation, key))
                .map(seen -> operation == VendorOperation.PROSPEO_MOBILE
                        ? ProspeoRecords.toldMobile(seen, field)
                        : ProspeoRecords.told(seen, isLocked(seen), field))
                .orElse(null);
    }
}
