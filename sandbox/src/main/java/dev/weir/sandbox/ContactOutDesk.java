package dev.weir.sandbox;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * ContactOut, after the vendor page: two headers, lists in place of single values, and a sample profile with HTTP 200 for
 * a key without an API contract (the free plan of {@link Quirks}).
 */
final class ContactOutDesk implements Desk {
    static final Set<String> PERSON = Set.of(
            "person.work_email",
            "person.mobile_phone",
            "person.full_name",
            "person.headline",
            "company.name",
            "company.domain",
            "company.industry");

    private final Sight sight;

    ContactOutDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        return header.apply("token");
    }

    @Override
    public Answer answer(Question question, Account account) {
        if (sight.quirks(Vendor.CONTACTOUT).freePlan()) {
            return sample();
        }
        String profile = question.params().get("profile");
        Optional<PersonKey> key = Optional.ofNullable(profile).flatMap(PersonKey::byLinkedin);
        if (profile == null) {
            return error(400, "The profile field is required.", Outcome.INVALID_INPUT);
        }
        return key.flatMap(known -> sight.person(question.operation(), known))
                .map(seen -> found(profile, seen).costing(question.operation().priceMilli()))
                .orElseGet(() -> error(404, "Not Found", Outcome.NOT_FOUND));
    }

    private static Answer found(String url, Sighting<Person> seen) {
        Person person = seen.subject();
        Company company = person.company();
        String[] work = HunterDesk.mailable(seen) ? new String[] {person.email()} : new String[0];
        byte[] bytes = Body.of(body -> body.with("status_code", 200)
                .object(
                        "profile",
                        profile -> profile.with("url", url)
                                .list("email", work)
                                .list("work_email", work)
                                .list("personal_email")
                                .list("phone", seen.has(Fact.PHONE) ? new String[] {person.mobile()} : new String[0])
                                .with("fullName", person.key().fullName())
                                .with("headline", Told.when(seen, Fact.TITLE, person.headline()))
                                .with("industry", Told.when(seen, Fact.INDUSTRY, company.industry().apollo))
                                .object(
                                        "company",
                                        employer -> employer.with("name", company.name())
                                                .with(
                                                        "url",
                                                        "https://www.linkedin.com/company/"
                                                                + company.key().handle())
                                                .with("domain", company.domain()))));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private static Answer sample() {
        byte[] bytes = Body.of(body -> body.with("status_code", 200)
                .with("message", "This is a sample response: ask sales for API access.")
                .object(
                        "profile",
                        profile -> profile.with("url", "https://www.linkedin.com/in/sample")
                                .list("email", "sample@example.com")
                                .list("work_email", "sample@example.com")
                                .list("personal_email")
                                .list("phone")
                                .with("fullName", "Sample Person")));
        return Answer.json(200, bytes, Outcome.UNAUTHORIZED);
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        return given.read("person.linkedin_url")
                .flatMap(PersonKey::byLinkedin)
                .flatMap(key -> sight.person(operation, key))
                .map(seen -> told(seen, field))
                .orElse(null);
    }

    private static @Nullable String told(Sighting<Person> seen, String field) {
        Person person = seen.subject();
        return switch (field) {
            case "person.work_email" -> HunterDesk.mailable(seen) ? person.email() : null;
            case "person.mobile_phone" -> Told.when(seen, Fact.PHONE, person.mobileDigits());
            case "person.headline" -> Told.when(seen, Fact.TITLE, person.headline());
            case "company.name" -> person.company().name();
            case "company.domain" -> person.company().domain();
            case "company.industry" ->
                Told.when(seen, Fact.INDUSTRY, person.company().industry().apollo);
            default -> Told.person(seen, field);
        };
    }

    private static Answer error(int status, String message, Outcome outcome) {
        return Answer.json(
                status, Body.of(body -> body.with("status_code", status).with("message", message)), outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return error(why.status, "Refused: " + why.outcome, why.outcome);
    }
}
