package dev.weir.sandbox;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is meant, from the alternatives the vendors accept; what cannot be read counts as not given. */
final class Subject {
    private Subject() {}

    /** Domain before LinkedIn page before name. */
    static Optional<CompanyKey> company(@Nullable String domain, @Nullable String linkedin, @Nullable String name) {
        return read(domain, CompanyKey::byDomain)
                .or(() -> read(linkedin, CompanyKey::byLinkedin))
                .or(() -> read(name, CompanyKey::byName));
    }

    /** Address before LinkedIn page before name and company. */
    static Optional<PersonKey> person(
            @Nullable String email,
            @Nullable String linkedin,
            @Nullable String fullName,
            Optional<CompanyKey> employer) {
        return read(email, PersonKey::byEmail)
                .or(() -> read(linkedin, PersonKey::byLinkedin))
                .or(() -> read(fullName, name -> employer.flatMap(company -> PersonKey.byName(name, company))));
    }

    /** First and last name are used together or not at all; the pair wins over the full name. */
    static @Nullable String fullName(@Nullable String first, @Nullable String last, @Nullable String full) {
        return first != null && last != null ? first + " " + last : full;
    }

    private interface Reading<T> {
        Optional<T> of(String text);
    }

    private static <T> Optional<T> read(@Nullable String text, Reading<T> reading) {
        return text == null ? Optional.empty() : reading.of(text);
    }
}
