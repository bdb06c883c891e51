package dev.weir.sandbox;

/** Clearbit's bodies, member by member as on the vendor page. */
final class ClearbitRecords {
    private ClearbitRecords() {}

    static void person(Body body, Sighting<Person> seen) {
        Person person = seen.subject();
        Place place = person.place();
        boolean placed = seen.has(Fact.PLACE);
        body.with("id", seen.objectId())
                .object(
                        "name",
                        name -> name.with("fullName", person.key().fullName())
                                .with("givenName", person.key().firstName())
                                .with("familyName", person.key().lastName()))
                .with("email", person.email())
                .with("timeZone", placed ? place.timeZone : null)
                .object(
                        "geo",
                        geo -> geo.with("city", placed ? place.city : null)
                                .with("state", placed ? place.region : null)
                                .with("country", placed ? place.country : null)
                                .with("countryCode", placed ? place.countryCode : null))
                .without("bio", "site", "avatar")
                .object(
                        "employment",
                        job -> job.with("domain", person.company().domain())
                                .with("name", person.company().name())
                                .with("title", Told.person(seen, "person.job_title"))
                                .with("role", seen.has(Fact.TITLE) ? person.department().hunter : null)
                                .with("seniority", Told.when(seen, Fact.RANK, person.rank().hunter)))
                .object(
                        "linkedin",
                        linkedin -> linkedin.with(
                                "handle",
                                Told.when(
                                        seen,
                                        Fact.LINKEDIN,
                                        "in/" + person.key().handle())))
                .object("twitter", twitter -> twitter.without("handle"))
                .object("github", github -> github.without("handle"))
                .object("facebook", facebook -> facebook.without("handle"))
                .without("phone")
                .with("emailProvider", false)
                .with("fuzzy", false);
    }

    static void company(Body body, Sighting<Company> seen) {
        Company company = seen.subject();
        boolean sized = seen.has(Fact.EMPLOYEES);
        body.with("id", seen.objectId())
                .with("name", company.name())
                .without("legalName")
                .with("domain", company.domain())
                .list("domainAliases")
                .object(
                        "category",
                        category -> category.with("industry", Told.when(seen, Fact.INDUSTRY, company.industry().hunter))
                                .without("sector", "subIndustry", "sicCode", "naicsCode"))
                .list("tags")
                .with("description", Told.company(seen, "company.description"))
                .withNumber("foundedYear", seen.has(Fact.FOUNDED) ? company.foundedYear() : null)
                .object(
                        "geo",
                        geo -> geo.with("city", Told.company(seen, "company.location.city"))
                                .with("country", Told.company(seen, "company.location.country"))
                                .without("state", "countryCode", "postalCode"))
                .without("logo", "phone")
                .object(
                        "linkedin",
                        linkedin -> linkedin.with(
                                "handle",
                                Told.when(
                                        seen,
                                        Fact.LINKEDIN,
                                        "company/" + company.key().handle())))
                .with("type", "private")
                .object(
                        "metrics",
                        metrics -> metrics.withNumber("employees", sized ? company.employees() : null)
                                .with("employeesRange", sized ? company.employeeRange() : null)
                                .without("raised", "annualRevenue", "estimatedAnnualRevenue"))
                .list("tech")
                .object("parent", parent -> parent.without("domain"));
    }
}
