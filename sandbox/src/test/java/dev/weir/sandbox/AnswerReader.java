package dev.weir.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the vendors' answers as the "Field mapping" sections of their pages say, knowing nothing of the universe. */
final class AnswerReader {
    private static final Pattern THOUSANDS = Pattern.compile("(\\d+)K");
    private static final int[] BOUNDS = {10, 50, 200, 500, 1_000, 5_000, 10_000};
    private static final List<String> RANGES =
            List.of("1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+");

    private static final Map<String, String> FINDER = Map.of(
            "person.work_email", "/data/email",
            "person.work_email_status", "/data/verification/status",
            "person.work_email_confidence", "/data/score",
            "person.first_name", "/data/first_name",
            "person.last_name", "/data/last_name",
            "person.job_title", "/data/position",
            "person.linkedin_url", "/data/linkedin_url");
    private static final Map<String, String> VERIFIER = Map.of(
            "person.work_email_status", "/data/status",
            "email_verification.status", "/data/status",
            "email_verification.score", "/data/score");
    private static final Map<String, String> HUNTER_PERSON = Map.of(
            "person.full_name", "/data/name/fullName",
            "person.first_name", "/data/name/givenName",
            "person.last_name", "/data/name/familyName",
            "person.job_title", "/data/employment/title",
            "person.seniority", "/data/employment/seniority",
            "person.linkedin_url", "/data/linkedin/handle",
            "person.location.city", "/data/geo/city",
            "person.location.country", "/data/geo/country");
    private static final Map<String, String> HUNTER_COMPANY = Map.of(
            "company.name", "/data/name",
            "company.domain", "/data/domain",
            "company.industry", "/data/category/industry",
            "company.employee_range", "/data/metrics/employees",
            "company.founded_year", "/data/foundedYear",
            "company.linkedin_url", "/data/linkedin/handle",
            "company.description", "/data/description",
            "company.location.city", "/data/geo/city",
            "company.location.country", "/data/geo/country");
    private static final Map<String, String> APOLLO_PERSON = Map.of(
            "person.work_email", "/person/email",
            "person.work_email_status", "/person/email_status",
            "person.full_name", "/person/name",
            "person.first_name", "/person/first_name",
            "person.last_name", "/person/last_name",
            "person.job_title", "/person/title",
            "person.seniority", "/person/seniority",
            "person.linkedin_url", "/person/linkedin_url",
            "person.location.city", "/person/city",
            "person.location.country", "/person/country");
    private static final Map<String, String> APOLLO_COMPANY = Map.of(
            "company.name", "/organization/name",
            "company.domain", "/organization/primary_domain",
            "company.industry", "/organization/industry",
            "company.employee_count", "/organization/estimated_num_employees",
            "company.employee_range", "/organization/estimated_num_employees",
            "company.founded_year", "/organization/founded_year",
            "company.linkedin_url", "/organization/linkedin_url",
            "company.description", "/organization/short_description",
            "company.location.city", "/organization/city",
            "company.location.country", "/organization/country");
    private static final Map<String, String> PDL_PERSON = Map.ofEntries(
            Map.entry("person.work_email", "/data/work_email"),
            Map.entry("person.full_name", "/data/full_name"),
            Map.entry("person.first_name", "/data/first_name"),
            Map.entry("person.last_name", "/data/last_name"),
            Map.entry("person.job_title", "/data/job_title"),
            Map.entry("person.seniority", "/data/job_title_levels/0"),
            Map.entry("person.linkedin_url", "/data/linkedin_url"),
            Map.entry("person.location.city", "/data/location_locality"),
            Map.entry("person.location.country", "/data/location_country"),
            Map.entry("company.name", "/data/job_company_name"),
            Map.entry("company.domain", "/data/job_company_website"),
            Map.entry("company.industry", "/data/job_company_industry"),
            Map.entry("company.employee_range", "/data/job_company_size"),
            Map.entry("company.linkedin_url", "/data/job_company_linkedin_url"));
    private static final Map<String, String> PDL_COMPANY = Map.of(
            "company.name", "/name",
            "company.domain", "/website",
            "company.industry", "/industry",
            "company.employee_count", "/employee_count",
            "company.employee_range", "/size",
            "company.founded_year", "/founded",
            "company.linkedin_url", "/linkedin_url",
            "company.description", "/summary",
            "company.location.city", "/location/locality",
            "company.location.country", "/location/country");

    private AnswerReader() {}

    static String[] pairs(VendorOperation operation, Map<String, String> inputs) {
        Map<String, String> names = switch (operation) {
            case HUNTER_EMAIL_FINDER ->
                Map.of(
                        "person.first_name", "first_name",
                        "person.last_name", "last_name",
                        "company.name", "company");
            case APOLLO_PERSON ->
                Map.of(
                        "person.first_name", "first_name",
                        "person.last_name", "last_name",
                        "company.name", "organization_name");
            case PDL_PERSON ->
                Map.of(
                        "person.first_name", "first_name",
                        "person.last_name", "last_name",
                        "company.name", "company",
                        "person.work_email", "email");
            default -> Map.of("person.work_email", "email", "company.name", "name", "company.domain", "domain");
        };
        var pairs = new ArrayList<String>();
        inputs.forEach((field, value) -> {
            pairs.add(names.get(field));
            pairs.add(value);
        });
        return pairs.toArray(String[]::new);
    }

    static Optional<String> read(VendorOperation operation, Caller.Got got, String field) {
        if (got.status() != 200
                || (operation == VendorOperation.HUNTER_EMAIL_FINDER
                        && got.at("/data/email").isEmpty())) {
            return Optional.empty();
        }
        String pointer = switch (operation) {
            case HUNTER_EMAIL_FINDER -> FINDER.get(field);
            case HUNTER_EMAIL_VERIFIER -> VERIFIER.get(field);
            case HUNTER_PERSON -> HUNTER_PERSON.get(field);
            case HUNTER_COMPANY -> HUNTER_COMPANY.get(field);
            case APOLLO_PERSON ->
                field.startsWith("company.") ? "/person" + APOLLO_COMPANY.get(field) : APOLLO_PERSON.get(field);
            case APOLLO_COMPANY -> APOLLO_COMPANY.get(field);
            case PDL_PERSON -> PDL_PERSON.get(field);
            case PDL_COMPANY -> PDL_COMPANY.get(field);
            default -> null;
        };
        return Optional.ofNullable(pointer)
                .map(at -> got.json().at(at))
                .filter(JsonNode::isValueNode)
                .filter(node -> !node.isNull() && !node.isBoolean())
                .map(node -> canonical(operation.vendor(), field, node));
    }

    private static @Nullable String canonical(Vendor vendor, String field, JsonNode node) {
        String text = node.asString();
        return switch (field) {
            case "person.work_email" -> text.equals("email_not_unlocked@domain.com") ? null : text;
            case "person.work_email_status", "email_verification.status" -> status(text);
            case "person.seniority" -> seniority(text);
            case "company.employee_range" -> range(node);
            case "person.linkedin_url" -> "https://www.linkedin.com/in/" + text.substring(text.lastIndexOf('/') + 1);
            case "company.linkedin_url" ->
                "https://www.linkedin.com/company/" + text.substring(text.lastIndexOf('/') + 1);
            default -> text.isBlank() ? null : text;
        };
    }

    private static String status(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "valid", "verified" -> "valid";
            case "extrapolated", "likely to engage", "webmail" -> "risky";
            case "accept_all" -> "catch_all";
            case "invalid", "disposable", "unavailable" -> "invalid";
            default -> "unknown";
        };
    }

    private static String seniority(String text) {
        return switch (text) {
            case "executive", "c_suite", "cxo" -> "c_level";
            case "junior" -> "entry";
            default -> text;
        };
    }

    private static String range(JsonNode node) {
        if (node.isString() && RANGES.contains(node.asString())) {
            return node.asString();
        }
        String text = THOUSANDS.matcher(node.asString()).replaceAll("$1000").replace("+", "-");
        int size = node.isInt() ? node.asInt() : Integer.parseInt(text.substring(0, text.indexOf('-'))) + 1;
        int place = 0;
        while (place < BOUNDS.length && size > BOUNDS[place]) {
            place++;
        }
        return RANGES.get(place);
    }
}
