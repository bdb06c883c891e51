package dev.weir.acceptance.audience;

import dev.weir.sandbox.Truth;
import dev.weir.sandbox.TruthValue;
import dev.weir.sandbox.VendorOperation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What FullEnrich knows of an address, by canonical field; empty when it knows nobody. */
record Profile(Map<String, String> values) {

    static final String SENIORITY = "person.seniority";
    static final String SIZE = "company.employee_count";

    private static final String NAME = "person.full_name";

    /** Those that are held against the truth. */
    static final List<String> FIELDS = List.of(
            NAME,
            Word.JOB_TITLE,
            SENIORITY,
            "person.linkedin_url",
            Word.COUNTRY,
            "company.name",
            "company.domain",
            SIZE,
            "company.industry");

    Profile {
        values = Map.copyOf(values);
    }

    static Profile of(Truth truth, String email) {
        Map<String, String> values = new HashMap<>();
        for (String field : FIELDS) {
            truth.value(List.of(VendorOperation.FULLENRICH_PROFILE), Map.of("person.personal_email", email), field)
                    .map(TruthValue::value)
                    .ifPresent(value -> values.put(field, value));
        }
        return new Profile(values);
    }

    boolean isKnown() {
        return values.containsKey(NAME);
    }
}
