package dev.weir.sandbox;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** LeadMagic's bodies, member by member as on the vendor page, and what a reader takes from them. */
final class LeadMagicRecords {
    private static final String MAIL_HOST = "Google Workspace";

    private LeadMagicRecords() {}

    static Consumer<Body> email(Sighting<Person> seen) {
        Person person = seen.subject();
        Company company = person.company();
        Sighting<Company> job = PdlRecords.employer(seen);
        return body -> body.with("email", person.email())
                .with("status", word(person.status()))
                .with("has_mx", true)
                .with("mx_provider", MAIL_HOST)
                .with("company_name", company.name())
                .with("company_industry", Told.when(job, Fact.INDUSTRY, company.industry().pdl))
                .with("company_size", job.has(Fact.EMPLOYEES) ? company.employeeRange() : null);
    }

    static @Nullable String toldEmail(Sighting<Person> seen, String field) {
        return switch (field) {
            case "person.work_email" -> seen.subject().email();
            case "person.work_email_status" ->
                switch (seen.subject().status()) {
                    case VALID, WEBMAIL -> "valid";
                    case ACCEPT_ALL -> "catch_all";
                    case UNKNOWN -> "unknown";
                    case DISPOSABLE, INVALID -> "invalid";
                };
            case "email_verification.mx_provider" -> MAIL_HOST;
            default -> employer(seen, field);
        };
    }

    private static @Nullable String employer(Sighting<Person> seen, String field) {
        Sighting<Company> job = PdlRecords.employer(seen);
        return field.equals("company.industry")
                ? Told.when(job, Fact.INDUSTRY, job.subject().industry().pdl)
                : Told.company(job, field);
    }

    private static String word(EmailStatus status) {
        return switch (status) {
            case VALID, WEBMAIL -> "valid";
            case ACCEPT_ALL -> "valid_catch_all";
            case UNKNOWN -> "unknown";
            case DISPOSABLE, INVALID -> "invalid";
        };
    }

    /** The catch-all is a flag beside the status. */
    static Consumer<Body> verdict(String email, EmailStatus status) {
        boolean catchAll = status == EmailStatus.ACCEPT_ALL;
        return body -> body.with("email", email)
                .with("email_status", catchAll ? "valid" : word(status))
                .with("is_domain_catch_all", catchAll)
                .with("mx_provider", MAIL_HOST);
    }

    static @Nullable String toldVerdict(EmailStatus status, String field) {
        return switch (field) {
            case "email_verification.is_catch_all" -> Boolean.toString(status == EmailStatus.ACCEPT_ALL);
            case "email_verification.mx_provider" -> MAIL_HOST;
            default -> status == EmailStatus.ACCEPT_ALL ? "catch_all" : word(status);
        };
    }

    static Consumer<Body> profile(Sighting<Person> seen) {
        Person person = seen.subject();
        Company company = person.company();
        Sighting<Company> job = PdlRecords.employer(seen);
        return body -> body.with(
                        "profile_url",
                        "https://www.linkedin.com/in/" + person.key().handle())
                .with("first_name", person.key().firstName())
                .with("last_name", person.key().lastName())
                .with("full_name", person.key().fullName())
                .with("professional_title", Told.when(seen, Fact.TITLE, person.title()))
                .without("bio")
                .with("country", Told.when(seen, Fact.PLACE, person.place().country))
                .with("company_name", company.name())
                .with("company_industry", Told.when(job, Fact.INDUSTRY, company.industry().pdl))
                .with("company_website", company.domain())
                .list("work_experience");
    }

    static @Nullable String toldProfile(Sighting<Person> seen, String field) {
        return switch (field) {
            case "company.website" -> "https://" + seen.subject().company().domain();
            default -> field.startsWith("company.") ? employer(seen, field) : Told.person(seen, field);
        };
    }

    static Consumer<Body> company(Sighting<Company> seen) {
        Company company = seen.subject();
        boolean sized = seen.has(Fact.EMPLOYEES);
        boolean dated = seen.has(Fact.FOUNDED);
        return body -> {
            body.with("companyName", company.name())
                    .with("companyId", seen.below(1_000_000, 50))
                    .with("industry", Told.when(seen, Fact.INDUSTRY, company.industry().pdl))
                    .withNumber("employeeCount", sized ? company.employees() : null)
                    .with("employee_range", sized ? company.employeeRange() : null)
                    .with("founded_year", dated ? Integer.toString(company.foundedYear()) : null)
                    .with("linkedin_url", Told.company(seen, "company.linkedin_url"))
                    .with("description", Told.when(seen, Fact.DESCRIPTION, company.description()))
                    .object(
                            "headquarter",
                            place -> place.with("city", Told.when(seen, Fact.PLACE, company.place().city)))
                    .without("total_funding");
            // Half of them in the other style too.
            if (dated && seen.below(2, 51) == 0) {
                body.object("foundedOn", date -> date.with("year", company.foundedYear()));
            }
        };
    }

    static @Nullable String toldCompany(Sighting<Company> seen, String field) {
        return field.equals("company.industry")
                ? Told.when(seen, Fact.INDUSTRY, seen.subject().industry().pdl)
                : Told.company(seen, field);
    }
}
