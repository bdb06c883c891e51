package dev.weir.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a workflow, a table or a worker that somebody built finds out about those it is asked for. */
final class Research {
    /** The one field of users' own that can be found out; a JSON list. */
    private static final String CASE_STUDIES = "custom.case_studies";

    static final Set<String> GIVES = FieldSets.both(
            FieldSets.both(FieldSets.PERSON, FieldSets.COMPANY),
            Set.of("person.work_email", "person.work_email_status", "person.mobile_phone", Research.CASE_STUDIES));

    private final Sight sight;

    Research(Sight sight) {
        this.sight = sight;
    }

    /** The values of those of the wanted fields that are found, by canonical name. */
    Map<String, String> found(VendorOperation operation, Map<String, String> inputs, List<String> wanted) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String field : wanted) {
            // Who is only asked whether he is done, is.
            if (field.startsWith("custom.") && field.endsWith(".done")) {
                values.put(field, "true");
                continue;
            }
            String value = told(operation, new Given(inputs), field);
            if (value != null) {
                values.put(field, value);
            }
        }
        return values;
    }

    /** Writes a value under a name, as its field has it. */
    static void write(Body data, String name, String field, String value) {
        if (field.equals(CASE_STUDIES)) {
            data.raw(name, value);
        } else {
            data.with(name, value);
        }
    }

    /** A field's value; null where there is none. */
    @Nullable
    String told(VendorOperation operation, Given given, String field) {
        if (field.startsWith("company.") || field.equals(CASE_STUDIES)) {
            Optional<CompanyKey> company =
                    given.company().or(() -> given.person().map(PersonKey::company));
            return company.flatMap(key -> sight.company(operation, key))
                    .map(seen -> field.equals(CASE_STUDIES)
                            ? Pages.caseStudies(seen.subject())
                            : Told.apolloCompany(seen, field))
                    .orElse(null);
        }
        return given.person()
                .flatMap(key -> sight.person(operation, key))
                .map(seen -> person(seen, field))
                .orElse(null);
    }

    private static @Nullable String person(Sighting<Person> seen, String field) {
        Person person = seen.subject();
        return switch (field) {
            case "person.work_email" -> HunterDesk.mailable(seen) ? person.email() : null;
            case "person.work_email_status" -> HunterDesk.mailable(seen) ? person.status().canonical : null;
            case "person.mobile_phone" -> Told.when(seen, Fact.PHONE, person.mobileDigits());
            default -> Told.person(seen, field);
        };
    }
}
