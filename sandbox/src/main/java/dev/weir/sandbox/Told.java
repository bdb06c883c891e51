package dev.weir.sandbox;

import org.jspecify.annotations.Nullable;

/** Field by field, what a careful reader of a vendor's answer takes from it; null for nothing. */
final class Told {
    private static final String LINKEDIN = "https://www.linkedin.com/";

    private Told() {}

    static @Nullable String hunterFinder(Sighting<Person> seen, String field) {
        Person person = seen.subject();
        return switch (field) {
            case "person.work_email" -> person.email();
            case "person.work_email_status" -> person.status().canonical;
            case "person.work_email_confidence" -> Integer.toString(HunterRecords.confidence(seen));
            case "person.first_name" -> person.key().firstName();
            case "person.last_name" -> filled(person.key().lastName());
            case "person.job_title" -> when(seen, Fact.TITLE, person.title());
            case "person.linkedin_url" ->
                when(seen, Fact.LINKEDIN, LINKEDIN + "in/" + person.key().handle());
            default -> null;
        };
    }

    static @Nullable String hunterPerson(Sighting<Person> seen, String field) {
        return field.equals("person.seniority")
                ? when(seen, Fact.RANK, Rank.canonical(seen.subject().rank().hunter))
                : person(seen, field);
    }

    static @Nullable String person(Sighting<Person> seen, String field) {
        Person person = seen.subject();
        return switch (field) {
            case "person.full_name" -> person.key().fullName();
            case "person.first_name" -> person.key().firstName();
            case "person.last_name" -> filled(person.key().lastName());
            case "person.job_title" -> when(seen, Fact.TITLE, person.title());
            case "person.linkedin_url" ->
                when(seen, Fact.LINKEDIN, LINKEDIN + "in/" + person.key().handle());
            case "person.location.city" -> when(seen, Fact.PLACE, person.place().city);
            case "person.location.country" -> when(seen, Fact.PLACE, person.place().country);
            default -> null;
        };
    }

    static @Nullable String apolloPerson(Sighting<Person> seen, boolean locked, String field) {
        return switch (field) {
            case "person.work_email" ->
                locked || !HunterDesk.mailable(seen) ? null : seen.subject().email();
            case "person.work_email_status" -> apolloStatus(ApolloRecords.emailStatus(seen, locked));
            case "person.seniority" ->
                when(seen, Fact.RANK, Rank.canonical(seen.subject().rank().apollo));
            default -> {
                if (!field.startsWith("company.")) {
                    yield person(seen, field);
                }
                yield seen.has(Fact.EMPLOYER) ? apolloCompany(ApolloRecords.employer(seen), field) : null;
            }
        };
    }

    /** The table of the provider pages, section 4.3. */
    static String apolloStatus(String word) {
        return switch (word) {
            case "verified" -> "valid";
            case "extrapolated", "likely to engage" -> "risky";
            case "unavailable" -> "invalid";
            default -> "unknown";
        };
    }

    static @Nullable String pdlPerson(Sighting<Person> seen, boolean masked, boolean titlecase, String field) {
        Company employer = seen.subject().company();
        Sighting<Company> job = PdlRecords.employer(seen);
        return switch (field) {
            case "person.work_email" ->
                masked || !HunterDesk.mailable(seen) ? null : seen.subject().email();
            case "person.seniority" ->
                when(seen, Fact.RANK, Rank.canonical(seen.subject().rank().pdl));
            case "person.location.city", "person.location.country" ->
                masked ? null : styled(person(seen, field), titlecase);
            case "person.linkedin_url" -> person(seen, field);
            case "company.name" -> styled(employer.name(), titlecase);
            case "company.domain" -> employer.domain();
            case "company.industry" -> styled(when(job, Fact.INDUSTRY, employer.industry().pdl), titlecase);
            case "company.employee_range" -> when(job, Fact.EMPLOYEES, employer.employeeRange());
            case "company.linkedin_url" -> company(job, field);
            default -> styled(person(seen, field), titlecase);
        };
    }

    static @Nullable String hunterCompany(Sighting<Company> seen, String field) {
        return field.equals("company.industry")
                ? when(seen, Fact.INDUSTRY, seen.subject().industry().hunter)
                : company(seen, field);
    }

    static @Nullable String apolloCompany(Sighting<Company> seen, String field) {
        return field.equals("company.industry")
                ? when(seen, Fact.INDUSTRY, seen.subject().industry().apollo)
                : company(seen, field);
    }

    static @Nullable String pdlCompany(Sighting<Company> seen, boolean titlecase, String field) {
        return switch (field) {
            case "company.industry" ->
                styled(when(seen, Fact.INDUSTRY, seen.subject().industry().pdl), titlecase);
            case "company.name", "company.location.city", "company.location.country" ->
                styled(company(seen, field), titlecase);
            case "company.description" -> styled(company(seen, field), false);
            default -> company(seen, field);
        };
    }

    static @Nullable String company(Sighting<Company> seen, String field) {
        Company company = seen.subject();
        return switch (field) {
            case "company.name" -> company.name();
            case "company.domain" -> company.domain();
            case "company.employee_count" -> when(seen, Fact.EMPLOYEES, Integer.toString(company.employees()));
            case "company.employee_range" -> when(seen, Fact.EMPLOYEES, company.employeeRange());
            case "company.founded_year" -> when(seen, Fact.FOUNDED, Integer.toString(company.foundedYear()));
            case "company.linkedin_url" ->
                when(seen, Fact.LINKEDIN, LINKEDIN + "company/" + company.key().handle());
            case "company.description" -> when(seen, Fact.DESCRIPTION, company.description());
            case "company.location.city" -> when(seen, Fact.PLACE, company.place().city);
            case "company.location.country" -> when(seen, Fact.PLACE, company.place().country);
            default -> null;
        };
    }

    /** What vendors that only verify agree on; they differ in what they say of role, free and details. */
    static @Nullable String verdict(EmailStatus status, String field) {
        return switch (field) {
            case "email_verification.status", "person.work_email_status" ->
                switch (status) {
                    case VALID, WEBMAIL -> "valid";
                    case ACCEPT_ALL -> "catch_all";
                    case UNKNOWN -> "unknown";
                    case DISPOSABLE -> "risky";
                    case INVALID -> "invalid";
                };
            case "email_verification.is_disposable" -> status == EmailStatus.DISPOSABLE ? "true" : null;
            case "email_verification.is_catch_all" ->
                switch (status) {
                    case ACCEPT_ALL -> "true";
                    case VALID, WEBMAIL -> "false";
                    case UNKNOWN, DISPOSABLE, INVALID -> null;
                };
            default -> null;
        };
    }

    static @Nullable String when(Sighting<?> seen, Fact fact, String value) {
        return seen.has(fact) ? value : null;
    }

    private static @Nullable String styled(@Nullable String text, boolean titlecase) {
        return text == null ? null : filled(PdlRecords.styled(text, titlecase));
    }

    private static @Nullable String filled(String text) {
        return text.isBlank() ? null : text;
    }
}
