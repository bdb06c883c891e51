package dev.weir.app.files;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What people call the canonical fields in the headers of their lists. */
final class Synonyms {

    /** Field, then its names; case, spaces and punctuation do not count. */
    private static final String TABLE = """
            person.first_name    first name, given name, forename, fname, contact first name, vorname
            person.last_name     last name, surname, family name, lname, contact last name, nachname
            person.full_name     full name, person name, contact name, contact, lead name, candidate name
            person.work_email    email, e-mail, email address, e-mail address, work email, business email, \
            corporate email, professional email, work email address, contact email
            person.personal_email    personal email, private email, home email
            person.job_title     title, job title, position, role, job role, designation, current title
            person.seniority     seniority, seniority level, job level
            person.linkedin_url  person linkedin, person linkedin url, linkedin profile, linkedin profile url, \
            contact linkedin url, linkedin person url
            person.mobile_phone  mobile, mobile phone, mobile number, cell, cell phone, cellphone, handy
            person.direct_phone  direct phone, direct dial, work phone, work direct phone, phone direct
            company.name         company, company name, organization, organisation, organization name, \
            organisation name, account, account name, employer, business name, current company, firma
            company.domain       domain, company domain, website domain, domain name, company website domain, \
            email domain
            company.website      website, company website, web site, homepage, home page, company url, \
            website url, web, company web site
            company.linkedin_url company linkedin, company linkedin url, organization linkedin url, \
            linkedin company url, linkedin company page, company linkedin page
            company.industry     industry, company industry, sector industry
            company.employee_range   employee range, company size, employees range, size range, headcount range
            company.employee_count   employees, employee count, number of employees, no of employees, headcount, \
            company headcount
            company.founded_year founded, founded year, year founded
            company.phone        company phone, company phone number, corporate phone, office phone, main phone
            company.location.country   company country, hq country
            company.location.city      company city, hq city
            """;

    private static final Map<String, String> FIELDS = read();

    /** Names that mean one thing of a person and another of a company. */
    private static final Map<String, List<String>> EITHER = Map.of(
            "name", List.of("person.full_name", "company.name"),
            "linkedin", List.of("person.linkedin_url", "company.linkedin_url"),
            "linkedinurl", List.of("person.linkedin_url", "company.linkedin_url"),
            "phone", List.of("person.direct_phone", "company.phone"),
            "phonenumber", List.of("person.direct_phone", "company.phone"),
            "telephone", List.of("person.direct_phone", "company.phone"));

    private Synonyms() {}

    /** The field a header names without doubt. */
    static Optional<String> field(String header) {
        return Optional.ofNullable(FIELDS.get(key(header)));
    }

    /** The person's field, then the company's, for a header that may mean either; else empty. */
    static List<String> either(String header) {
        return EITHER.getOrDefault(key(header), List.of());
    }

    /** Letters and digits only, in lower case. */
    static String key(String header) {
        return Normalizer.normalize(header, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static Map<String, String> read() {
        Map<String, String> fields = new HashMap<>();
        TABLE.lines().forEach(line -> {
            String[] parts = line.split("\\s+", 2);
            for (String name : parts[1].split(",", -1)) {
                String other = fields.put(key(name), parts[0]);
                if (other != null && !other.equals(parts[0])) {
                    throw new IllegalStateException("two fields are called " + name);
                }
            }
        });
        return Map.copyOf(fields);
    }
}
