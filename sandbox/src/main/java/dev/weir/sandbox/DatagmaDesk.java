package dev.weir.sandbox;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Datagma, after the vendor page: the key is in the URL, nothing found is null fields or a 404 with a message, and
 * {@code creditBurn} tells the price of what costs more than an address.
 */
final class DatagmaDesk implements Desk {
    static final Set<String> EMAIL = Set.of("person.work_email", "person.work_email_status");
    static final Set<String> PERSON = Set.of(
            "person.full_name",
            "person.first_name",
            "person.last_name",
            "person.job_title",
            "person.seniority",
            "person.work_email",
            "person.linkedin_url",
            "person.location.city",
            "person.location.country",
            "company.name");
    static final Set<String> MOBILE = Set.of("person.mobile_phone");

    private final Sight sight;

    DatagmaDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        return params.get("apiId");
    }

    @Override
    public Answer answer(Question question, Account account) {
        return switch (question.operation()) {
            case DATAGMA_EMAIL -> email(question);
            case DATAGMA_PERSON -> person(question);
            case DATAGMA_MOBILE -> mobile(question);
            default -> throw new IllegalArgumentException("Not Datagma's: " + question.operation());
        };
    }

    private Answer email(Question question) {
        String company = question.params().get("company");
        Optional<PersonKey> key =
                Subject.person(null, null, question.params().get("fullName"), Subject.company(company, null, company));
        if (key.isEmpty()) {
            return error(400, "fullName and company are required", Outcome.INVALID_INPUT);
        }
        Optional<Sighting<Person>> seen = sight.person(question.operation(), key.get());
        if (seen.isEmpty()) {
            return error(404, "No email found", Outcome.NOT_FOUND);
        }
        return seen.filter(HunterDesk::mailable)
                .map(found -> found.subject().status())
                .map(status -> {
                    boolean catchAll = status == EmailStatus.ACCEPT_ALL;
                    return body(key.get().email(), status == EmailStatus.UNKNOWN ? "unknown" : "valid", catchAll)
                            .costing(catchAll ? 0 : question.operation().priceMilli());
                })
                .orElseGet(() -> body(null, null, false));
    }

    private static Answer body(@Nullable String email, @Nullable String status, boolean catchAll) {
        byte[] bytes = Body.of(body -> body.with("email", email)
                .with("status", status)
                .without("emailDomain")
                .with("mxfound", email != null)
                .with("smtpCheck", email != null && !catchAll)
                .with("cachAll", catchAll));
        return Answer.json(200, bytes, email == null ? Outcome.NOT_FOUND : Outcome.FOUND);
    }

    private Answer person(Question question) {
        String data = question.params().get("data");
        Optional<PersonKey> key = Subject.person(data, data, null, Optional.empty());
        if (key.isEmpty()) {
            return error(400, "data is required", Outcome.INVALID_INPUT);
        }
        return sight.person(question.operation(), key.get())
                .map(seen -> profile(seen).costing(question.operation().priceMilli()))
                .orElseGet(() -> error(404, "We found nothing about this person", Outcome.NOT_FOUND));
    }

    private static Answer profile(Sighting<Person> seen) {
        Person person = seen.subject();
        byte[] bytes = Body.of(body -> body.with("name", person.key().fullName())
                .with("firstName", person.key().firstName())
                .with("lastName", person.key().lastName())
                .with("jobTitle", Told.person(seen, "person.job_title"))
                .with("company", person.company().name())
                .with("linkedInUrl", Told.person(seen, "person.linkedin_url"))
                .with("country", Told.person(seen, "person.location.country"))
                .without("region")
                .with("city", Told.person(seen, "person.location.city"))
                .with("extractedSeniority", Told.when(seen, Fact.RANK, person.rank().apollo))
                .with("email", HunterDesk.mailable(seen) ? person.email() : null)
                .list("phones")
                .with("personConfidenceScore", 0.9)
                .with("creditBurn", 2));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private Answer mobile(Question question) {
        Params params = question.params();
        Optional<PersonKey> key = Subject.person(params.get("email"), params.get("username"), null, Optional.empty());
        if (key.isEmpty()) {
            return error(400, "username or email is required", Outcome.INVALID_INPUT);
        }
        Optional<Sighting<Person>> known =
                sight.person(question.operation(), key.get()).filter(seen -> seen.has(Fact.PHONE));
        byte[] bytes = Body.of(body -> {
            if (known.isPresent()) {
                body.objects(
                        "phones",
                        phone -> phone.with("number", known.get().subject().mobile())
                                .with("countryCode", known.get().subject().place().countryCode)
                                .with("isWhatsapp", false));
            } else {
                body.list("phones");
            }
            body.with("creditBurn", known.isPresent() ? 30 : 0);
        });
        return Answer.json(200, bytes, known.isPresent() ? Outcome.FOUND : Outcome.NOT_FOUND)
                .costing(known.isPresent() ? question.operation().priceMilli() : 0);
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        Optional<PersonKey> key = operation == VendorOperation.DATAGMA_EMAIL
                ? Subject.person(null, null, given.fullName(), given.employer())
                : Subject.person(
                        given.text("person.work_email"), given.text("person.linkedin_url"), null, Optional.empty());
        return key.flatMap(known -> sight.person(operation, known))
                .map(seen -> switch (operation) {
                    case DATAGMA_EMAIL -> HunterDesk.mailable(seen) ? email(seen.subject(), field) : null;
                    case DATAGMA_MOBILE ->
                        Told.when(seen, Fact.PHONE, seen.subject().mobileDigits());
                    default -> person(seen, field);
                })
                .orElse(null);
    }

    private static String email(Person person, String field) {
        return field.equals("person.work_email")
                ? person.email()
                : switch (person.status()) {
                    case ACCEPT_ALL -> "catch_all";
                    case UNKNOWN -> "unknown";
                    case VALID, WEBMAIL, DISPOSABLE, INVALID -> "valid";
                };
    }

    private static @Nullable String person(Sighting<Person> seen, String field) {
        Person person = seen.subject();
        return switch (field) {
            case "person.work_email" -> HunterDesk.mailable(seen) ? person.email() : null;
            case "person.seniority" -> Told.when(seen, Fact.RANK, Rank.canonical(person.rank().apollo));
            case "company.name" -> person.company().name();
            default -> Told.person(seen, field);
        };
    }

    private static Answer error(int status, String message, Outcome outcome) {
        return Answer.json(status, Body.of(body -> body.with("message", message)), outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return error(why.status, "Refused: " + why.outcome, why.outcome);
    }
}
