package dev.weir.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** FullEnrich's bodies, member by member as on the vendor page. */
final class FullEnrichRecords {
    private static final String LINKEDIN = "https://www.linkedin.com/";

    private FullEnrichRecords() {}

    private static String json(Consumer<Body> content) {
        return new String(Body.of(content), StandardCharsets.UTF_8);
    }

    /** Whether there is that thing of somebody the vendor knows. */
    static boolean has(VendorOperation thing, Sighting<Person> seen) {
        return switch (thing) {
            case FULLENRICH_EMAIL -> HunterDesk.mailable(seen);
            case FULLENRICH_PHONE -> seen.has(Fact.PHONE);
            default -> true;
        };
    }

    static String status(EmailStatus status) {
        return switch (status) {
            case VALID -> "DELIVERABLE";
            case WEBMAIL, UNKNOWN -> "HIGH_PROBABILITY";
            case ACCEPT_ALL -> "CATCH_ALL";
            case DISPOSABLE, INVALID -> "INVALID";
        };
    }

    static String personalEmail(Person person) {
        return person.key().words() + "@mail.example";
    }

    static String contactInput(Params given) {
        return json(body -> body.with("first_name", given.get("first_name"))
                .with("last_name", given.get("last_name"))
                .with("full_name", Subject.fullName(given.get("first_name"), given.get("last_name"), null))
                .with("company_domain", given.get("domain"))
                .with("company_name", given.get("company_name"))
                .with("professional_network_url", given.get("linkedin_url")));
    }

    static String item(FullEnrichItem item, Map<VendorOperation, Sighting<Person>> seen) {
        boolean reverse = item.things().getFirst().operation() == VendorOperation.FULLENRICH_PROFILE;
        return json(body -> {
            body.raw("input", item.input()).raw("custom", item.custom());
            if (!reverse) {
                body.object("contact_info", info -> contactInfo(info, seen));
            }
            if (item.profiled()) {
                seen.values().stream().findFirst().ifPresent(one -> body.raw("profile", profile(one)));
            }
        });
    }

    private static void contactInfo(Body info, Map<VendorOperation, Sighting<Person>> seen) {
        @Nullable Sighting<Person> work = seen.get(VendorOperation.FULLENRICH_EMAIL);
        @Nullable Sighting<Person> personal = seen.get(VendorOperation.FULLENRICH_PERSONAL);
        @Nullable Sighting<Person> phone = seen.get(VendorOperation.FULLENRICH_PHONE);
        Consumer<Body> workEmail = work == null
                ? null
                : one -> one.with("email", work.subject().email())
                        .with("status", status(work.subject().status()));
        Consumer<Body> personalEmail =
                personal == null ? null : one -> one.with("email", personalEmail(personal.subject()));
        Consumer<Body> number = phone == null
                ? null
                : one -> one.with("number", phone.subject().mobile())
                        .with("region", phone.subject().place().countryCode);
        thing(info, "most_probable_work_email", "work_emails", workEmail);
        thing(info, "most_probable_personal_email", "personal_emails", personalEmail);
        thing(info, "most_probable_phone", "phones", number);
    }

    private static void thing(Body info, String best, String all, @Nullable Consumer<Body> found) {
        if (found == null) {
            info.without(best).list(all);
        } else {
            info.object(best, found).objects(all, found);
        }
    }

    static String profile(Sighting<Person> seen) {
        Person person = seen.subject();
        PersonKey key = person.key();
        boolean placed = seen.has(Fact.PLACE);
        boolean titled = seen.has(Fact.TITLE);
        boolean ranked = seen.has(Fact.RANK);
        return json(body -> {
            body.with("id", seen.objectId())
                    .with("full_name", key.fullName())
                    .with("first_name", key.firstName())
                    .with("last_name", key.lastName())
                    .with("headline", titled ? person.headline() : null)
                    .without("description");
            if (placed) {
                body.object(
                        "location",
                        place -> place.with("country", person.place().country)
                                .with("country_code", person.place().countryCode)
                                .with("city", person.place().city)
                                .with("region", person.place().region));
            } else {
                body.without("location");
            }
            body.object("social_profiles", profiles -> {
                        if (seen.has(Fact.LINKEDIN)) {
                            profiles.object(
                                    "professional_network",
                                    one -> one.with("url", LINKEDIN + "in/" + key.handle())
                                            .with("handle", key.handle()));
                        } else {
                            profiles.without("professional_network");
                        }
                    })
                    .list("educations")
                    .list("languages")
                    .list("skills")
                    .object(
                            "employment",
                            job -> job.object("current", now -> {
                                        now.with("title", titled ? person.title() : null)
                                                .with("seniority", ranked ? person.rank().apollo : null);
                                        if (ranked) {
                                            now.objects(
                                                    "job_functions",
                                                    one -> one.with("function", person.department().title)
                                                            .with("sub_function", "General"));
                                        } else {
                                            now.list("job_functions");
                                        }
                                        now.with("is_current", true)
                                                .with("start_at", person.since() + "-03-01T00:00:00Z")
                                                .raw("company", company(employer(seen)));
                                    })
                                    .list("all"));
        });
    }

    /** What a person's profile knows of the employer: drawn apart from the company lookup. */
    static Sighting<Company> employer(Sighting<Person> seen) {
        return new Sighting<>(seen.subject().company(), Dice.derive(seen.root(), 400), seen.sparse());
    }

    /** Unknown counts are 0, an unknown seat is an empty object, offices are null. */
    static String company(Sighting<Company> seen) {
        Company company = seen.subject();
        return json(body -> body.with("id", seen.objectId())
                .with("name", company.name())
                .with("domain", company.domain())
                .with("website", "https://www." + company.domain())
                .with("description", seen.has(Fact.DESCRIPTION) ? company.description() : null)
                .with("year_founded", seen.has(Fact.FOUNDED) ? company.foundedYear() : 0)
                .with("headcount", seen.has(Fact.EMPLOYEES) ? company.employees() : 0)
                .with("headcount_range", seen.has(Fact.EMPLOYEES) ? company.employeeRange() : null)
                .with("company_type", "Privately Held")
                .list("specialties", company.tag())
                .object(
                        "locations",
                        places -> places.object("headquarters", seat -> {
                                    if (seen.has(Fact.PLACE)) {
                                        seat.with("line1", "1 Example Street")
                                                .with("city", company.place().city)
                                                .with("region", company.place().region)
                                                .with("country", company.place().country)
                                                .with("country_code", company.place().countryCode);
                                    }
                                })
                                .without("offices"))
                .object(
                        "industry",
                        one -> one.with("main_industry", seen.has(Fact.INDUSTRY) ? company.industry().apollo : null))
                .object("social_profiles", profiles -> {
                    if (seen.has(Fact.LINKEDIN)) {
                        profiles.object(
                                "professional_network",
                                one -> one.with(
                                                "url",
                                                LINKEDIN + "company/"
                                                        + company.key().handle())
                                        .with("handle", company.key().handle()));
                    } else {
                        profiles.without("professional_network");
                    }
                })
                .with(
                        "logo_url",
                        "https://app.fullenrich.com/logo/company/handle/"
                                + company.key().handle()));
    }

    static @Nullable String told(Sighting<?> seen, String field) {
        if (seen.subject() instanceof Person) {
            @SuppressWarnings("unchecked") // its subject is one
            Sighting<Person> person = (Sighting<Person>) seen;
            return toldPerson(person, field);
        }
        @SuppressWarnings("unchecked") // there is nothing else
        Sighting<Company> company = (Sighting<Company>) seen;
        return Told.apolloCompany(company, field);
    }

    private static @Nullable String toldPerson(Sighting<Person> seen, String field) {
        if (field.startsWith("company.")) {
            return Told.apolloCompany(employer(seen), field);
        }
        return field.equals("person.seniority")
                ? Told.when(seen, Fact.RANK, Rank.canonical(seen.subject().rank().apollo))
                : Told.person(seen, field);
    }

    static @Nullable String toldContact(VendorOperation thing, Sighting<Person> seen, String field) {
        if (!has(thing, seen)) {
            return null;
        }
        return switch (field) {
            case "person.work_email" -> seen.subject().email();
            case "person.work_email_status" ->
                switch (seen.subject().status()) {
                    case VALID -> "valid";
                    case ACCEPT_ALL -> "catch_all";
                    case WEBMAIL, UNKNOWN -> "risky";
                    case DISPOSABLE, INVALID -> "invalid";
                };
            case "person.personal_email" -> personalEmail(seen.subject());
            case "person.mobile_phone" -> seen.subject().mobileDigits();
            default -> null;
        };
    }
}
