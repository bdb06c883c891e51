package dev.weir.sandbox;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a caller knows, by canonical field, and who is meant by it; blank values and ones that cannot be read count as
 * not known.
 */
record Given(Map<String, String> inputs) {

    Optional<String> read(String field) {
        return Optional.ofNullable(inputs.get(field)).filter(value -> !value.isBlank());
    }

    @Nullable
    String text(String field) {
        return read(field).orElse(null);
    }

    Optional<PersonKey> person() {
        return Subject.person(text("person.work_email"), text("person.linkedin_url"), fullName(), employer());
    }

    @Nullable
    String fullName() {
        return Subject.fullName(text("person.first_name"), text("person.last_name"), text("person.full_name"));
    }

    /** Whom somebody works for: known by domain or name. */
    Optional<CompanyKey> employer() {
        return Subject.company(text("company.domain"), null, text("company.name"));
    }

    Optional<CompanyKey> company() {
        return Subject.company(text("company.domain"), text("company.linkedin_url"), text("company.name"));
    }
}
