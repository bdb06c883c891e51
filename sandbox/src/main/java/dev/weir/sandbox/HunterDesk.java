package dev.weir.sandbox;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hunter, after the vendor page: 403 is too fast and 429 is out of credits, both without {@code Retry-After}; a miss of
 * the finder is a 200; repeating a paid question is free.
 */
final class HunterDesk implements Desk {
    private static final int TRIES_PENDING = 2;
    private static final String BEARER = "bearer ";

    private final Sight sight;
    private final HunterRecords records = new HunterRecords();
    private final HunterProfiles profiles = new HunterProfiles();

    HunterDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        String key = header.apply("x-api-key");
        if (key != null) {
            return key;
        }
        String authorization = header.apply("authorization");
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : params.get("api_key");
    }

    @Override
    public boolean repeatsFree() {
        return true;
    }

    @Override
    public Answer answer(Question question, Account account) {
        return switch (question.operation()) {
            case HUNTER_EMAIL_FINDER -> finder(question);
            case HUNTER_EMAIL_VERIFIER -> verifier(question);
            case HUNTER_COMPANY -> company(question);
            case HUNTER_PERSON -> person(question);
            case HUNTER_COMBINED -> combined(question);
            case HUNTER_EMAIL_COUNT -> emailCount(question);
            case HUNTER_ACCOUNT -> records.account(account);
            default -> throw new IllegalArgumentException("Not Hunter's: " + question.operation());
        };
    }

    private Answer finder(Question question) {
        Params params = question.params();
        String handle = params.get("linkedin_handle");
        String domain = params.get("domain");
        String company = params.get("company");
        String name = Subject.fullName(params.get("first_name"), params.get("last_name"), params.get("full_name"));
        if (name == null && handle == null) {
            return error(400, "wrong_params", "You are missing the first_name and last_name parameters.");
        }
        if (domain == null && company == null && handle == null) {
            return error(400, "wrong_params", "You are missing the domain parameter.");
        }
        if (domain != null && CompanyKey.byDomain(domain).isEmpty()) {
            return error(400, "invalid_domain", "The domain supplied is invalid.");
        }
        Optional<PersonKey> byName = Subject.person(null, null, name, Subject.company(domain, null, company));
        Optional<PersonKey> key = byName.isPresent() || handle == null ? byName : PersonKey.byHandle(handle);
        if (key.isPresent() && sight.blocked(key.get().email())) {
            return blocked();
        }
        if (isPending(question)) {
            return pending();
        }
        return key.flatMap(known -> sight.person(VendorOperation.HUNTER_EMAIL_FINDER, known))
                .filter(HunterDesk::mailable)
                .map(found -> records.finderHit(found, params)
                        .costing(question.operation().priceMilli()))
                .orElseGet(() -> records.finderMiss(params));
    }

    static boolean mailable(Sighting<Person> seen) {
        return seen.subject().reachable() && seen.has(Fact.EMAIL);
    }

    private Answer verifier(Question question) {
        String email = question.params().get("email");
        if (email == null) {
            return error(400, "wrong_params", "You are missing the email parameter.");
        }
        String address = email.toLowerCase(Locale.ROOT);
        if (PersonKey.byEmail(address).isEmpty()) {
            return error(400, "invalid_email", "The email supplied is invalid.");
        }
        if (sight.blocked(address)) {
            return blocked();
        }
        if (isPending(question)) {
            return pending();
        }
        if (question.tryNumber() == 1 && draw("remote", question) < quirks().remoteFailure()) {
            return Answer.json(
                    222,
                    HunterRecords.errorBody("unexpected_error", 222, "The remote SMTP server failed unexpectedly."),
                    Outcome.REMOTE_FAILURE);
        }
        EmailStatus status = sight.statusOf(address);
        Answer answer = records.verification(address, status);
        return status == EmailStatus.UNKNOWN
                ? answer
                : answer.costing(question.operation().priceMilli());
    }

    private Answer company(Question question) {
        String domain = question.params().get("domain");
        if (domain == null) {
            return error(400, "wrong_params", "You are missing the domain parameter.");
        }
        Optional<CompanyKey> key = CompanyKey.byDomain(domain);
        if (key.isEmpty()) {
            return error(400, "invalid_domain", "The domain supplied is invalid.");
        }
        if (sight.blocked(key.get().domain())) {
            return blocked();
        }
        return sight.company(VendorOperation.HUNTER_COMPANY, key.get())
                .map(found -> {
                    Answer answer = profiles.company(found, question.params());
                    return HunterProfiles.completeEnough(found)
                            ? answer.costing(question.operation().priceMilli())
                            : answer;
                })
                .orElseGet(() -> error(404, "not_found", "No company was found for this domain."));
    }

    private Answer person(Question question) {
        Optional<PersonKey> key = personKey(question.params());
        if (key.isEmpty()) {
            return error(400, "wrong_params", "You are missing the email parameter.");
        }
        if (sight.blocked(key.get().email())) {
            return blocked();
        }
        return sight.person(VendorOperation.HUNTER_PERSON, key.get())
                .map(found -> priced(question, found, profiles.person(found, isEmpty(found))))
                .orElseGet(() -> error(404, "not_found", "No person was found for this email."));
    }

    private Answer combined(Question question) {
        Optional<PersonKey> key = personKey(question.params());
        if (key.isEmpty()) {
            return error(400, "wrong_params", "You are missing the email parameter.");
        }
        if (sight.blocked(key.get().email())
                || sight.blocked(key.get().company().domain())) {
            return blocked();
        }
        var person = sight.person(VendorOperation.HUNTER_PERSON, key.get());
        var company = sight.company(VendorOperation.HUNTER_COMPANY, key.get().company());
        if (person.isEmpty() && company.isEmpty()) {
            return error(404, "not_found", "No person or company was found for this email.");
        }
        Answer answer = profiles.combined(
                key.get(), person, person.filter(this::isEmpty).isPresent(), company);
        return person.map(found -> priced(question, found, answer)).orElse(answer);
    }

    /** 0.2 only when e-mail, full name and position come back. */
    private Answer priced(Question question, Sighting<Person> found, Answer answer) {
        return !isEmpty(found) && found.has(Fact.TITLE)
                ? answer.costing(question.operation().priceMilli())
                : answer;
    }

    private boolean isEmpty(Sighting<Person> found) {
        return found.befell(0, quirks().emptyPerson());
    }

    private static Optional<PersonKey> personKey(Params params) {
        String email = params.get("email");
        String handle = params.get("linkedin_handle");
        return email != null
                ? PersonKey.byEmail(email)
                : handle != null ? PersonKey.byHandle(handle) : Optional.empty();
    }

    private Answer emailCount(Question question) {
        return Subject.company(
                        question.params().get("domain"), null, question.params().get("company"))
                .map(key -> records.emailCount(key, sight.settings().seed()))
                .orElseGet(() -> error(400, "wrong_params", "You are missing the domain parameter."));
    }

    private boolean isPending(Question question) {
        return question.tryNumber() <= TRIES_PENDING && draw("pending", question) < quirks().pending();
    }

    private double draw(String what, Question question) {
        return Dice.unit(Dice.root(sight.settings().seed(), what, question.text()), 0);
    }

    private Quirks quirks() {
        return sight.quirks(Vendor.HUNTER);
    }

    private static Answer pending() {
        return Answer.json(202, Body.of(body -> body.without("data").object("meta", _ -> {})), Outcome.PENDING);
    }

    private static Answer blocked() {
        return Answer.json(
                451,
                HunterRecords.errorBody("claimed_email", 451, "The person asked us not to process their data."),
                Outcome.BLOCKED);
    }

    private static Answer error(int status, String id, String details) {
        return Answer.json(
                status,
                HunterRecords.errorBody(id, status, details),
                status == 404 ? Outcome.NOT_FOUND : Outcome.INVALID_INPUT);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        int status = switch (why) {
            case PACE -> 403;
            case OUT_OF_CREDITS -> 429;
            case UNAUTHORIZED, FORBIDDEN, WRONG_METHOD, TOO_MANY, SERVER_500, SERVER_502, SERVER_503, SERVER_504 ->
                why.status;
        };
        byte[] body = switch (why) {
            case UNAUTHORIZED ->
                HunterRecords.errorBody("authentication_failed", status, "No user found for the API key supplied.");
            case FORBIDDEN, PACE ->
                HunterRecords.errorBody("rate_limit", status, "You have reached the request rate limit.");
            case TOO_MANY, OUT_OF_CREDITS ->
                HunterRecords.errorBody("usage_limit", status, "You have reached your usage limit.");
            case WRONG_METHOD -> HunterRecords.errorBody("wrong_method", status, "Use another method.");
            case SERVER_500, SERVER_502, SERVER_503, SERVER_504 ->
                HunterRecords.errorBody("internal_error", status, "Something went wrong on our side.");
        };
        return Answer.json(status, body, why.outcome);
    }
}
