package dev.weir.sandbox;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Canonical fields that the answers of several vendors hold, after the "Field mapping" sections of the vendor pages. */
final class FieldSets {
    static final Set<String> PERSON = Set.of(
            "person.full_name",
            "person.first_name",
            "person.last_name",
            "person.job_title",
            "person.seniority",
            "person.linkedin_url",
            "person.location.city",
            "person.location.country");

    /** Where a vendor says only the count of employees, that says the range. */
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

    private FieldSets() {}

    static Set<String> both(Set<String> some, Set<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
