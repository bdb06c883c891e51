package dev.weir.sandbox;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Findymail, after the vendor page: whoever does not accept JSON is sent to a login page, used-up credits are told
 * inside a 200, only verified addresses are given, nobody in the European Union has a telephone.
 */
final class FindymailDesk implements Desk {
    static final Set<String> PROFILE =
            Set.of("person.work_email", "person.work_email_status", "person.full_name", "person.job_title");
    static final Set<String> NAME = Set.of(
            "person.work_email",
            "person.work_email_status",
            "person.full_name",
            "person.job_title",
            "person.linkedin_url");
    static final Set<String> PHONE = Set.of("person.mobile_phone", "person.direct_phone");
    static final Set<String> VERIFY = Set.of("email_verification.status", "person.work_email_status");
    static final Set<String> REVERSE = Set.of("person.linkedin_url");
    static final Set<String> COMPANY = Set.of(
            "company.name",
            "company.domain",
            "company.industry",
            "company.employee_range",
            "company.linkedin_url",
            "company.description");

    private static final String LINKEDIN = "https://www.linkedin.com/";
    private static final String BEARER = "Bearer ";
    private static final Set<Place> UNION = Set.of(Place.LYON, Place.BERLIN, Place.MADRID);
    /** One contact in this many carries an alias of the domain that was asked about. */
    private static final int ALIAS = 20;

    private final Sight sight;

    FindymailDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        String authorization = header.apply("authorization");
        return authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    @Override
    public Answer answer(Question question, Account account) {
        Params params = question.params();
        return switch (question.operation()) {
            case FINDYMAIL_NAME ->
                contact(
                        question,
                        Subject.company(params.get("domain"), null, null)
                                .flatMap(company -> Optional.ofNullable(params.get("name"))
                                        .flatMap(name -> PersonKey.byName(name, company))));
            case FINDYMAIL_PROFILE -> contact(question, byPage(params.get("linkedin_url")));
            case FINDYMAIL_PHONE -> phone(question);
            case FINDYMAIL_VERIFY -> verify(question);
            case FINDYMAIL_REVERSE -> reverse(question);
            case FINDYMAIL_COMPANY -> company(question);
            default -> throw new IllegalArgumentException("Not Findymail's: " + question.operation());
        };
    }

    private static Optional<PersonKey> byPage(@Nullable String url) {
        return Optional.ofNullable(url).flatMap(PersonKey::byLinkedin);
    }

    private Answer contact(Question question, Optional<PersonKey> key) {
        if (key.isEmpty()) {
            return message(422, "The given data was invalid.", Outcome.INVALID_INPUT);
        }
        return sight.person(question.operation(), key.get())
                .filter(FindymailDesk::verified)
                .map(seen -> Answer.json(
                                200,
                                Body.of(body -> body.object("contact", contact -> writeContact(contact, seen))),
                                Outcome.FOUND)
                        .costing(question.operation().priceMilli()))
                .orElseGet(() -> Answer.json(200, Body.of(body -> body.without("contact")), Outcome.NOT_FOUND));
    }

    /** A miss is what cannot be verified. */
    private static boolean verified(Sighting<Person> seen) {
        return seen.has(Fact.EMAIL) && accepts(seen.subject().status());
    }

    private static boolean accepts(EmailStatus status) {
        return status == EmailStatus.VALID || status == EmailStatus.WEBMAIL;
    }

    private static void writeContact(Body contact, Sighting<Person> seen) {
        Person person = seen.subject();
        String domain = person.company().domain();
        contact.with("name", person.key().fullName())
                .with("email", person.email())
                .with("domain", seen.below(ALIAS, 41) == 0 ? "mail." + domain : domain)
                .with("company", "")
                .with("job_title", Told.when(seen, Fact.TITLE, person.title()))
                .with("linkedin_url", seen.has(Fact.LINKEDIN) ? page(person) : "")
                .with("city", "")
                .without("region", "country");
    }

    private static String page(Person person) {
        return LINKEDIN + "in/" + person.key().handle();
    }

    private Answer phone(Question question) {
        Optional<PersonKey> key = byPage(question.params().get("linkedin_url"));
        if (key.isEmpty()) {
            return message(422, "The given data was invalid.", Outcome.INVALID_INPUT);
        }
        return sight.person(question.operation(), key.get())
                .filter(FindymailDesk::dialled)
                .map(seen -> Answer.json(
                                200,
                                Body.of(body -> body.with(
                                                "phone", seen.subject().mobile())
                                        .with("line_type", lineType(seen))),
                                Outcome.FOUND)
                        .costing(question.operation().priceMilli()))
                .orElseGet(
                        () -> Answer.json(200, Body.of(body -> body.without("phone", "line_type")), Outcome.NOT_FOUND));
    }

    private static boolean dialled(Sighting<Person> seen) {
        return seen.has(Fact.PHONE) && !UNION.contains(seen.subject().place());
    }

    private static String lineType(Sighting<Person> seen) {
        return seen.below(4, 42) == 0 ? "landline" : "mobile";
    }

    private Answer verify(Question question) {
        String email = question.params().get("email");
        if (email == null) {
            return message(422, "The given data was invalid.", Outcome.INVALID_INPUT);
        }
        byte[] bytes = Body.of(body -> body.with("email", email)
                .with("verified", accepts(sight.statusOf(email)))
                .with("provider", "Google"));
        return Answer.json(200, bytes, Outcome.FOUND)
                .costing(question.operation().priceMilli());
    }

    private Answer reverse(Question question) {
        Optional<PersonKey> key =
                Optional.ofNullable(question.params().get("email")).flatMap(PersonKey::byEmail);
        if (key.isEmpty()) {
            return message(422, "The given data was invalid.", Outcome.INVALID_INPUT);
        }
        return sight.person(question.operation(), key.get())
                .map(seen -> Answer.json(
                                200, Body.of(body -> body.with("linkedin_url", page(seen.subject()))), Outcome.FOUND)
                        .costing(question.operation().priceMilli()))
                .orElseGet(() -> Answer.json(200, Body.of(body -> body.without("linkedin_url")), Outcome.NOT_FOUND));
    }

    private Answer company(Question question) {
        Params params = question.params();
        Optional<CompanyKey> key =
                Subject.company(params.get("domain"), params.get("linkedin_url"), params.get("name"));
        if (key.isEmpty()) {
            return message(422, "The given data was invalid.", Outcome.INVALID_INPUT);
        }
        return sight.company(question.operation(), key.get())
                .map(seen -> Answer.json(200, Body.of(body -> writeCompany(body, seen)), Outcome.FOUND)
                        .costing(question.operation().priceMilli()))
                .orElseGet(() -> message(404, "Company not found.", Outcome.NOT_FOUND));
    }

    private static void writeCompany(Body body, Sighting<Company> seen) {
        Company company = seen.subject();
        body.with("name", company.name())
                .with("domain", company.domain())
                .with("company_size", seen.has(Fact.EMPLOYEES) ? company.employeeRange() : null)
                .with("industry", Told.when(seen, Fact.INDUSTRY, company.industry().apollo))
                .with("linkedin_url", Told.company(seen, "company.linkedin_url"))
                .with("description", Told.when(seen, Fact.DESCRIPTION, company.description()));
    }

    private static Answer message(int status, String words, Outcome outcome) {
        return Answer.json(status, Body.of(body -> body.with("message", words)), outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation, Function<String, @Nullable String> header) {
        String accept = header.apply("accept");
        return why == Refusal.UNAUTHORIZED && (accept == null || !accept.contains("application/json"))
                ? Answer.text(302, "text/html", "<html>Redirecting to /login</html>", why.outcome)
                : refusal(why, operation);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return switch (why) {
            case UNAUTHORIZED -> message(401, "Unauthenticated.", why.outcome);
            case FORBIDDEN -> message(403, "This action is unauthorized.", why.outcome);
            case WRONG_METHOD -> message(405, "The method is not supported.", why.outcome);
            case PACE, TOO_MANY -> message(429, "Too Many Attempts.", why.outcome);
            case OUT_OF_CREDITS ->
                Answer.json(200, Body.of(body -> body.with("error", "Not enough credits")), why.outcome);
            case SERVER_500, SERVER_502, SERVER_503, SERVER_504 -> message(why.status, "Server Error", why.outcome);
        };
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        return switch (operation) {
            case FINDYMAIL_NAME ->
                given.read("company.domain")
                        .flatMap(CompanyKey::byDomain)
                        .flatMap(company -> Subject.person(null, null, given.fullName(), Optional.of(company)))
                        .flatMap(key -> sight.person(operation, key))
                        .filter(FindymailDesk::verified)
                        .map(seen -> toldContact(seen, field))
                        .orElse(null);
            case FINDYMAIL_PROFILE ->
                byPage(given.text("person.linkedin_url"))
                        .flatMap(key -> sight.person(operation, key))
                        .filter(FindymailDesk::verified)
                        .map(seen -> toldContact(seen, field))
                        .orElse(null);
            case FINDYMAIL_PHONE ->
                byPage(given.text("person.linkedin_url"))
                        .flatMap(key -> sight.person(operation, key))
                        .filter(FindymailDesk::dialled)
                        .filter(seen -> field.equals("person.direct_phone")
                                || lineType(seen).equals("mobile"))
                        .map(seen -> seen.subject().mobileDigits())
                        .orElse(null);
            case FINDYMAIL_VERIFY ->
                given.read("person.work_email")
                        .map(email -> accepts(sight.statusOf(email)) ? "valid" : "unknown")
                        .orElse(null);
            case FINDYMAIL_REVERSE ->
                given.read("person.work_email")
                        .flatMap(PersonKey::byEmail)
                        .flatMap(key -> sight.person(operation, key))
                        .map(seen -> page(seen.subject()))
                        .orElse(null);
            default ->
                given.company()
                        .flatMap(key -> sight.company(operation, key))
                        .map(seen -> Told.apolloCompany(seen, field))
                        .orElse(null);
        };
    }

    private static @Nullable String toldContact(Sighting<Person> seen, String field) {
        return switch (field) {
            case "person.work_email" -> seen.subject().email();
            case "person.work_email_status" -> "valid";
            default -> Told.person(seen, field);
        };
    }
}
