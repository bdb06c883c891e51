package dev.weir.sandbox;

import org.jspecify.annotations.Nullable;

/** Prospeo's bodies, member by member as on the vendor page, and what a reader takes from them. */
final class ProspeoRecords {
    private static final String LINKEDIN = "https://www.linkedin.com/";

    private ProspeoRecords() {}

    static Answer person(Sighting<Person> seen, boolean locked, boolean mobile, boolean free) {
        Person person = seen.subject();
        byte[] bytes = Body.of(body -> body.with("error", false)
                .with("free_enrichment", free)
                .object("person", data -> {
                    data.with("person_id", seen.objectId())
                            .with("full_name", person.key().fullName())
                            .with(
                                    "linkedin_url",
                                    seen.has(Fact.LINKEDIN)
                                            ? LINKEDIN + "in/" + person.key().handle()
                                            : null)
                            .with("current_job_title", Told.when(seen, Fact.TITLE, person.title()))
                            .with("headline", Told.when(seen, Fact.TITLE, person.headline()));
                    writeEmail(data, seen, locked);
                    writeMobile(data, seen, mobile);
                    boolean placed = seen.has(Fact.PLACE);
                    data.object(
                            "location",
                            place -> place.with("country", placed ? person.place().country : null)
                                    .with("country_code", placed ? person.place().countryCode : null)
                                    .with("state", placed ? person.place().region : null)
                                    .with("city", placed ? person.place().city : null));
                })
                .object("company", data -> writeCompany(data, PdlRecords.employer(seen))));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private static void writeEmail(Body data, Sighting<Person> seen, boolean locked) {
        Person person = seen.subject();
        String address = person.email();
        boolean given = HunterDesk.mailable(seen);
        data.object(
                "email",
                email -> email.with("status", given ? status(person.status()) : "UNAVAILABLE")
                        .with("revealed", given && !locked)
                        .with(
                                "email",
                                !given
                                        ? null
                                        : locked
                                                ? address.charAt(0) + "***" + address.substring(address.indexOf('@'))
                                                : address)
                        .with("verification_method", given ? "SMTP" : null)
                        .with("email_mx_provider", given ? "Google" : null));
    }

    private static String status(EmailStatus status) {
        return status == EmailStatus.VALID ? "VERIFIED" : "UNVERIFIED";
    }

    private static void writeMobile(Body data, Sighting<Person> seen, boolean asked) {
        boolean known = seen.has(Fact.PHONE);
        String number = seen.subject().mobile();
        data.object(
                "mobile",
                mobile -> mobile.with("status", known ? "VERIFIED" : "UNAVAILABLE")
                        .with("revealed", known && asked)
                        .with("mobile", !known ? null : asked ? number : number.substring(0, 4) + "***"));
    }

    static Answer company(Sighting<Company> seen, boolean free) {
        byte[] bytes = Body.of(body -> body.with("error", false)
                .with("free_enrichment", free)
                .object("company", data -> writeCompany(data, seen)));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private static void writeCompany(Body data, Sighting<Company> seen) {
        Company company = seen.subject();
        boolean sized = seen.has(Fact.EMPLOYEES);
        data.with("name", company.name())
                .with("website", "https://www." + company.domain())
                .with("domain", company.domain())
                .with("industry", Told.when(seen, Fact.INDUSTRY, company.industry().apollo))
                .withNumber("employee_count", sized ? company.employees() : null)
                .with("employee_range", sized ? company.employeeRange() : null)
                .with(
                        "linkedin_url",
                        seen.has(Fact.LINKEDIN)
                                ? LINKEDIN + "company/" + company.key().handle()
                                : null)
                .withNumber("founded", seen.has(Fact.FOUNDED) ? company.foundedYear() : null);
    }

    static @Nullable String told(Sighting<Person> seen, boolean locked, String field) {
        Person person = seen.subject();
        boolean given = HunterDesk.mailable(seen) && !locked;
        return switch (field) {
            case "person.work_email" -> given ? person.email() : null;
            case "person.work_email_status" ->
                !given ? null : person.status() == EmailStatus.VALID ? "valid" : "unknown";
            case "person.headline" -> Told.when(seen, Fact.TITLE, person.headline());
            default -> field.startsWith("company.") ? told(PdlRecords.employer(seen), field) : Told.person(seen, field);
        };
    }

    static @Nullable String toldMobile(Sighting<Person> seen, String field) {
        return switch (field) {
            case "person.mobile_phone" ->
                Told.when(seen, Fact.PHONE, seen.subject().mobileDigits());
            case "person.phone_status" -> Told.when(seen, Fact.PHONE, "valid");
            default -> null;
        };
    }

    static @Nullable String told(Sighting<Company> seen, String field) {
        return switch (field) {
            case "company.industry" ->
                Told.when(seen, Fact.INDUSTRY, seen.subject().industry().apollo);
            case "company.website" -> "https://www." + seen.subject().domain();
            default -> Told.company(seen, field);
        };
    }
}
