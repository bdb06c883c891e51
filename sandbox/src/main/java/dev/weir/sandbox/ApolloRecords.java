package dev.weir.sandbox;

/** Apollo's bodies, member by member as on the vendor page. */
final class ApolloRecords {
    private ApolloRecords() {}

    static Answer noPerson(long requestId) {
        return Answer.json(
                200, Body.of(body -> body.without("person").with("request_id", requestId)), Outcome.NOT_FOUND);
    }

    /** Null address, {@code unavailable}: known to the vendor, but nobody can be reached there. */
    static String emailStatus(Sighting<Person> seen, boolean locked) {
        if (locked) {
            return "verified";
        }
        if (!seen.has(Fact.EMAIL)) {
            return "unavailable";
        }
        return switch (seen.subject().status()) {
            case VALID -> "verified";
            case ACCEPT_ALL -> "extrapolated";
            case WEBMAIL -> "likely to engage";
            case UNKNOWN -> "unverified";
            case INVALID, DISPOSABLE -> "unavailable";
        };
    }

    static Answer person(Sighting<Person> seen, boolean locked, long requestId) {
        byte[] bytes = Body.of(body ->
                body.object("person", data -> writePerson(data, seen, locked)).with("request_id", requestId));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private static void writePerson(Body data, Sighting<Person> seen, boolean locked) {
        Person person = seen.subject();
        PersonKey key = person.key();
        boolean titled = seen.has(Fact.TITLE);
        boolean placed = seen.has(Fact.PLACE);
        boolean ranked = seen.has(Fact.RANK);
        String open = HunterDesk.mailable(seen) ? person.email() : null;
        data.with("id", seen.objectId())
                .with("first_name", key.firstName())
                .with("last_name", key.lastName())
                .with("name", key.fullName())
                .with("linkedin_url", seen.has(Fact.LINKEDIN) ? "http://www.linkedin.com/in/" + key.handle() : null)
                .with("title", titled ? person.title() : null)
                .with("headline", titled ? person.headline() : null)
                .with("email", locked ? ApolloDesk.LOCKED : open)
                .with("email_status", emailStatus(seen, locked))
                .without("extrapolated_email_confidence", "photo_url", "twitter_url", "github_url", "facebook_url")
                .with("city", placed ? person.place().city : null)
                .with("state", placed ? person.place().region : null)
                .with("country", placed ? person.place().country : null)
                .with("seniority", ranked ? person.rank().apollo : null)
                .list("departments", ranked ? new String[] {person.department().apollo} : new String[0])
                .list("subdepartments")
                .list("functions", ranked ? new String[] {person.department().pdl} : new String[0])
                .with("organization_id", organizationId(seen))
                .objects(
                        "employment_history",
                        job -> job.with("title", titled ? person.title() : null)
                                .with("organization_name", person.company().name())
                                .with("organization_id", organizationId(seen))
                                .with("start_date", person.since() + "-03-01")
                                .without("end_date")
                                .with("current", true));
        if (seen.has(Fact.EMPLOYER)) {
            data.object("organization", part -> writeShared(part, employer(seen)));
        } else {
            data.without("organization");
        }
        data.with("revealed_for_current_team", !locked);
    }

    /** What a person's answer knows of the employer: drawn apart from the company operation. */
    static Sighting<Company> employer(Sighting<Person> seen) {
        return new Sighting<>(seen.subject().company(), Dice.derive(seen.root(), 400), seen.sparse());
    }

    private static String organizationId(Sighting<Person> seen) {
        return employer(seen).objectId();
    }

    static Answer company(Sighting<Company> seen) {
        Company company = seen.subject();
        byte[] bytes = Body.of(body -> body.object("organization", data -> {
            writeShared(data, seen);
            data.without("twitter_url", "facebook_url")
                    .object("primary_phone", phone -> {
                        if (seen.has(Fact.PHONE)) {
                            phone.with("number", company.phone())
                                    .with("source", "Scraped")
                                    .with("sanitized_number", company.phone().replace(" ", ""));
                        }
                    })
                    .list("secondary_industries")
                    .with("annual_revenue", company.annualRevenue())
                    .with("annual_revenue_printed", company.annualRevenue() / 1_000_000 + "M")
                    .without("total_funding", "latest_funding_stage", "latest_funding_round_date")
                    .with(
                            "raw_address",
                            seen.has(Fact.PLACE) ? company.place().city + ", " + company.place().country : null)
                    .with("short_description", seen.has(Fact.DESCRIPTION) ? company.description() : null)
                    .list("technology_names")
                    .list("current_technologies")
                    .object("departmental_head_count", _ -> {})
                    .without("organization_headcount_twelve_month_growth", "publicly_traded_symbol");
        }));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    private static void writeShared(Body data, Sighting<Company> seen) {
        Company company = seen.subject();
        boolean placed = seen.has(Fact.PLACE);
        String industry = seen.has(Fact.INDUSTRY) ? company.industry().apollo : null;
        data.with("id", seen.objectId())
                .with("name", company.name())
                .with("website_url", "http://www." + company.domain())
                .with("primary_domain", company.domain())
                .with(
                        "linkedin_url",
                        seen.has(Fact.LINKEDIN)
                                ? "http://www.linkedin.com/company/"
                                        + company.key().handle()
                                : null)
                .with("phone", seen.has(Fact.PHONE) ? company.phone() : null);
        number(data, "founded_year", seen.has(Fact.FOUNDED), company.foundedYear());
        data.with("industry", industry)
                .list("industries", industry == null ? new String[0] : new String[] {industry})
                .list("keywords", industry == null ? new String[0] : new String[] {company.tag()});
        number(data, "estimated_num_employees", seen.has(Fact.EMPLOYEES), company.employees());
        data.without("street_address")
                .with("city", placed ? company.place().city : null)
                .with("state", placed ? company.place().region : null)
                .with("postal_code", placed ? company.place().postalCode : null)
                .with("country", placed ? company.place().country : null)
                .with("logo_url", "https://static.example.com/" + company.key().handle() + ".png");
    }

    private static void number(Body data, String name, boolean known, int value) {
        if (known) {
            data.with(name, value);
        } else {
            data.without(name);
        }
    }

    static Answer credits(Desk.Account account) {
        byte[] bytes = Body.of(body -> body.object("credit_usage_stats", stats -> {
                    stats.object(
                            "lead_credit",
                            pool -> pool(
                                    pool, account.availableMilli(), account.spentMilli(), account.remainingMilli()));
                    stats.object("direct_dial_credit", pool -> pool(pool, 0, 0, 0));
                    stats.object("export_credit", pool -> pool(pool, 0, 0, 0));
                    stats.object("ai_credit", pool -> pool(pool, 0, 0, 0));
                    stats.object("power_up_credit", pool -> pool(pool, 0, 0, 0));
                })
                .object(
                        "current_credit_cycle",
                        cycle -> cycle.with("start_date", "2026-11-01").with("end_date", "2026-12-01")));
        return Answer.json(200, bytes, Outcome.ACCOUNT);
    }

    private static void pool(Body pool, long limitMilli, long consumedMilli, long leftMilli) {
        pool.with("limit", limitMilli / 1_000)
                .with("consumed", consumedMilli / 1_000)
                .with("left_over", leftMilli / 1_000);
    }
}
