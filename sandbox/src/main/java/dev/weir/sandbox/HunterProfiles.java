package dev.weir.sandbox;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Hunter's company and person, in its Clearbit-like camelCase, member by member as on the vendor page. */
final class HunterProfiles {
    private static final int[] UPPER_BOUNDS = {10, 50, 200, 500, 1_000, 5_000, 10_000, 50_000, 100_000};
    private static final String[] SIZES = {
        "1-10", "11-50", "51-200", "201-500", "501-1000", "1K-5K", "5K-10K", "10K-50K", "50K-100K", "100K+"
    };

    /** Mostly the text the vendor shows; for one company in five a plain number, as some clients report. */
    static boolean sizeIsNumber(Sighting<Company> seen) {
        return seen.below(5, 12) == 0;
    }

    static String size(int employees) {
        for (int i = 0; i < UPPER_BOUNDS.length; i++) {
            if (employees <= UPPER_BOUNDS[i]) {
                return SIZES[i];
            }
        }
        return SIZES[UPPER_BOUNDS.length];
    }

    /** Name, category or description, location and size: what the vendor bills. */
    static boolean completeEnough(Sighting<Company> seen) {
        return (seen.has(Fact.INDUSTRY) || seen.has(Fact.DESCRIPTION))
                && seen.has(Fact.PLACE)
                && seen.has(Fact.EMPLOYEES);
    }

    Answer company(Sighting<Company> seen, Params params) {
        byte[] bytes = params.get("clearbit_format") != null
                ? Body.of(body -> writeCompany(body, seen))
                : Body.of(body -> body.object("data", data -> writeCompany(data, seen))
                        .object("meta", meta -> meta.with("domain", params.get("domain"))));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private static void writeCompany(Body data, Sighting<Company> seen) {
        Company company = seen.subject();
        boolean placed = seen.has(Fact.PLACE);
        boolean sorted = seen.has(Fact.INDUSTRY);
        Industry industry = company.industry();
        data.with("id", uuid(seen.root()))
                .with("name", company.name())
                .with("legalName", company.name() + " Ltd")
                .with("domain", company.domain())
                .list("domainAliases")
                .object("site", site -> site.list("phoneNumbers").list("emailAddresses"))
                .object(
                        "category",
                        category -> category.with("sector", sorted ? industry.sector : null)
                                .with("industryGroup", sorted ? industry.group : null)
                                .with("industry", sorted ? industry.hunter : null)
                                .without("subIndustry", "gicsCode", "sicCode")
                                .list("sic4Codes")
                                .without("naicsCode")
                                .list("naics6Codes"))
                .list("tags", sorted ? new String[] {company.tag()} : new String[0])
                .with("description", seen.has(Fact.DESCRIPTION) ? company.description() : null);
        if (seen.has(Fact.FOUNDED)) {
            data.with("foundedYear", company.foundedYear());
        } else {
            data.without("foundedYear");
        }
        writePlace(data, placed ? company.place() : null);
        data.with("logo", "https://logos.hunter.io/" + company.domain())
                .object(
                        "linkedin",
                        page -> page.with(
                                "handle",
                                seen.has(Fact.LINKEDIN)
                                        ? "company/" + company.key().handle()
                                        : null))
                .object("twitter", page -> page.without("handle"))
                .object("facebook", page -> page.without("handle"))
                .object("crunchbase", page -> page.without("handle"))
                .without("emailProvider")
                .with("type", "private")
                .with("companyType", "privately held")
                .without("ticker")
                .with("phone", seen.has(Fact.PHONE) ? company.phone() : null)
                .object("metrics", metrics -> writeMetrics(metrics, seen))
                .with("indexedAt", "2026-04-29")
                .list("tech")
                .list("techCategories")
                .list("fundingRounds")
                .object("parent", parent -> parent.without("domain"))
                .object("ultimateParent", parent -> parent.without("domain"));
    }

    private static void writeMetrics(Body metrics, Sighting<Company> seen) {
        int employees = seen.subject().employees();
        metrics.with("trafficRank", "low");
        if (!seen.has(Fact.EMPLOYEES)) {
            metrics.without("employees");
        } else if (sizeIsNumber(seen)) {
            metrics.with("employees", employees);
        } else {
            metrics.with("employees", size(employees));
        }
        metrics.without("marketCap", "raised", "annualRevenue", "estimatedAnnualRevenue");
    }

    private static void writePlace(Body data, @Nullable Place place) {
        if (place == null) {
            data.without("location", "timeZone", "utcOffset")
                    .object(
                            "geo",
                            geo -> geo.without(
                                    "streetAddress",
                                    "city",
                                    "postalCode",
                                    "state",
                                    "stateCode",
                                    "country",
                                    "countryCode",
                                    "lat",
                                    "lng"));
            return;
        }
        data.with("location", place.city + ", " + place.region + ", " + place.country)
                .with("timeZone", place.timeZone)
                .with("utcOffset", place.utcOffset)
                .object(
                        "geo",
                        geo -> geo.without("streetAddress")
                                .with("city", place.city)
                                .with("postalCode", place.postalCode)
                                .with("state", place.region)
                                .without("stateCode")
                                .with("country", place.country)
                                .with("countryCode", place.countryCode)
                                .without("lat", "lng"));
    }

    Answer person(Sighting<Person> seen, boolean empty) {
        byte[] bytes = Body.of(body -> body.object("data", data -> writePerson(data, seen, empty))
                .object("meta", meta -> meta.with("email", seen.subject().email())));
        return Answer.json(200, bytes, empty ? Outcome.NOT_FOUND : Outcome.FOUND);
    }

    Answer combined(
            PersonKey key, Optional<Sighting<Person>> person, boolean empty, Optional<Sighting<Company>> company) {
        byte[] bytes = Body.of(body -> body.object("data", data -> {
                    person.ifPresentOrElse(
                            seen -> data.object("person", part -> writePerson(part, seen, empty)),
                            () -> data.without("person"));
                    company.ifPresentOrElse(
                            seen -> data.object("company", part -> writeCompany(part, seen)),
                            () -> data.without("company"));
                })
                .object("meta", meta -> meta.with("email", key.email())));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private static void writePerson(Body data, Sighting<Person> seen, boolean empty) {
        Person person = seen.subject();
        PersonKey key = person.key();
        data.with("id", uuid(seen.root()))
                .object(
                        "name",
                        name -> name.with("fullName", empty ? null : key.fullName())
                                .with("givenName", empty ? null : key.firstName())
                                .with("familyName", empty ? null : key.lastName()))
                .with("email", empty ? null : person.email());
        writePlace(data, !empty && seen.has(Fact.PLACE) ? person.place() : null);
        data.without("bio", "site", "avatar")
                .object(
                        "employment",
                        employment -> employment
                                .with("domain", person.company().domain())
                                .with("name", empty ? null : person.company().name())
                                .with("title", !empty && seen.has(Fact.TITLE) ? person.title() : null)
                                .with("role", !empty && seen.has(Fact.RANK) ? person.department().hunter : null)
                                .without("subRole")
                                .with("seniority", !empty && seen.has(Fact.RANK) ? person.rank().hunter : null))
                .object(
                        "linkedin",
                        page -> page.with("handle", !empty && seen.has(Fact.LINKEDIN) ? key.handle() : null))
                .object("twitter", page -> page.without("handle"))
                .object("github", page -> page.without("handle"))
                .object("facebook", page -> page.without("handle"))
                .without("phone")
                .with("fuzzy", false)
                .without("emailProvider")
                .with("indexedAt", "2026-07-24")
                .with("activeAt", "2026-07-28")
                .without("inactiveAt");
    }

    private static String uuid(long root) {
        long version5 = (Dice.derive(root, 301) & ~0xf000L) | 0x5000L;
        long variant = (Dice.derive(root, 302) >>> 2) | Long.MIN_VALUE;
        return new UUID(version5, variant).toString();
    }
}
