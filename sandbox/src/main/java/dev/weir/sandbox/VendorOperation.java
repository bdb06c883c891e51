package dev.weir.sandbox;

import java.util.List;
import java.util.Set;

/**
 * An operation the sandbox plays: where it lives, what it costs (1/1000 of the vendor's credit, from the vendor pages)
 * and which canonical fields its answer can hold.
 */
public enum VendorOperation {
    HUNTER_EMAIL_FINDER(Vendor.HUNTER, "email-finder", "GET", "/v2/email-finder", 1_000, 0.45, Gives.FINDER),
    HUNTER_EMAIL_VERIFIER(Vendor.HUNTER, "email-verifier", "GET", "/v2/email-verifier", 500, 1.0, Gives.VERIFIER),
    HUNTER_COMPANY(Vendor.HUNTER, "companies-find", "GET", "/v2/companies/find", 200, 0.80, Gives.HUNTER_COMPANY),
    HUNTER_PERSON(Vendor.HUNTER, "people-find", "GET", "/v2/people/find", 200, 0.50, FieldSets.PERSON),
    HUNTER_COMBINED(Vendor.HUNTER, "combined-find", "GET", "/v2/combined/find", 200, 0.50, Set.of()),
    HUNTER_EMAIL_COUNT(Vendor.HUNTER, "email-count", "GET", "/v2/email-count", 0, 1.0, Set.of()),
    HUNTER_ACCOUNT(Vendor.HUNTER, "account", "GET", "/v2/account", 0, 1.0, Set.of()),
    APOLLO_PERSON(Vendor.APOLLO, "people-match", "POST", "/api/v1/people/match", 1_000, 0.60, Gives.APOLLO_PERSON),
    APOLLO_COMPANY(
            Vendor.APOLLO,
            "organizations-enrich",
            "GET",
            "/api/v1/organizations/enrich",
            1_000,
            0.90,
            FieldSets.COMPANY),
    APOLLO_CREDITS(
            Vendor.APOLLO, "credit-usage-stats", "POST", "/api/v1/usage_stats/credit_usage_stats", 0, 1.0, Set.of()),
    PDL_PERSON(Vendor.PDL, "person-enrich", "GET", "/v5/person/enrich", 1_000, 0.50, Gives.PDL_PERSON),
    PDL_COMPANY(Vendor.PDL, "company-enrich", "GET", "/v5/company/enrich", 1_000, 0.70, FieldSets.COMPANY),
    PROSPEO_PERSON(Vendor.PROSPEO, "enrich-person", "POST", "/enrich-person", 1_000, 0.55, ProspeoDesk.PERSON),
    PROSPEO_MOBILE(
            Vendor.PROSPEO,
            "enrich-mobile",
            "POST",
            "/enrich-person?enrich_mobile=true",
            10_000,
            0.30,
            ProspeoDesk.MOBILE),
    PROSPEO_COMPANY(Vendor.PROSPEO, "enrich-company", "POST", "/enrich-company", 1_000, 0.75, ProspeoDesk.COMPANY),
    FINDYMAIL_NAME(Vendor.FINDYMAIL, "search-name", "POST", "/api/search/name", 1_000, 0.45, FindymailDesk.NAME),
    FINDYMAIL_PROFILE(
            Vendor.FINDYMAIL,
            "search-business-profile",
            "POST",
            "/api/search/business-profile",
            1_000,
            0.45,
            FindymailDesk.PROFILE),
    FINDYMAIL_PHONE(Vendor.FINDYMAIL, "search-phone", "POST", "/api/search/phone", 10_000, 0.25, FindymailDesk.PHONE),
    FINDYMAIL_VERIFY(Vendor.FINDYMAIL, "verify", "POST", "/api/verify", 1_000, 1.0, FindymailDesk.VERIFY),
    FINDYMAIL_REVERSE(
            Vendor.FINDYMAIL,
            "search-reverse-email",
            "POST",
            "/api/search/reverse-email",
            1_000,
            0.40,
            FindymailDesk.REVERSE),
    FINDYMAIL_COMPANY(
            Vendor.FINDYMAIL, "search-company", "POST", "/api/search/company", 1_000, 0.60, FindymailDesk.COMPANY),
    LEADMAGIC_EMAIL(
            Vendor.LEADMAGIC, "email-finder", "POST", "/v1/people/email-finder", 1_000, 0.45, LeadMagicDesk.EMAIL),
    LEADMAGIC_MOBILE(
            Vendor.LEADMAGIC, "mobile-finder", "POST", "/v1/people/mobile-finder", 5_000, 0.30, LeadMagicDesk.MOBILE),
    LEADMAGIC_VALIDATION(
            Vendor.LEADMAGIC,
            "email-validation",
            "POST",
            "/v1/people/email-validation",
            250,
            1.0,
            LeadMagicDesk.VALIDATION),
    LEADMAGIC_PROFILE(
            Vendor.LEADMAGIC,
            "profile-search",
            "POST",
            "/v1/people/profile-search",
            1_000,
            0.60,
            LeadMagicDesk.PROFILE),
    LEADMAGIC_COMPANY(
            Vendor.LEADMAGIC,
            "company-search",
            "POST",
            "/v1/companies/company-search",
            1_000,
            0.65,
            LeadMagicDesk.COMPANY),
    LUSHA_EMAIL(Vendor.LUSHA, "contact-emails", "POST", "/v3/contacts/search-and-enrich", 2_000, 0.50, LushaDesk.EMAIL),
    LUSHA_PHONE(
            Vendor.LUSHA,
            "contact-phones",
            "POST",
            "/v3/contacts/search-and-enrich?reveal.0=phones",
            6_000,
            0.35,
            LushaDesk.PHONE),
    LUSHA_COMPANY(Vendor.LUSHA, "company", "POST", "/v3/companies/search-and-enrich", 2_000, 0.55, LushaDesk.COMPANY),
    ZEROBOUNCE_VALIDATE(Vendor.ZEROBOUNCE, "validate", "GET", "/v2/validate", 1_000, 1.0, ZeroBounceDesk.VALIDATE),
    NEVERBOUNCE_CHECK(
            Vendor.NEVERBOUNCE, "single-check", "POST", "/v4/single/check", 1_000, 1.0, NeverBounceDesk.CHECK),
    CONTACTOUT_PERSON(
            Vendor.CONTACTOUT, "linkedin-enrich", "GET", "/v1/linkedin/enrich", 1_000, 0.50, ContactOutDesk.PERSON),
    DATAGMA_EMAIL(Vendor.DATAGMA, "find-email", "GET", "/api/ingress/v6/findEmail", 1_000, 0.45, DatagmaDesk.EMAIL),
    DATAGMA_PERSON(Vendor.DATAGMA, "full", "GET", "/api/ingress/v2/full", 2_000, 0.55, DatagmaDesk.PERSON),
    DATAGMA_MOBILE(Vendor.DATAGMA, "search", "GET", "/api/ingress/v1/search", 30_000, 0.35, DatagmaDesk.MOBILE),
    EXA_COMPANY(Vendor.EXA, "search-company", "POST", "/search?category=company", 7_000, 0.70, ExaDesk.COMPANY),
    EXA_SEARCH(Vendor.EXA, "search", "POST", "/search", 7_000, 0.90, ExaDesk.SEARCH),
    EXA_CONTENTS(Vendor.EXA, "contents", "POST", "/contents", 1_000, 0.85, ExaDesk.CONTENTS),
    EXA_ANSWER(Vendor.EXA, "answer", "POST", "/answer", 5_000, 1.0, ExaDesk.ANSWER),
    ZENROWS_TEXT(Vendor.ZENROWS, "markdown", "GET", "/v1/?response_type=markdown", 1_000, 0.85, ZenRowsDesk.TEXT),
    ZENROWS_HTML(Vendor.ZENROWS, "page", "GET", "/v1/", 1_000, 0.85, ZenRowsDesk.HTML),
    ZENROWS_CONTACTS(
            Vendor.ZENROWS, "outputs", "GET", "/v1/?outputs=emails,phone_numbers", 1_000, 0.85, ZenRowsDesk.CONTACTS),
    CLEARBIT_PERSON(Vendor.CLEARBIT, "combined", "GET", "/v2/combined/find", 1_000, 0.45, ClearbitDesk.PERSON),
    CLEARBIT_COMPANY(
            Vendor.CLEARBIT_COMPANY, "company", "GET", "/v2/companies/find", 1_000, 0.65, ClearbitDesk.COMPANY),
    FULLENRICH_VERIFY(Vendor.FULLENRICH, "keys-verify", "GET", "/api/v2/account/keys/verify", 0, 1.0, Set.of()),
    FULLENRICH_CREDITS(Vendor.FULLENRICH, "credits", "GET", "/api/v2/account/credits", 0, 1.0, Set.of()),
    FULLENRICH_ENRICH(Vendor.FULLENRICH, "enrich", "POST", "/api/v2/contact/enrich/bulk", 0, 1.0, Set.of()),
    FULLENRICH_ENRICHED(Vendor.FULLENRICH, "enriched", "GET", "/api/v2/contact/enrich/bulk/*", 0, 1.0, Set.of()),
    FULLENRICH_REVERSE(Vendor.FULLENRICH, "reverse", "POST", "/api/v2/contact/reverse/email/bulk", 0, 1.0, Set.of()),
    FULLENRICH_REVERSED(Vendor.FULLENRICH, "reversed", "GET", "/api/v2/contact/reverse/email/bulk/*", 0, 1.0, Set.of()),
    FULLENRICH_PERSON(
            Vendor.FULLENRICH, "people-lookup", "POST", "/api/v2/people/lookup", 250, 0.60, FullEnrichDesk.PERSON),
    FULLENRICH_COMPANY(
            Vendor.FULLENRICH, "company-lookup", "POST", "/api/v2/company/lookup", 250, 0.75, FullEnrichDesk.COMPANY),
    FULLENRICH_EMAIL(Vendor.FULLENRICH, "work-email", Things.THING, "", 1_000, 0.60, FullEnrichDesk.EMAIL),
    FULLENRICH_PERSONAL(Vendor.FULLENRICH, "personal-email", Things.THING, "", 3_000, 0.25, FullEnrichDesk.PERSONAL),
    FULLENRICH_PHONE(Vendor.FULLENRICH, "mobile-phone", Things.THING, "", 10_000, 0.40, FullEnrichDesk.PHONE),
    FULLENRICH_PROFILE(Vendor.FULLENRICH, "profile-by-email", Things.THING, "", 1_000, 0.70, FullEnrichDesk.PROFILE),
    HTTP_FUNCTION_WORK(Vendor.HTTP_FUNCTION, "call", "POST", "/*", 0, 0.60, Research.GIVES),
    N8N_WORKFLOW(Vendor.N8N, "webhook", "POST", "/webhook/*", 0, 0.60, Research.GIVES),
    CLAY_ROW(Vendor.CLAY, "row", "POST", "/v3/sources/webhook/*", 0, 0.60, Research.GIVES),
    CLAY_RUN(Vendor.CLAY_ROUTINES, "run", "POST", "/public/v0/routines/*/run", 0, 1.0, Set.of()),
    CLAY_RESULTS(Vendor.CLAY_ROUTINES, "results", "GET", "/public/v0/routines/run/*/results", 0, 1.0, Set.of()),
    CLAY_ITEM(Vendor.CLAY_ROUTINES, "item", Things.THING, "", 1_000, 0.60, Research.GIVES),
    APOLLO_RESULT(Vendor.APOLLO, "webhook-result", "GET", "/api/v1/webhook_result/*", 0, 1.0, Set.of()),
    APOLLO_PHONE(Vendor.APOLLO, "mobile-number", Things.THING, "", 8_000, 0.70, ApolloLater.PHONE),
    APOLLO_WATERFALL_MATCH(Vendor.APOLLO_WATERFALL, "people-match", "POST", "/api/v1/people/match", 0, 0.80, Set.of()),
    APOLLO_WATERFALL_RESULT(
            Vendor.APOLLO_WATERFALL, "webhook-result", "GET", "/api/v1/webhook_result/*", 0, 1.0, Set.of()),
    APOLLO_WATERFALL_EMAIL(Vendor.APOLLO_WATERFALL, "email", Things.THING, "", 1_000, 0.80, ApolloLater.EMAIL),
    APOLLO_WATERFALL_PHONE(Vendor.APOLLO_WATERFALL, "phone", Things.THING, "", 8_000, 0.60, ApolloLater.MOBILE),
    CLEARBIT_LATER_PERSON(
            Vendor.CLEARBIT_LATER, "combined", "GET", "/v2/combined/find", 1_000, 0.45, ClearbitDesk.PERSON),
    N8N_RESUME(Vendor.N8N, "webhook-waiting", "POST", "/webhook-waiting/*", 0, 1.0, Set.of()),
    CLAY_UPLOAD_URL(
            Vendor.CLAY_LARGE, "upload-url", "POST", "/public/v0/routines/*/run-batch/upload-url", 0, 1.0, Set.of()),
    CLAY_UPLOAD(Vendor.CLAY_LARGE, "upload", "PUT", "/uploads/*", 0, 1.0, Set.of()),
    CLAY_START(Vendor.CLAY_LARGE, "start", "POST", "/public/v0/routines/*/run-batch/start", 0, 1.0, Set.of()),
    CLAY_LARGE_RESULTS(
            Vendor.CLAY_LARGE, "results", "GET", "/public/v0/routines/run-batch/*/results", 0, 1.0, Set.of()),
    CLAY_FILE(Vendor.CLAY_LARGE, "file", "GET", "/files/*", 0, 1.0, Set.of()),
    CLAY_LARGE_ITEM(Vendor.CLAY_LARGE, "item", Things.THING, "", 1_000, 0.60, Research.GIVES);

    /** In the place of a method: no call, but one thing among those that a call asks for and that are charged apart. */
    private static final class Things {
        static final String THING = "";
    }

    private final Vendor vendor;
    private final String id;
    private final String method;
    private final String path;
    /** {@code name=value} that a question must hold to be meant for this operation; empty for none. */
    private final String demand;

    private final int priceMilli;
    private final double usualHitRate;
    private final Set<String> gives;

    VendorOperation(
            Vendor vendor,
            String name,
            String method,
            String path,
            int priceMilli,
            double usualHitRate,
            Set<String> gives) {
        this.vendor = vendor;
        this.id = vendor.slug() + "." + name;
        this.method = method;
        int mark = path.indexOf('?');
        this.path = "/" + vendor.slug() + (mark < 0 ? path : path.substring(0, mark));
        this.demand = mark < 0 ? "" : path.substring(mark + 1);
        this.priceMilli = priceMilli;
        this.usualHitRate = usualHitRate;
        this.gives = gives;
    }

    public Vendor vendor() {
        return vendor;
    }

    /** Stable name, such as {@code hunter.email-finder}: used in settings, ledger and waterfalls. */
    public String id() {
        return id;
    }

    public String method() {
        return method;
    }

    /** Path below the sandbox's own address, the vendor's slug included. */
    public String path() {
        return path;
    }

    /** Whether nobody calls it: it stands for one thing among those that a call asks for. */
    boolean isThing() {
        return method.isEmpty();
    }

    boolean takesEverything() {
        return demand.isEmpty();
    }

    /** Whether that question is meant for this operation, where several share a path. */
    boolean takes(Params params) {
        int equals = demand.indexOf('=');
        return equals < 0 || demand.substring(equals + 1).equals(params.get(demand.substring(0, equals)));
    }

    /** Price of a full answer, in 1/1000 of the vendor's credit. */
    public int priceMilli() {
        return priceMilli;
    }

    double usualHitRate() {
        return usualHitRate;
    }

    /** Canonical fields an answer of this operation can hold. */
    public Set<String> gives() {
        return gives;
    }

    /**
     * The operations meant by a waterfall entry: an operation's id, or a vendor's slug for all its operations that give
     * the field, in the order of declaration.
     *
     * @throws IllegalArgumentException when the entry names neither
     */
    public static List<VendorOperation> meantBy(String entry, String field) {
        for (VendorOperation operation : values()) {
            if (operation.id.equals(entry)) {
                return List.of(operation);
            }
        }
        Vendor vendor = Vendor.of(entry);
        return List.of(values()).stream()
                .filter(operation -> operation.vendor == vendor && operation.gives.contains(field))
                .toList();
    }

    /** The field lists, after the "Field mapping" sections of the vendor pages. */
    private static final class Gives {
        static final Set<String> FINDER = Set.of(
                "person.work_email",
                "person.work_email_status",
                "person.work_email_confidence",
                "person.first_name",
                "person.last_name",
                "person.job_title",
                "person.linkedin_url");
        static final Set<String> VERIFIER =
                Set.of("person.work_email_status", "email_verification.status", "email_verification.score");
        static final Set<String> HUNTER_COMPANY = Set.of(
                "company.name",
                "company.domain",
                "company.industry",
                "company.employee_range",
                "company.founded_year",
                "company.linkedin_url",
                "company.description",
                "company.location.city",
                "company.location.country");
        static final Set<String> APOLLO_PERSON = FieldSets.both(
                FieldSets.PERSON,
                Set.of(
                        "person.work_email",
                        "person.work_email_status",
                        "company.name",
                        "company.domain",
                        "company.industry",
                        "company.employee_count",
                        "company.employee_range",
                        "company.founded_year",
                        "company.linkedin_url"));
        static final Set<String> PDL_PERSON = FieldSets.both(
                FieldSets.PERSON,
                Set.of(
                        "person.work_email",
                        "company.name",
                        "company.domain",
                        "company.industry",
                        "company.employee_range",
                        "company.linkedin_url"));
    }
}
