package dev.weir.sandbox;

import java.util.function.Consumer;

/** Hunter's answers about addresses and the account, member by member as on the vendor page. */
final class HunterRecords {
    private static final int[] CONFIDENCE = {94, 82, 61, 70, 20, 5};

    static byte[] errorBody(String id, int code, String details) {
        return Body.of(body -> body.objects(
                "errors", error -> error.with("id", id).with("code", code).with("details", details)));
    }

    /** 0 to 100; depends on the person, so that Truth can say it without asking. */
    static int confidence(Sighting<Person> seen) {
        return CONFIDENCE[seen.subject().status().ordinal()] + seen.below(6, 11);
    }

    Answer finderHit(Sighting<Person> seen, Params params) {
        Person person = seen.subject();
        byte[] bytes = Body.of(body -> body.object("data", data -> {
                    data.with("first_name", person.key().firstName())
                            .with("last_name", person.key().lastName())
                            .with("email", person.email())
                            .with("score", confidence(seen))
                            .with("domain", person.company().domain())
                            .with("accept_all", person.status() == EmailStatus.ACCEPT_ALL)
                            .with("position", seen.has(Fact.TITLE) ? person.title() : null)
                            .without("twitter")
                            .with("linkedin_url", seen.has(Fact.LINKEDIN) ? linkedin(person) : null)
                            .with(
                                    "phone_number",
                                    seen.has(Fact.PHONE) ? person.company().phone() : null)
                            .with("company", person.company().name())
                            .with("source_type", "generated")
                            .list("sources")
                            .object(
                                    "verification",
                                    verification -> verification
                                            .with("date", "2026-07-28")
                                            .with("status", person.status().hunter));
                })
                .object("meta", finderMeta(params)));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    Answer finderMiss(Params params) {
        byte[] bytes = Body.of(body -> body.object(
                        "data",
                        data -> data.with("first_name", params.get("first_name"))
                                .with("last_name", params.get("last_name"))
                                .without("email", "score")
                                .with("domain", params.get("domain"))
                                .without("accept_all", "position", "twitter", "linkedin_url", "phone_number")
                                .with("company", params.get("company"))
                                .without("source_type")
                                .list("sources")
                                .object("verification", verification -> verification.without("date", "status")))
                .object("meta", finderMeta(params)));
        return Answer.json(200, bytes, Outcome.NOT_FOUND);
    }

    private static Consumer<Body> finderMeta(Params params) {
        return meta -> meta.object(
                "params",
                echo -> echo.with("first_name", params.get("first_name"))
                        .with("last_name", params.get("last_name"))
                        .with("full_name", params.get("full_name"))
                        .with("domain", params.get("domain"))
                        .with("company", params.get("company"))
                        .with("linkedin_handle", params.get("linkedin_handle"))
                        .with("max_duration", params.get("max_duration")));
    }

    private static String linkedin(Person person) {
        return "https://www.linkedin.com/in/" + person.key().handle();
    }

    Answer verification(String email, EmailStatus status) {
        byte[] bytes = Body.of(body -> body.object(
                        "data",
                        data -> data.with("status", status.hunter)
                                .with("result", status.hunterResult)
                                .with("_deprecation_notice", "Using result is deprecated, use status instead")
                                .with("score", status.score)
                                .with("email", email)
                                .with("regexp", true)
                                .with("gibberish", false)
                                .with("disposable", status == EmailStatus.DISPOSABLE)
                                .with("webmail", status == EmailStatus.WEBMAIL)
                                .with("mx_records", status != EmailStatus.INVALID)
                                .with("smtp_server", status != EmailStatus.INVALID)
                                .with("smtp_check", status == EmailStatus.VALID)
                                .with("accept_all", status == EmailStatus.ACCEPT_ALL)
                                .with("block", false)
                                .list("sources"))
                .object("meta", meta -> meta.object("params", echo -> echo.with("email", email))));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    Answer emailCount(CompanyKey key, long seed) {
        int personal = Dice.below(200, Dice.root(seed, "email-count", key.domain()), 0);
        byte[] bytes = Body.of(body -> body.object(
                        "data",
                        data -> data.with("total", personal + 3)
                                .with("personal_emails", personal)
                                .with("generic_emails", 3))
                .object("meta", meta -> meta.object("params", echo -> echo.with("domain", key.domain()))));
        return Answer.json(200, bytes, Outcome.FOUND);
    }

    Answer account(Desk.Account account) {
        byte[] bytes = Body.of(body -> body.object(
                "data",
                data -> data.with("plan_name", "Sandbox")
                        .with("plan_level", 0)
                        .with("reset_date", "2026-12-28")
                        .with("team_id", 1)
                        .object(
                                "requests",
                                requests -> requests.object(
                                                "credits",
                                                credits -> credits.with("used", account.spentMilli() / 1_000.0)
                                                        .with("available", account.availableMilli() / 1_000.0)
                                                        .with("remaining", account.remainingMilli() / 1_000.0))
                                        .object(
                                                "searches",
                                                searches -> searches.with("used", account.searches())
                                                        .with("available", account.availableMilli() / 1_000))
                                        .object(
                                                "verifications",
                                                checks -> checks.with("used", account.verifications())
                                                        .with("available", account.availableMilli() / 500)))));
        return Answer.json(200, bytes, Outcome.ACCOUNT);
    }
}
