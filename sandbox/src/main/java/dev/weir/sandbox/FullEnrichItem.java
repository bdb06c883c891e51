package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One of the questions of a submission to FullEnrich, with what is found of it.
 *
 * @param input what is echoed of it, as JSON
 * @param profiled whether somebody's profile comes along
 * @param custom echoed unchanged, as JSON
 * @param seen what is found, by the thing that is charged for
 * @param things all that is charged for, found or not
 */
record FullEnrichItem(
        String input,
        String custom,
        boolean profiled,
        Map<VendorOperation, Sighting<Person>> seen,
        List<Office.Asked> things) {

    /** What can be asked for of a contact, and what it is charged as. */
    static final Map<String, VendorOperation> THINGS = Map.of(
            "contact.work_emails", VendorOperation.FULLENRICH_EMAIL,
            "contact.personal_emails", VendorOperation.FULLENRICH_PERSONAL,
            "contact.phones", VendorOperation.FULLENRICH_PHONE);

    static FullEnrichItem contact(JsonNode data, Sight sight) {
        Params params = new Params("", data.toString().getBytes(StandardCharsets.UTF_8));
        Optional<PersonKey> key = Subject.person(
                null,
                params.get("linkedin_url"),
                Subject.fullName(params.get("first_name"), params.get("last_name"), null),
                Subject.company(params.get("domain"), null, params.get("company_name")));
        Map<VendorOperation, Sighting<Person>> seen = new EnumMap<>(VendorOperation.class);
        List<Office.Asked> things = new ArrayList<>();
        for (JsonNode wanted : data.path("enrich_fields")) {
            VendorOperation thing = Objects.requireNonNull(THINGS.get(wanted.asString()));
            key.flatMap(known -> sight.person(thing, known))
                    .filter(one -> FullEnrichRecords.has(thing, one))
                    .ifPresent(one -> seen.put(thing, one));
            things.add(asked(thing, data, seen.containsKey(thing)));
        }
        String input = FullEnrichRecords.contactInput(params);
        return new FullEnrichItem(input, custom(data), params.get("linkedin_url") != null, seen, things);
    }

    static FullEnrichItem reverse(JsonNode data, Sight sight) {
        VendorOperation thing = VendorOperation.FULLENRICH_PROFILE;
        String email = data.path("email").asString("");
        Map<VendorOperation, Sighting<Person>> seen = new EnumMap<>(VendorOperation.class);
        PersonKey.byEmail(email).flatMap(known -> sight.person(thing, known)).ifPresent(one -> seen.put(thing, one));
        return new FullEnrichItem(
                new String(Body.of(body -> body.with("email", email)), StandardCharsets.UTF_8),
                custom(data),
                true,
                seen,
                List.of(asked(thing, data, seen.containsKey(thing))));
    }

    private static String custom(JsonNode data) {
        return data.path("custom").isObject() ? data.path("custom").toString() : "{}";
    }

    /** The custom object is no part of the question. */
    private static Office.Asked asked(VendorOperation thing, JsonNode data, boolean found) {
        StringBuilder question = new StringBuilder();
        for (String name : List.of("company_name", "domain", "email", "first_name", "last_name", "linkedin_url")) {
            String value = data.path(name).asString("").strip().toLowerCase(Locale.ROOT);
            if (!value.isEmpty()) {
                question.append(question.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(value);
            }
        }
        String weir = data.path("custom").properties().stream()
                .findFirst()
                .map(member -> member.getValue().asString())
                .orElse("");
        return new Office.Asked(
                thing,
                question.toString(),
                weir,
                found ? Outcome.FOUND : Outcome.NOT_FOUND,
                found ? thing.priceMilli() : 0);
    }

    String json() {
        return FullEnrichRecords.item(this, seen);
    }

    /** As it stands where the vendor stopped before it. */
    String emptyJson() {
        return FullEnrichRecords.item(this, Map.of());
    }
}
