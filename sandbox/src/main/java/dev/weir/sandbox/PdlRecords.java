package dev.weir.sandbox;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** People Data Labs' bodies, member by member as on the vendor page. */
final class PdlRecords {
    private PdlRecords() {}

    static byte[] errorBody(int status, String type, String message) {
        return Body.of(body -> body.with("status", status)
                .object("error", error -> error.with("type", type).with("message", message)));
    }

    /** 4 to 10. */
    static int likelihood(Sighting<?> seen) {
        return 4 + seen.below(7, 21);
    }

    /** Lower case, or every word capitalised where the caller asked for it. */
    static String styled(String text, boolean titlecase) {
        String lower = text.toLowerCase(Locale.ROOT);
        return titlecase ? CompanyKey.capitalised(lower, ' ') : lower;
    }

    static boolean hasPersonMember(Sighting<Person> seen, String member) {
        return switch (member) {
            case "work_email", "emails" -> HunterDesk.mailable(seen);
            case "job_title", "job_title_role" -> seen.has(Fact.TITLE);
            case "job_title_levels" -> seen.has(Fact.RANK);
            case "linkedin_url", "profiles" -> seen.has(Fact.LINKEDIN);
            case "location_locality", "location_region", "location_country", "location_name" -> seen.has(Fact.PLACE);
            case "full_name", "first_name", "last_name", "job_company_name" -> true;
            default -> false;
        };
    }

    static Answer person(Sighting<Person> seen, boolean masked, boolean titlecase) {
        byte[] bytes = Body.of(body -> body.with("status", 200)
                .with("likelihood", likelihood(seen))
                .object("data", data -> {
                    writePerson(data, seen, titlecase);
                    writeContact(data, seen, masked);
                    writeEmployer(data, seen, titlecase);
                    writePlaces(data, seen, masked, titlecase);
                }));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private static void writePerson(Body data, Sighting<Person> seen, boolean titlecase) {
        Person person = seen.subject();
        PersonKey key = person.key();
        boolean titled = seen.has(Fact.TITLE);
        data.with("id", seen.objectId())
                .with("full_name", styled(key.fullName(), titlecase))
                .with("first_name", styled(key.firstName(), titlecase))
                .with("last_name", styled(key.lastName(), titlecase))
                .with("linkedin_url", seen.has(Fact.LINKEDIN) ? "linkedin.com/in/" + key.handle() : null)
                .with("job_title", titled ? styled(person.title(), titlecase) : null)
                .with("job_title_role", titled ? person.department().pdl : null)
                .list("job_title_levels", seen.has(Fact.RANK) ? new String[] {person.rank().pdl} : new String[0])
                .with("job_start_date", person.since() + "-03");
    }

    /** On the free plan only whether there is something, never what. */
    private static void writeContact(Body data, Sighting<Person> seen, boolean masked) {
        boolean mailable = HunterDesk.mailable(seen);
        if (masked) {
            data.with("work_email", mailable)
                    .with("recommended_personal_email", false)
                    .with("personal_emails", false)
                    .with("mobile_phone", false)
                    .with("phone_numbers", false);
        } else {
            data.with("work_email", mailable ? seen.subject().email() : null)
                    .without("recommended_personal_email")
                    .list("personal_emails")
                    .without("mobile_phone")
                    .list("phone_numbers");
        }
    }

    static Sighting<Company> employer(Sighting<Person> seen) {
        return new Sighting<>(seen.subject().company(), Dice.derive(seen.root(), 400), seen.sparse());
    }

    private static void writeEmployer(Body data, Sighting<Person> seen, boolean titlecase) {
        Company company = seen.subject().company();
        Sighting<Company> job = employer(seen);
        data.with("job_company_name", styled(company.name(), titlecase))
                .with("job_company_website", company.domain())
                .with("job_company_industry", job.has(Fact.INDUSTRY) ? styled(company.industry().pdl, titlecase) : null)
                .with("job_company_size", job.has(Fact.EMPLOYEES) ? company.employeeRange() : null)
                .with("job_company_linkedin_url", job.has(Fact.LINKEDIN) ? linkedin(company) : null);
    }

    private static void writePlaces(Body data, Sighting<Person> seen, boolean masked, boolean titlecase) {
        Place place = seen.subject().place();
        boolean placed = seen.has(Fact.PLACE);
        if (masked) {
            data.with("location_locality", placed)
                    .with("location_region", placed)
                    .with("location_country", placed);
        } else {
            data.with("location_locality", placed ? styled(place.city, titlecase) : null)
                    .with("location_region", placed ? styled(place.region, titlecase) : null)
                    .with("location_country", placed ? styled(place.country, titlecase) : null);
        }
    }

    private static String linkedin(Company company) {
        return "linkedin.com/company/" + company.key().handle();
    }

    static boolean hasCompanyMember(Sighting<Company> seen, String member) {
        return switch (member) {
            case "industry", "industry_v2" -> seen.has(Fact.INDUSTRY);
            case "size", "employee_count" -> seen.has(Fact.EMPLOYEES);
            case "founded" -> seen.has(Fact.FOUNDED);
            case "summary" -> seen.has(Fact.DESCRIPTION);
            case "linkedin_url" -> seen.has(Fact.LINKEDIN);
            case "location" -> seen.has(Fact.PLACE);
            case "name", "display_name", "website" -> true;
            default -> false;
        };
    }

    static Answer company(Sighting<Company> seen, boolean titlecase) {
        Company company = seen.subject();
        String industry = seen.has(Fact.INDUSTRY) ? styled(company.industry().pdl, titlecase) : null;
        byte[] bytes = Body.of(body -> {
            body.with("status", 200)
                    .with("id", seen.objectId())
                    .with("name", styled(company.name(), titlecase))
                    .with("display_name", company.name())
                    .with("website", company.domain())
                    .with("industry", industry)
                    .with("industry_v2", industry)
                    .with("size", seen.has(Fact.EMPLOYEES) ? company.employeeRange() : null);
            number(body, "employee_count", seen.has(Fact.EMPLOYEES) ? company.employees() : null);
            number(body, "founded", seen.has(Fact.FOUNDED) ? company.foundedYear() : null);
            body.with("type", "private")
                    .with("summary", seen.has(Fact.DESCRIPTION) ? styled(company.description(), false) : null)
                    .with("linkedin_url", seen.has(Fact.LINKEDIN) ? linkedin(company) : null);
            if (seen.has(Fact.PLACE)) {
                Place place = company.place();
                body.object(
                        "location",
                        location -> location.with("locality", styled(place.city, titlecase))
                                .with("region", styled(place.region, titlecase))
                                .with("country", styled(place.country, titlecase))
                                .with("postal_code", styled(place.postalCode, false)));
            } else {
                body.without("location");
            }
            body.without("total_funding_raised", "latest_funding_stage")
                    .list("naics")
                    .list("sic")
                    .list("tags", industry == null ? new String[0] : new String[] {company.tag()})
                    .with("likelihood", likelihood(seen));
        });
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private static void number(Body body, String name, @Nullable Integer value) {
        if (value == null) {
            body.without(name);
        } else {
            body.with(name, value.longValue());
        }
    }
}
