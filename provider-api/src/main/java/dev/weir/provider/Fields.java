package dev.weir.provider;

import static dev.weir.provider.FieldKind.*;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The canonical fields, by name: the vocabulary in which inputs, outputs, maps and exports are written.
 *
 * <p>A name that begins with {@code custom.} is a field of text that a workspace made up for itself.
 */
public final class Fields {

    private static final Pattern CUSTOM = Pattern.compile("custom\\.[a-z0-9_]+(\\.[a-z0-9_]+)*");

    private static final Map<String, Field> ALL = Collections.unmodifiableMap(declare());

    private Fields() {}

    /** The field of exactly that name, or of that {@code custom.} name. */
    public static Optional<Field> find(String name) {
        Field field = ALL.get(name);
        if (field == null && CUSTOM.matcher(name).matches()) {
            return Optional.of(new Field(name, TEXT));
        }
        return Optional.ofNullable(field);
    }

    /** Whether a name is of the fields that a workspace makes up for itself. */
    public static boolean isCustom(String name) {
        return name.startsWith("custom.");
    }

    /** Every field but the custom ones, in reading order. */
    public static Collection<Field> all() {
        return ALL.values();
    }

    /**
     * The names most like {@code name}, best first, at most 3; empty when none is near. Case, blanks and a missing
     * prefix do not count, so {@code Work Email} is near {@code person.work_email}.
     */
    public static List<String> nearest(String name) {
        return Nearest.among(ALL.keySet(), name);
    }

    /** The value as one CSV cell shows it: lists joined with {@code "; "}, maps as JSON. */
    public static String toText(Object value) {
        return CellText.of(value);
    }

    private static Map<String, Field> declare() {
        List<Field> fields = new ArrayList<>();
        person(fields);
        company(fields);
        verification(fields);
        web(fields);
        Map<String, Field> byName = new LinkedHashMap<>();
        fields.forEach(field -> byName.put(field.name(), field));
        return byName;
    }

    private static void person(List<Field> to) {
        add(to, "person", TEXT, "full_name, first_name, last_name, headline, job_title");
        add(to, "person", SENIORITY, "seniority");
        add(to, "person", LIST, "departments");
        add(to, "person", LINKEDIN_PERSON, "linkedin_url");
        add(to, "person", EMAIL, "work_email");
        add(to, "person", EMAIL_STATUS, "work_email_status");
        add(to, "person", SCORE, "work_email_confidence");
        add(to, "person", EMAIL, "personal_email");
        add(to, "person", PHONE, "mobile_phone, direct_phone");
        add(to, "person", PHONE_STATUS, "phone_status");
        add(to, "person", BOOLEAN, "phone_do_not_call");
        add(to, "person.location", TEXT, "city, region, country");
        add(to, "person.location", COUNTRY_CODE, "country_code");
        add(to, "person.location", TEXT, "postal_code");
        add(to, "person", RECORDS, "employment_history");
        add(to, "person", LIST, "skills");
        add(to, "person", RECORDS, "education");
        add(to, "person", LIST, "languages");
        add(to, "person", URL, "twitter_url, github_url, facebook_url, photo_url");
        add(to, "person", TEXT, "time_zone");
    }

    private static void company(List<Field> to) {
        add(to, "company", TEXT, "name, legal_name");
        add(to, "company", DOMAIN, "domain");
        add(to, "company", URL, "website");
        add(to, "company", LINKEDIN_COMPANY, "linkedin_url");
        add(to, "company", TEXT, "industry, sector, sub_industry");
        add(to, "company", LIST, "naics_codes, sic_codes");
        add(to, "company", MAP, "local_ids");
        add(to, "company", COUNT, "employee_count");
        add(to, "company", EMPLOYEE_RANGE, "employee_range");
        add(to, "company", YEAR, "founded_year");
        add(to, "company", TEXT, "description");
        add(to, "company", LIST, "keywords");
        add(to, "company", COMPANY_TYPE, "type");
        add(to, "company.location", TEXT, "street, city, region, postal_code, country");
        add(to, "company.location", COUNTRY_CODE, "country_code");
        add(to, "company", PHONE, "phone");
        add(to, "company", DECIMAL, "annual_revenue");
        add(to, "company", TEXT, "revenue_range");
        add(to, "company", DECIMAL, "funding_total");
        add(to, "company", TEXT, "funding_stage");
        add(to, "company", TIME, "last_funding_date");
        add(to, "company", LIST, "technologies");
        add(to, "company", URL, "logo_url");
        add(to, "company", DOMAIN, "parent_domain");
        add(to, "company", DECIMAL, "headcount_growth_12m");
    }

    private static void verification(List<Field> to) {
        add(to, "email_verification", EMAIL_STATUS, "status");
        add(to, "email_verification", TEXT, "sub_status");
        add(to, "email_verification", SCORE, "score");
        add(to, "email_verification", BOOLEAN, "is_disposable, is_role, is_free_provider, is_catch_all");
        add(to, "email_verification", TEXT, "mx_provider");
        add(to, "email_verification", EMAIL, "suggestion");
        add(to, "email_verification", TIME, "checked_at");
    }

    private static void web(List<Field> to) {
        add(to, "web", URL, "url, final_url");
        add(to, "web", INTEGER, "http_status");
        add(to, "web", TEXT, "title, content_html, content_text, summary");
        add(to, "web", LIST, "highlights, emails, phones");
        add(to, "web", TIME, "published_at");
        add(to, "web", TEXT, "answer");
        add(to, "web", LIST, "citations");
        add(to, "web", MAP, "structured");
    }

    private static void add(List<Field> fields, String prefix, FieldKind kind, String names) {
        for (String name : names.split(", ", -1)) {
            fields.add(new Field(prefix + "." + name, kind));
        }
    }
}
