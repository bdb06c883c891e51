package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * FullEnrich v2, after the vendor page: contacts are submitted together and answered later, by call-backs signed with the
 * API key and by reading, where still running is a 400 and out of credits a 402 with the full result.
 */
final class FullEnrichDesk implements Desk {
    static final Set<String> COMPANY = Set.of(
            "company.name",
            "company.domain",
            "company.industry",
            "company.employee_count",
            "company.employee_range",
            "company.founded_year",
            "company.linkedin_url",
            "company.description",
            "company.location.city",
            "company.location.country");
    static final Set<String> EMAIL = Set.of("person.work_email", "person.work_email_status");
    static final Set<String> PERSONAL = Set.of("person.personal_email");
    static final Set<String> PHONE = Set.of("person.mobile_phone");
    static final Set<String> PERSON = FieldSets.both(FieldSets.PERSON, Set.of("company.name", "company.domain"));
    static final Set<String> PROFILE = FieldSets.both(FieldSets.PERSON, COMPANY);

    private static final int MOST = 100;
    private static final int MOST_CUSTOM = 10;
    private static final int LONGEST_CUSTOM = 100;
    private static final String BEARER = "Bearer ";

    private final Sight sight;

    FullEnrichDesk(Sight sight) {
        this.sight = sight;
    }

    @Override
    public @Nullable String key(Function<String, @Nullable String> header, Params params) {
        String authorization = header.apply("authorization");
        return authorization == null || !authorization.startsWith(BEARER)
                ? null
                : authorization.substring(BEARER.length()).strip();
    }

    @Override
    public Answer answer(Question question, Account account) {
        return switch (question.operation()) {
            case FULLENRICH_VERIFY ->
                Answer.json(
                        200,
                        Body.of(body -> body.with("workspace_id", "00000000-0000-4000-8000-000000000001")),
                        Outcome.ACCOUNT);
            case FULLENRICH_CREDITS ->
                Answer.json(
                        200,
                        Body.of(body -> body.with("balance", account.remainingMilli() / 1_000.0)),
                        Outcome.ACCOUNT);
            case FULLENRICH_ENRICH, FULLENRICH_REVERSE -> submit(question, account);
            case FULLENRICH_ENRICHED, FULLENRICH_REVERSED ->
                read(Objects.requireNonNullElse(question.params().get(Front.STAR), ""));
            case FULLENRICH_PERSON -> person(question);
            case FULLENRICH_COMPANY -> company(question);
            default -> throw new IllegalArgumentException("Not FullEnrich's: " + question.operation());
        };
    }

    private Answer read(String id) {
        return switch (sight.office().post().ask(id)) {
            case Post.Asked.Unknown() ->
                error(404, "error.enrichment.not_found", "Enrichment not found", Outcome.INVALID_INPUT);
            case Post.Asked.Working _ ->
                error(400, "error.enrichment.in_progress", "Enrichment in progress", Outcome.PENDING);
            case Post.Asked.Ready(byte[] document) -> {
                boolean stopped = new String(document, 0, Math.min(400, document.length), StandardCharsets.UTF_8)
                        .contains("\"CREDITS_INSUFFICIENT\"");
                yield Answer.json(stopped ? 402 : 200, document, stopped ? Outcome.OUT_OF_CREDITS : Outcome.FOUND);
            }
        };
    }

    private Answer submit(Question question, Account account) {
        JsonNode body = question.params().body();
        boolean reverse = question.operation() == VendorOperation.FULLENRICH_REVERSE;
        String mistake = mistake(body, reverse);
        if (mistake != null) {
            return error(400, mistake, "The request is not valid: " + mistake, Outcome.INVALID_INPUT);
        }
        String id = UUID.randomUUID().toString();
        List<FullEnrichItem> items = new ArrayList<>();
        for (JsonNode data : body.path("data")) {
            items.add(reverse ? FullEnrichItem.reverse(data, sight) : FullEnrichItem.contact(data, sight));
        }
        // All are looked at before one is begun: of two alike in one submission each is charged.
        long spent = 0;
        boolean enough = true;
        List<String> done = new ArrayList<>();
        for (FullEnrichItem item : items) {
            List<Office.Asked> things = enough ? item.things() : List.of();
            long charged = 0;
            for (Office.Asked asked : things) {
                int one = sight.office().charge(asked, true, account.creditsMilli());
                enough &= one >= 0;
                charged += Math.max(0, one);
                sight.office().begin(asked, Long.MAX_VALUE / 4);
            }
            spent += charged;
            done.add(enough ? item.json() : item.emptyJson());
        }
        String status = enough ? "FINISHED" : "CREDITS_INSUFFICIENT";
        String name = body.path("name").asString();
        byte[] document = document(id, name, status, spent, done);
        List<Posting.Event> events = new ArrayList<>();
        String each = body.path("webhook_events").path("contact_finished").asString("");
        if (!each.isEmpty()) {
            done.forEach(item ->
                    events.add(event(each, question.key(), document(id, name, "IN_PROGRESS", 0, List.of(item)))));
        }
        String whole = body.path("webhook_url").asString("");
        if (!whole.isEmpty()) {
            events.add(event(whole, question.key(), document));
        }
        long millis = sight.office().post().take(new Posting(id, Vendor.FULLENRICH, document, events));
        items.forEach(item -> item.things().forEach(asked -> sight.office().begin(asked, millis)));
        return Answer.json(200, Body.of(answer -> answer.with("enrichment_id", id)), Outcome.PENDING)
                .identifiedBy(id);
    }

    private static Posting.Event event(String url, String key, byte[] body) {
        return new Posting.Event(url, "X-Signature-SHA1", Signing.hex("HmacSHA1", key, body), body);
    }

    private static byte[] document(String id, String name, String status, long spentMilli, List<String> items) {
        return Body.of(body -> body.with("id", id)
                .with("name", name)
                .with("status", status)
                .object("cost", cost -> cost.with("credits", (spentMilli + 999) / 1_000))
                .raw("data", items));
    }

    private static @Nullable String mistake(JsonNode body, boolean reverse) {
        if (body.path("name").asString("").isBlank()) {
            return "error.enrichment.name.empty";
        }
        for (String url : List.of(
                body.path("webhook_url").asString("http"),
                body.path("webhook_events").path("contact_finished").asString("http"))) {
            if (!url.startsWith("http")) {
                return "error.enrichment.webhook_url";
            }
        }
        JsonNode data = body.path("data");
        if (!data.isArray() || data.isEmpty()) {
            return "error.enrichment.data.empty";
        }
        if (data.size() > MOST) {
            return "error.enrichment.data.exceeded";
        }
        for (JsonNode item : data) {
            String wrong = reverse ? reverseMistake(item) : contactMistake(item);
            if (wrong == null) {
                wrong = customMistake(item.path("custom"));
            }
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private static @Nullable String contactMistake(JsonNode item) {
        if (blank(item, "linkedin_url")) {
            if (blank(item, "first_name")) {
                return "error.enrichment.first_name.empty";
            }
            if (blank(item, "last_name")) {
                return "error.enrichment.last_name.empty";
            }
            if (blank(item, "domain") && blank(item, "company_name")) {
                return "error.enrichment.domain.empty";
            }
        }
        JsonNode wanted = item.path("enrich_fields");
        if (!wanted.isArray() || wanted.isEmpty()) {
            return "error.enrichment.enrich_fields.empty";
        }
        for (JsonNode field : wanted) {
            if (!FullEnrichItem.THINGS.containsKey(field.asString(""))) {
                return "error.enrichment.enrich_field.value";
            }
        }
        return null;
    }

    private static @Nullable String reverseMistake(JsonNode item) {
        String email = item.path("email").asString("");
        return email.isBlank()
                ? "error.reverse.email.empty"
                : email.indexOf('@') < 1 ? "error.reverse.email.invalid" : null;
    }

    private static @Nullable String customMistake(JsonNode custom) {
        if (custom.size() > MOST_CUSTOM) {
            return "error.enrichment.custom.key.exceeded";
        }
        for (var member : custom.properties()) {
            if (!member.getValue().isString() || member.getValue().asString().length() > LONGEST_CUSTOM) {
                return "error.enrichment.custom.value.exceeded";
            }
        }
        return null;
    }

    private static boolean blank(JsonNode item, String name) {
        return item.path(name).asString("").isBlank();
    }

    private Answer person(Question question) {
        Params params = question.params();
        Optional<PersonKey> key = Subject.person(
                null,
                params.get("person_professional_network_url"),
                params.get("person_name"),
                Subject.company(params.get("company_domain"), params.get("company_professional_network_url"), null));
        Optional<Sighting<Person>> seen = key.flatMap(known -> sight.person(question.operation(), known));
        return looked("people", seen.map(one -> FullEnrichRecords.profile(one)), question);
    }

    private Answer company(Question question) {
        Params params = question.params();
        Optional<Sighting<Company>> seen = Subject.company(
                        params.get("domain"), params.get("professional_network_url"), null)
                .flatMap(known -> sight.company(question.operation(), known));
        return looked("companies", seen.map(one -> FullEnrichRecords.company(one)), question);
    }

    private static Answer looked(String list, Optional<String> record, Question question) {
        int price = record.isPresent() ? question.operation().priceMilli() : 0;
        return Answer.json(
                        200,
                        Body.of(body -> body.raw(list, record.stream().toList())
                                .object("metadata", meta -> meta.with("credits", price / 1_000.0))),
                        record.isPresent() ? Outcome.FOUND : Outcome.NOT_FOUND)
                .costing(price);
    }

    private static Answer error(int status, String code, String message, Outcome outcome) {
        return Answer.json(status, Body.of(body -> body.with("code", code).with("message", message)), outcome);
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation) {
        return switch (why) {
            case UNAUTHORIZED -> error(401, "error.api.key", "The API key is not valid", why.outcome);
            case FORBIDDEN -> error(403, "error.forbidden", "Forbidden", why.outcome);
            case WRONG_METHOD -> error(405, "error.method", "Method not allowed", why.outcome);
            case PACE, TOO_MANY ->
                error(429, "error.rate.limit", "Too many requests, try again in 1 minute", why.outcome);
            case OUT_OF_CREDITS -> error(402, "error.credits.insufficient", "Not enough credits", why.outcome);
            case SERVER_500, SERVER_502, SERVER_503, SERVER_504 ->
                error(why.status, "error.internal", "Internal error", why.outcome);
        };
    }

    @Override
    public Answer refusal(Refusal why, VendorOperation operation, Function<String, @Nullable String> header) {
        if (why == Refusal.UNAUTHORIZED) {
            String authorization = header.apply("authorization");
            if (authorization == null) {
                return error(401, "error.authorization.not_set", "Authorization is not set", why.outcome);
            }
            if (!authorization.startsWith(BEARER)) {
                return error(401, "error.authorization.not_bearer", "Authorization is not a bearer", why.outcome);
            }
        }
        return refusal(why, operation);
    }

    @Override
    public @Nullable String told(VendorOperation operation, Given given, String field) {
        return switch (operation) {
            case FULLENRICH_COMPANY ->
                Subject.company(given.text("company.domain"), given.text("company.linkedin_url"), null)
                        .flatMap(key -> sight.company(operation, key))
                        .map(seen -> FullEnrichRecords.told(seen, field))
                        .orElse(null);
            case FULLENRICH_PROFILE ->
                given.read("person.work_email")
                        .or(() -> given.read("person.personal_email"))
                        .flatMap(PersonKey::byEmail)
                        .flatMap(key -> sight.person(operation, key))
                        .map(seen -> FullEnrichRecords.told(seen, field))
                        .orElse(null);
            case FULLENRICH_PERSON ->
                Subject.person(
                                null,
                                given.text("person.linkedin_url"),
                                given.text("person.full_name"),
                                Subject.company(given.text("company.domain"), null, null))
                        .flatMap(key -> sight.person(operation, key))
                        .map(seen -> FullEnrichRecords.told(seen, field))
                        .orElse(null);
            default ->
                Subject.person(null, given.text("person.linkedin_url"), given.fullName(), given.employer())
                        .flatMap(key -> sight.person(operation, key))
                        .map(seen -> FullEnrichRecords.toldContact(operation, seen, field))
                        .orElse(null);
        };
    }
}
