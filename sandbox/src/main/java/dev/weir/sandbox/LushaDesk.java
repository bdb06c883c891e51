package dev.weir.sandbox;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lusha's V3, after the vendor page: each item of a 200 says whether there is somebody, the search costs apart from what
 * is revealed, who was revealed before is cheaper, and there is no {@code Retry-After}.
 */
final class LushaDesk implements Desk {
    static final Set<String> COMPANY = Set.of("company.name", "company.domain", "company.industry");
    static final Set<String> PHONE = Set.of("person.mobile_phone", "person.direct_phone", "person.phone_do_not_call");
    static final Set<String> EMAIL = Set.of(
            "person.work_email",
            "person.full_name",
            "person.job_title",
            "person.seniority",
            "person.linkedin_url",
            "company.name",
            "company.domain",
            "company.industry");

    private static final int SEARCH = 1_000;
    private static final int PLENTY = 100_000;

    private final Sight sight;

    LushaDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        return header.apply("api_key");
    }

    @Override
    public Answer answer(Question question, Account account) {
        return question.operation() == VendorOperation.LUSHA_COMPANY ? company(question) : contact(question);
    }

    private Answer contact(Question question) {
        Params params = question.params();
        String first = params.get("contacts.0.firstName");
        String last = params.get("contacts.0.lastName");
        Optional<PersonKey> key = Subject.person(
                params.get("contacts.0.email"),
                params.get("contacts.0.linkedinUrl"),
                Subject.fullName(first, last, null),
                Subject.company(params.get("contacts.0.companyDomain"), null, params.get("contacts.0.companyName")));
        if (key.isEmpty()) {
            return message(
                    400, "A contact needs a LinkedIn URL, an e-mail, or names and a company", Outcome.INVALID_INPUT);
        }
        if (sight.blocked(Vendor.LUSHA, key.get().email())) {
            return item("COMPLIANCE_RESTRICTED", Outcome.BLOCKED);
        }
        if (question.tryNumber() == 1
                && Dice.unit(Dice.root(sight.settings().seed(), "lusha", question.text()), 0)
                        < sight.quirks(Vendor.LUSHA).remoteFailure()) {
            return item("ENRICH_FAILED", Outcome.REMOTE_FAILURE);
        }
        return sight.person(question.operation(), key.get())
                .map(seen -> contact(question, seen))
                .orElseGet(() -> item("NOT_FOUND", Outcome.NOT_FOUND));
    }

    private static Answer contact(Question question, Sighting<Person> seen) {
        boolean phones = question.operation() == VendorOperation.LUSHA_PHONE;
        boolean revealed = phones ? seen.has(Fact.PHONE) : HunterDesk.mailable(seen);
        int full = revealed ? question.operation().priceMilli() : SEARCH;
        return billed(question.paidBefore() ? SEARCH : full, item -> {
            writeContact(item, seen);
            if (revealed && phones) {
                item.objects(
                        "phones",
                        phone -> phone.with("number", seen.subject().mobile())
                                .with("type", kind(seen))
                                .with("doNotCall", isDoNotCall(seen)));
            } else if (revealed) {
                item.objects(
                        "emails",
                        email -> email.with("email", seen.subject().email())
                                .with("type", "work")
                                .with("confidence", "A"));
            }
        });
    }

    private static void writeContact(Body item, Sighting<Person> seen) {
        Person person = seen.subject();
        Company company = person.company();
        item.with("id", seen.objectId())
                .with("fullName", person.key().fullName())
                .object(
                        "jobTitle",
                        job -> job.with("title", Told.when(seen, Fact.TITLE, person.title()))
                                .with("seniority", Told.when(seen, Fact.RANK, person.rank().apollo))
                                .list("departments"))
                .object(
                        "company",
                        employer -> employer.with("name", company.name())
                                .with("domain", company.domain())
                                .with("industry", industry(PdlRecords.employer(seen))))
                .object("socialLinks", links -> links.with("linkedin", Told.person(seen, "person.linkedin_url")));
    }

    private static @Nullable String industry(Sighting<Company> seen) {
        return Told.when(seen, Fact.INDUSTRY, seen.subject().industry().group);
    }

    private static String kind(Sighting<Person> seen) {
        return seen.below(3, 43) == 0 ? "direct" : "mobile";
    }

    private static boolean isDoNotCall(Sighting<Person> seen) {
        return seen.below(5, 44) == 0;
    }

    private Answer company(Question question) {
        Params params = question.params();
        Optional<CompanyKey> key =
                Subject.company(params.get("companies.0.domain"), null, params.get("companies.0.name"));
        if (key.isEmpty()) {
            return message(400, "A company needs a domain or a name", Outcome.INVALID_INPUT);
        }
        return sight.company(question.operation(), key.get())
                .map(seen -> billed(
                        question.paidBefore() ? SEARCH : question.operation().priceMilli(),
                        item -> item.with("id", seen.objectId())
                                .with("name", seen.subject().name())
                                .with("domain", seen.subject().domain())
                                .with("industry", industry(seen))))
                .orElseGet(() -> item("NOT_FOUND", Outcome.NOT_FOUND));
    }

    private static Answer billed(int milli, Consumer<Body> item) {
        byte[] bytes = Body.of(body -> body.objects("results", item)
                .object(
                        "billing",
                        bill -> bill.with("creditsCharged", milli / 1_000).with("resultsReturned", 1)));
        return Answer.json(200, bytes, Outcome.FOUND).costing(milli);
    }

    /** An item that says why there is nobody. */
    private static Answer item(String code, Outcome outcome) {
        byte[] bytes = Body.of(body -> body.objects(
                        "results",
                        item -> item.object(
                                "error", error -> error.with("code", code).with("message", "No contact")))
                .object("billing", bill -> bill.with("creditsCharged", 0).with("resultsReturned", 0)));
        return Answer.json(200, bytes, outcome);
    }

    private static Answer message(int status, String words, Outcome outcome) {
        return Answer.json(status, Body.of(body -> body.with("message", words)), outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return switch (why) {
            case UNAUTHORIZED -> message(401, "Unauthorized", why.outcome);
            case FORBIDDEN -> message(403, "Forbidden", why.outcome);
            case WRONG_METHOD -> message(405, "Method not allowed", why.outcome);
            case PACE, TOO_MANY -> message(429, "Too many requests", why.outcome);
            case OUT_OF_CREDITS -> message(402, "Out of credits", why.outcome);
            case SERVER_500, SERVER_502, SERVER_503, SERVER_504 ->
                message(why.status, "Something went wrong", why.outcome);
        };
    }

    @Override
    public void headers(Answer answer, int chargedMilli, Account account, BiConsumer<String, String> sink) {
        VendorSettings.Pace pace = account.pace();
        int limit = pace.perMinute() > 0 ? pace.perMinute() : PLENTY;
        sink.accept(
                "x-minute-requests-left",
                Integer.toString(Math.max(0, limit - account.usage().minute())));
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        if (operation == VendorOperation.LUSHA_COMPANY) {
            return given.employer()
                    .flatMap(key -> sight.company(operation, key))
                    .map(seen -> field.equals("company.industry") ? industry(seen) : Told.company(seen, field))
                    .orElse(null);
        }
        return Subject.person(
                        given.text("person.work_email"),
                        given.text("person.linkedin_url"),
                        Subject.fullName(given.text("person.first_name"), given.text("person.last_name"), null),
                        given.employer())
                .filter(key -> !sight.blocked(Vendor.LUSHA, key.email()))
                .flatMap(key -> sight.person(operation, key))
                .map(seen ->
                        operation == VendorOperation.LUSHA_PHONE ? toldPhone(seen, field) : toldContact(seen, field))
                .orElse(null);
    }

    private static @Nullable String toldPhone(Sighting<Person> seen, String field) {
        String number = Told.when(seen, Fact.PHONE, seen.subject().mobileDigits());
        return switch (field) {
            case "person.mobile_phone" -> kind(seen).equals("mobile") ? number : null;
            case "person.direct_phone" -> kind(seen).equals("direct") ? number : null;
            default -> number == null ? null : Boolean.toString(isDoNotCall(seen));
        };
    }

    private static @Nullable String toldContact(Sighting<Person> seen, String field) {
        return switch (field) {
            case "person.work_email" ->
                HunterDesk.mailable(seen) ? seen.subject().email() : null;
            case "person.seniority" ->
                Told.when(seen, Fact.RANK, Rank.canonical(seen.subject().rank().apollo));
            case "company.industry" -> industry(PdlRecords.employer(seen));
            default ->
                field.startsWith("company.")
                        ? Told.company(PdlRecords.employer(seen), field)
                        : Told.person(seen, field);
        };
    }
}
