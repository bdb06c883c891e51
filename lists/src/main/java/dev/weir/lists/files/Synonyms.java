package dev.weir.lists.files;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What people call the canonical fields in the headers of their lists. */
final class Synonyms {

    /**
     * Field, then its names; case, spaces and punctuation do not count. Among them are those of the exports of HubSpot,
     * Salesforce, Apollo, Clay and of the usual exporters of LinkedIn Sales Navigator (PhantomBuster, Evaboot).
     */
    private static final String TABLE = """
            person.first_name    first name, given name, forename, fname, contact first name, vorname, lead first name
            person.last_name     last name, surname, family name, lname, contact last name, nachname, lead last name
            person.full_name     full name, person name, contact name, contact, lead name, candidate name, \
            contact full name, prospect name
            person.work_email    email, e-mail, email address, e-mail address, work email, business email, \
            corporate email, professional email, work email address, contact email, lead email
            person.personal_email    personal email, private email, home email
            person.job_title     title, job title, position, role, job role, designation, current title, \
            current job, current job title, current position, funktion, berufsbezeichnung, \
            what best describes your role, what do you do, which role do you have
            person.seniority     seniority, seniority level, job level
            person.linkedin_url  person linkedin, person linkedin url, linkedin profile, linkedin profile url, \
            contact linkedin url, linkedin person url, prospect linkedin url, linkedin url public, \
            public linkedin url, linkedin public url, default profile url, personal linkedin, \
            personal linkedin url, hs linkedin url, lead linkedin url
            person.mobile_phone  mobile, mobile phone, mobile number, cell, cell phone, cellphone, handy, \
            mobile phone number, mobil, mobiltelefon
            person.direct_phone  direct phone, direct dial, work phone, work direct phone, phone direct
            person.location.city         mailing city, contact city, person city, prospect city
            person.location.region       mailing state, mailing state province, contact state, person state
            person.location.country      mailing country, contact country, person country, prospect country
            person.location.postal_code  mailing zip postal code, mailing postal code
            company.name         company, company name, organization, organisation, organization name, \
            organisation name, account, account name, employer, business name, current company, firma, firmenname, unternehmen, \
            company account, associated company, primary associated company, associated company primary, \
            current company name, parent account, razon social, razón social, raison sociale, ragione sociale, razao social, \
            razão social, which company do you work for, what company do you work for, company you work for, \
            where do you work, which company do you work at
            company.domain       domain, company domain, website domain, domain name, company website domain, \
            email domain, company domain name
            company.website      website, company website, web site, homepage, home page, company url, \
            website url, web, company web site, account website, corporate website, webseite, internetseite
            company.linkedin_url company linkedin, company linkedin url, organization linkedin url, \
            linkedin company url, linkedin company page, company linkedin page, regular company url, \
            company linkedin profile, account linkedin url
            company.industry     industry, company industry, sector industry, account industry, primary industry, branche
            company.employee_range   employee range, company size, employees range, size range, headcount range, \
            company employee range, how many people work at your company, how many employees does your company have, \
            how large is your company, how big is your company
            company.employee_count   employees, employee count, number of employees, no of employees, headcount, \
            company headcount, company employee count, mitarbeiter, mitarbeiterzahl, anzahl mitarbeiter
            company.founded_year founded, founded year, year founded, company year founded, company founded
            company.annual_revenue   annual revenue, company annual revenue
            company.phone        company phone, company phone number, corporate phone, office phone, main phone, \
            account phone
            company.location.street        billing street, company address, company street
            company.location.city          company city, hq city, billing city
            company.location.region        company state, hq state, billing state, billing state province
            company.location.country       company country, hq country, billing country
            company.location.postal_code   billing zip postal code, billing postal code
            """;

    private static final Map<String, String> FIELDS = read();

    /** Names that mean one thing of a person and another of a company. */
    private static final Map<String, List<String>> EITHER = either();

    /** Names of addresses that tell by themselves whose they are. */
    private static final Set<String> ADDRESSES = Set.of("url", "link", "profileurl", "profilelink", "profile");

    private Synonyms() {}

    /** The field a header names without doubt. */
    static Optional<String> field(String header) {
        return Optional.ofNullable(FIELDS.get(key(header)));
    }

    /** The person's field, then the company's, for a header that may mean either; else empty. */
    static List<String> either(String header) {
        return EITHER.getOrDefault(key(header), List.of());
    }

    /** Whether a header names an address without saying of what. */
    static boolean isAddress(String header) {
        return ADDRESSES.contains(key(header));
    }

    /** Letters and digits only, in lower case. */
    static String key(String header) {
        return Normalizer.normalize(header, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static Map<String, List<String>> either() {
        Map<String, List<String>> either = new HashMap<>();
        either.put("name", List.of("person.full_name", "company.name"));
        for (String name : List.of("linkedin", "linkedinurl", "linkedinlink")) {
            either.put(name, List.of("person.linkedin_url", "company.linkedin_url"));
        }
        for (String name : List.of("phone", "phonenumber", "telephone")) {
            either.put(name, List.of("person.direct_phone", "company.phone"));
        }
        Map.of("city", "city", "state", "region", "stateregion", "region", "stateprovince", "region")
                .forEach((name, part) -> either.put(name, places(part)));
        Map.of("country", "country", "countryregion", "country", "zip", "postal_code", "postalcode", "postal_code")
                .forEach((name, part) -> either.put(name, places(part)));
        either.put("zippostalcode", places("postal_code"));
        return Map.copyOf(either);
    }

    private static List<String> places(String part) {
        return List.of("person.location." + part, "company.location." + part);
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
