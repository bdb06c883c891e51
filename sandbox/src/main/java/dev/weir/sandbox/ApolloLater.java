package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What Apollo tells later: numbers that are revealed, and what its waterfall finds. Nothing that it calls back is signed. */
final class ApolloLater {
    static final Set<String> PHONE = Set.of("person.mobile_phone");
    static final Set<String> MOBILE = Set.of("person.mobile_phone");
    static final Set<String> EMAIL = Set.of("person.work_email", "person.work_email_status");

    private final Sight sight;

    ApolloLater(Sight sight) {
        this.sight = sight;
    }

    /** Whether a match asks for something that is told later. */
    static boolean isWanted(Params params) {
        return params.isTrue("reveal_phone_number")
                || params.isTrue("run_waterfall_email")
                || params.isTrue("run_waterfall_phone");
    }

    /** Takes it, under the id of the request. */
    void take(Desk.Question question, Sighting<Person> person, String requestId, Desk.Account account) {
        Params params = question.params();
        boolean reveal = params.isTrue("reveal_phone_number");
        VendorOperation thing = reveal
                ? VendorOperation.APOLLO_PHONE
                : params.isTrue("run_waterfall_email")
                        ? VendorOperation.APOLLO_WATERFALL_EMAIL
                        : VendorOperation.APOLLO_WATERFALL_PHONE;
        @Nullable
        Sighting<Person> seen = sight.person(thing, person.subject().key())
                .filter(one -> thing == VendorOperation.APOLLO_WATERFALL_EMAIL
                        ? HunterDesk.mailable(one)
                        : one.has(Fact.PHONE))
                .orElse(null);
        int charged = sight.office()
                .charge(
                        new Office.Asked(
                                thing,
                                question.text(),
                                requestId,
                                seen == null ? Outcome.NOT_FOUND : Outcome.FOUND,
                                seen == null ? 0 : thing.priceMilli()),
                        false,
                        account.creditsMilli());
        byte[] document = document(thing, person, charged < 0 ? null : seen, requestId, Math.max(0, charged));
        String url = Objects.requireNonNull(params.get("webhook_url"), "was looked at before");
        sight.office()
                .post()
                .take(new Posting(
                        id(question.operation().vendor(), requestId),
                        question.operation().vendor(),
                        document,
                        List.of(new Posting.Event(url, "", "", document))));
    }

    private static String id(Vendor vendor, String requestId) {
        return vendor.slug() + " " + requestId;
    }

    private static byte[] document(
            VendorOperation thing,
            Sighting<Person> person,
            @Nullable Sighting<Person> seen,
            String requestId,
            int charged) {
        boolean reveal = thing == VendorOperation.APOLLO_PHONE;
        boolean email = thing == VendorOperation.APOLLO_WATERFALL_EMAIL;
        return Body.of(body -> {
            body.with("status", "success").with("total_requested_enrichments", 1);
            if (reveal) {
                body.with("unique_enriched_records", seen == null ? 0 : 1)
                        .with("missing_records", seen == null ? 1 : 0);
            } else {
                body.list("target_fields", email ? "emails" : "phone_numbers")
                        .with("records_enriched", seen == null ? 0 : 1)
                        .with("request_id", requestId);
            }
            body.with("credits_consumed", charged / 1_000.0).objects("people", one -> {
                one.with("id", person.objectId()).with("status", "success");
                if (!reveal) {
                    things(one, "emails", email && seen != null ? address(seen) : null);
                }
                things(one, "phone_numbers", !email && seen != null ? number(seen) : null);
            });
        });
    }

    private static void things(Body one, String name, @Nullable Consumer<Body> found) {
        if (found == null) {
            one.list(name);
        } else {
            one.objects(name, found);
        }
    }

    private static Consumer<Body> address(Sighting<Person> seen) {
        String status = ApolloRecords.emailStatus(seen, false);
        return one -> one.with("email", seen.subject().email())
                .with("email_status_cd", Character.toUpperCase(status.charAt(0)) + status.substring(1))
                .with("position", 0);
    }

    private static Consumer<Body> number(Sighting<Person> seen) {
        return one -> one.with("raw_number", seen.subject().mobile())
                .with("sanitized_number", seen.subject().mobileDigits())
                .with("confidence_cd", "high")
                .with("status_cd", "valid_number")
                .with("type_cd", "mobile")
                .with("dnc_status_cd", "not_found")
                .with("position", 0);
    }

    /** What asking for it gives: still pending is a 404. */
    Answer result(Vendor vendor, String requestId) {
        if (!requestId.matches("-?\\d{1,19}")) {
            return error(400, "invalid_request_id");
        }
        return switch (sight.office().post().ask(id(vendor, requestId))) {
            case Post.Asked.Unknown() -> error(404, "request_id_unknown");
            case Post.Asked.Working(long millis) ->
                Answer.json(
                        404,
                        Body.of(body -> body.with("error_code", "result_pending")
                                .with("retry_after_seconds", millis / 1_000 + 1)),
                        Outcome.PENDING);
            case Post.Asked.Ready(byte[] document) ->
                Answer.json(
                        200,
                        Body.of(body -> body.with("request_id", requestId)
                                .with("webhook_status", "success")
                                .without("failure_reason")
                                .raw("webhook_result", new String(document, StandardCharsets.UTF_8))),
                        Outcome.FOUND);
        };
    }

    private static Answer error(int status, String code) {
        return Answer.json(status, Body.of(body -> body.with("error_code", code)), Outcome.INVALID_INPUT);
    }

    /** What is read of it. */
    @Nullable
    String told(VendorOperation thing, Given given, String field) {
        VendorOperation match = thing == VendorOperation.APOLLO_PHONE
                ? VendorOperation.APOLLO_PERSON
                : VendorOperation.APOLLO_WATERFALL_MATCH;
        Optional<PersonKey> key =
                given.person().filter(one -> sight.person(match, one).isPresent());
        return key.flatMap(one -> sight.person(thing, one))
                .map(seen -> switch (field) {
                    case "person.work_email" ->
                        HunterDesk.mailable(seen) ? seen.subject().email() : null;
                    case "person.work_email_status" ->
                        HunterDesk.mailable(seen) ? Told.apolloStatus(ApolloRecords.emailStatus(seen, false)) : null;
                    default -> Told.when(seen, Fact.PHONE, seen.subject().mobileDigits());
                })
                .orElse(null);
    }
}
