package dev.weir.sandbox;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** ZeroBounce, after the vendor page: refusals are a 200 with an error, everything but {@code unknown} is charged. */
final class ZeroBounceDesk implements Desk {
    static final Set<String> VALIDATE = Set.of(
            "email_verification.status",
            "person.work_email_status",
            "email_verification.sub_status",
            "email_verification.is_free_provider",
            "email_verification.is_disposable",
            "email_verification.is_role",
            "email_verification.is_catch_all",
            "email_verification.suggestion",
            "email_verification.checked_at");

    private final Sight sight;

    ZeroBounceDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        return params.get("api_key");
    }

    @Override
    public Answer answer(Question question, Account account) {
        String email = question.params().get("email");
        if (email == null) {
            return error("Missing parameter: email", Outcome.INVALID_INPUT);
        }
        EmailStatus status = sight.statusOf(email);
        byte[] bytes = Body.of(body -> body.with("address", email)
                .with("status", word(status))
                .with("sub_status", status == EmailStatus.DISPOSABLE ? "disposable" : "")
                .with("free_email", status == EmailStatus.WEBMAIL)
                .without("did_you_mean")
                .with("mx_found", status == EmailStatus.INVALID ? "false" : "true")
                .with("domain", email.substring(email.lastIndexOf('@') + 1))
                .with("processed_at", "2026-07-28 09:30:00.123"));
        Answer answer = Answer.json(200, bytes, Outcome.FOUND);
        return status == EmailStatus.UNKNOWN
                ? answer
                : answer.costing(question.operation().priceMilli());
    }

    private static String word(EmailStatus status) {
        return switch (status) {
            case VALID, WEBMAIL -> "valid";
            case ACCEPT_ALL -> "catch-all";
            case UNKNOWN -> "unknown";
            case DISPOSABLE -> "do_not_mail";
            case INVALID -> "invalid";
        };
    }

    private static Answer error(String words, Outcome outcome) {
        return Answer.json(200, Body.of(body -> body.with("error", words)), outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return switch (why) {
            case UNAUTHORIZED, FORBIDDEN -> error("Invalid API key", why.outcome);
            case OUT_OF_CREDITS -> error("Your account ran out of credits", why.outcome);
            case WRONG_METHOD, PACE, TOO_MANY, SERVER_500, SERVER_502, SERVER_503, SERVER_504 ->
                Answer.text(why.status, "text/plain", "Status " + why.status, why.outcome);
        };
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        String email = given.text("person.work_email");
        if (email == null) {
            return null;
        }
        EmailStatus status = sight.statusOf(email);
        return switch (field) {
            case "email_verification.sub_status" -> status == EmailStatus.DISPOSABLE ? "disposable" : null;
            case "email_verification.is_role" -> status == EmailStatus.DISPOSABLE ? "false" : null;
            case "email_verification.is_free_provider" -> Boolean.toString(status == EmailStatus.WEBMAIL);
            case "email_verification.checked_at" -> "2026-07-28T09:30:00.123Z";
            default -> Told.verdict(status, field);
        };
    }
}
