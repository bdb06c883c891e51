package dev.weir.sandbox;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * NeverBounce, after the vendor page: refusals are a 200 whose status is not success, the key is taken from query or
 * body, every check is charged.
 */
final class NeverBounceDesk implements Desk {
    static final Set<String> CHECK = Set.of(
            "email_verification.status",
            "person.work_email_status",
            "email_verification.sub_status",
            "email_verification.is_disposable",
            "email_verification.is_role",
            "email_verification.is_free_provider",
            "email_verification.is_catch_all",
            "email_verification.suggestion");

    private final Sight sight;

    NeverBounceDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        return params.get("key");
    }

    @Override
    public Answer answer(Question question, Account account) {
        String email = question.params().get("email");
        if (email == null) {
            return failure("general_failure", "Missing required parameter 'email'", Outcome.INVALID_INPUT);
        }
        EmailStatus status = sight.statusOf(email);
        byte[] bytes = Body.of(body -> body.with("status", "success")
                .with("result", word(status))
                .list("flags", flags(status))
                .with("suggested_correction", "")
                .with("execution_time", 499));
        return Answer.json(200, bytes, Outcome.FOUND)
                .costing(question.operation().priceMilli());
    }

    private static String word(EmailStatus status) {
        return switch (status) {
            case VALID, WEBMAIL -> "valid";
            case ACCEPT_ALL -> "catchall";
            case UNKNOWN -> "unknown";
            case DISPOSABLE -> "disposable";
            case INVALID -> "invalid";
        };
    }

    private static String[] flags(EmailStatus status) {
        return switch (status) {
            case VALID -> new String[] {"has_dns", "smtp_connectable"};
            case WEBMAIL -> new String[] {"has_dns", "free_email_host", "smtp_connectable"};
            case ACCEPT_ALL, UNKNOWN -> new String[] {"has_dns"};
            case DISPOSABLE -> new String[] {"has_dns", "disposable_email"};
            case INVALID -> new String[0];
        };
    }

    private static Answer failure(String status, String message, Outcome outcome) {
        byte[] bytes = Body.of(
                body -> body.with("status", status).with("message", message).with("execution_time", 5));
        return Answer.json(200, bytes, outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return switch (why) {
            case UNAUTHORIZED -> failure("auth_failure", "Invalid API key", why.outcome);
            case FORBIDDEN -> failure("bad_referrer", "This referrer is not trusted", why.outcome);
            case PACE, TOO_MANY -> failure("throttle_triggered", "Too many requests", why.outcome);
            case OUT_OF_CREDITS -> failure("general_failure", "Insufficient credits", why.outcome);
            case SERVER_503 -> failure("temp_unavail", "An internal error has occurred", why.outcome);
            case WRONG_METHOD, SERVER_500, SERVER_502, SERVER_504 ->
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
            case "email_verification.sub_status" -> flags(status).length == 0 ? null : String.join(", ", flags(status));
            case "email_verification.is_free_provider" -> status == EmailStatus.WEBMAIL ? "true" : null;
            default -> Told.verdict(status, field);
        };
    }
}
