package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Clearbit's streaming hosts, after the vendor page: misses count like finds, the same lookup counts once, either part of
 * a combined answer may be null, and of the two 404s only {@code unknown_record} is a miss. Plays people and companies.
 */
final class ClearbitDesk implements Desk {
    static final Set<String> COMPANY = FieldSets.COMPANY;
    static final Set<String> PERSON = FieldSets.both(FieldSets.PERSON, FieldSets.COMPANY);

    private static final int TRIES_PENDING = 2;
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final Sight sight;

    ClearbitDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        String authorization = header.apply("authorization");
        if (authorization == null) {
            return null;
        }
        String scheme = authorization.toLowerCase(Locale.ROOT);
        if (scheme.startsWith(BEARER)) {
            return authorization.substring(BEARER.length()).strip();
        }
        return scheme.startsWith(BASIC)
                ? user(authorization.substring(BASIC.length()).strip())
                : "";
    }

    /** The key is the user, the password is empty; what cannot be read is no key. */
    private static String user(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? "" : pair.substring(0, colon);
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }

    @Override
    public boolean repeatsFree() {
        return true;
    }

    @Override
    public Answer answer(Question question, Account account) {
        if (question.operation() == VendorOperation.CLEARBIT_LATER_PERSON) {
            return later(question);
        }
        double pending = sight.quirks(question.operation().vendor()).pending();
        if (question.tryNumber() <= TRIES_PENDING && pending > 0) {
            double draw = Dice.unit(Dice.root(sight.settings().seed(), "pending", question.text()), 0);
            if (draw < pending) {
                return queued(question);
            }
        }
        return question.operation() == VendorOperation.CLEARBIT_PERSON ? combined(question) : company(question);
    }

    /**
     * The plain host: half of all lookups are answered at once, the others are queued, called back, and answered when they
     * are asked for again.
     */
    private Answer later(Question question) {
        Answer answer = combined(question);
        boolean queued = Dice.unit(Dice.root(sight.settings().seed(), "queued", question.text()), 0) < 0.5;
        if (!queued || answer.outcome() == Outcome.INVALID_INPUT) {
            return answer;
        }
        String id = "clearbit " + question.text();
        Post post = sight.office().post();
        if (post.ask(id) instanceof Post.Asked.Ready) {
            return answer;
        }
        String url = question.params().get("webhook_url");
        if (post.ask(id) instanceof Post.Asked.Unknown) {
            byte[] told = Body.of(body -> body.with("id", question.params().get("webhook_id"))
                    .with("type", "person")
                    .with("status", answer.status())
                    .raw("body", answer.status() == 200 ? new String(answer.body(), StandardCharsets.UTF_8) : "null"));
            String key = question.key().replaceFirst("^(sk|pk)_", "");
            Posting.Event event = new Posting.Event(
                    url == null ? "" : url, "X-Request-Signature", "sha1=" + Signing.hex("HmacSHA1", key, told), told);
            post.take(new Posting(id, Vendor.CLEARBIT_LATER, told, url == null ? List.of() : List.of(event)));
        }
        return queued(question).costing(question.operation().priceMilli());
    }

    /** With a body at one try, without at the next: the vendor's own pages disagree. */
    private static Answer queued(Question question) {
        return question.tryNumber() == 1
                ? Answer.json(202, new byte[0], Outcome.PENDING)
                : error(202, "queued", "Lookup queued.", Outcome.PENDING);
    }

    private Answer combined(Question question) {
        String email = question.params().get("email");
        Optional<PersonKey> key = Optional.ofNullable(email).flatMap(PersonKey::byEmail);
        if (key.isEmpty()) {
            return error(422, "email_invalid", "Invalid email.", Outcome.INVALID_INPUT);
        }
        Optional<Sighting<Person>> person = sight.person(question.operation(), key.get());
        Optional<Sighting<Company>> company =
                sight.company(question.operation(), key.get().company());
        if (person.isEmpty() && company.isEmpty()) {
            return missed(question);
        }
        byte[] bytes = Body.of(body -> {
            person.ifPresentOrElse(
                    seen -> body.object("person", part -> ClearbitRecords.person(part, seen)),
                    () -> body.without("person"));
            company.ifPresentOrElse(
                    seen -> body.object("company", part -> ClearbitRecords.company(part, seen)),
                    () -> body.without("company"));
        });
        return Answer.json(200, bytes, Outcome.FOUND)
                .costing(question.operation().priceMilli());
    }

    private Answer company(Question question) {
        String domain = question.params().get("domain");
        Optional<CompanyKey> key = Optional.ofNullable(domain).flatMap(CompanyKey::byDomain);
        if (key.isEmpty()) {
            return error(422, "domain_invalid", "Invalid domain.", Outcome.INVALID_INPUT);
        }
        return sight.company(question.operation(), key.get())
                .map(seen -> Answer.json(200, Body.of(body -> ClearbitRecords.company(body, seen)), Outcome.FOUND)
                        .costing(question.operation().priceMilli()))
                .orElseGet(() -> missed(question));
    }

    private static Answer missed(Question question) {
        return error(404, "unknown_record", "Unknown record.", Outcome.NOT_FOUND)
                .costing(question.operation().priceMilli());
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        Optional<PersonKey> person = given.read("person.work_email").flatMap(PersonKey::byEmail);
        if (field.startsWith("person.")) {
            return person.flatMap(key -> sight.person(operation, key))
                    .map(seen -> field.equals("person.seniority")
                            ? Told.when(
                                    seen,
                                    Fact.RANK,
                                    Rank.canonical(seen.subject().rank().hunter))
                            : Told.person(seen, field))
                    .orElse(null);
        }
        Optional<CompanyKey> company = operation != VendorOperation.CLEARBIT_COMPANY
                ? person.map(PersonKey::company)
                : given.read("company.domain").flatMap(CompanyKey::byDomain);
        return company.flatMap(key -> sight.company(operation, key))
                .map(seen -> Told.hunterCompany(seen, field))
                .orElse(null);
    }

    private static Answer error(int status, String type, String message, Outcome outcome) {
        return Answer.json(
                status,
                Body.of(body ->
                        body.object("error", error -> error.with("type", type).with("message", message))),
                outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return error(
                why.status,
                why == Refusal.UNAUTHORIZED ? "invalid_api_key" : "refused",
                "Refused: " + why.outcome,
                why.outcome);
    }
}
