package dev.weir.lists.files;

import static dev.weir.lists.files.Lexicon.Word.*;

import dev.weir.lists.files.Lexicon.Word;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Understands a header by its words. One in which any word is unknown is not understood: "Account Owner Email" and "Email
 * Status" are no e-mail of anybody in the list.
 */
final class HeaderWords {

    /** What a header is about, apart from whose it is. */
    private enum Topic {
        FIRST_NAME("first_name", ""),
        LAST_NAME("last_name", ""),
        FULL_NAME("full_name", ""),
        NAME("full_name", "name"),
        LEGAL_NAME("", "legal_name"),
        EMAIL("work_email", ""),
        PHONE("direct_phone", "phone"),
        DIRECT_PHONE("direct_phone", ""),
        MOBILE("mobile_phone", ""),
        TITLE("job_title", ""),
        DEPARTMENT("departments", ""),
        SENIORITY("seniority", ""),
        DOMAIN("", "domain"),
        WEBSITE("", "website"),
        ADDRESS("", "website"),
        LINKEDIN("linkedin_url", "linkedin_url"),
        INDUSTRY("", "industry"),
        EMPLOYEES("", "employee_count"),
        COUNTRY("location.country", "location.country"),
        CITY("location.city", "location.city"),
        REGION("location.region", "location.region"),
        POSTCODE("location.postal_code", "location.postal_code");

        private final String person;
        private final String company;

        Topic(String person, String company) {
            this.person = person;
            this.company = company;
        }
    }

    /** Words that say whose or which, and not what. */
    private static final Set<Word> ASIDE =
            EnumSet.of(PERSON, CONTACT, COMPANY, SEAT, CUSTOMER, DEAL, WORK, HOME, MAIN, ONE, LABEL, GLUE);

    private static final Set<Word> OF_COMPANIES = EnumSet.of(COMPANY, SEAT);
    private static final Set<Word> OF_PERSONS = EnumSet.of(PERSON, CONTACT);

    private static final Set<Word> PAGES = EnumSet.of(LINKEDIN, PROFILE, PAGE, URL, WEB);

    private static final Map<Set<Word>, Topic> TOPICS = topics();

    private static final int USUAL = 10;

    private HeaderWords() {}

    /**
     * What a header means.
     *
     * @param fields the field; or a person's and a company's, where the header may mean either
     * @param weight which of two headers for one field says it better
     * @param weak whether it is to give way to anything else for its field
     */
    record Meaning(List<String> fields, int weight, boolean weak) {

        Meaning {
            fields = List.copyOf(fields);
        }

        static Meaning of(String field) {
            return new Meaning(List.of(field), USUAL, false);
        }

        static Meaning either(List<String> fields) {
            return new Meaning(fields, USUAL, false);
        }

        boolean isSure() {
            return fields.size() == 1;
        }
    }

    /** What a header means; empty when it is not understood. */
    static Optional<Meaning> meaning(String header) {
        Lexicon.Said said = Lexicon.read(header);
        if (!said.whole()) {
            return Optional.empty();
        }
        Set<Word> core = EnumSet.noneOf(Word.class);
        said.words().stream().filter(word -> !ASIDE.contains(word)).forEach(core::add);
        List<String> fields = core.isEmpty() ? subject(said) : fields(core, said);
        return fields.isEmpty() ? Optional.empty() : Optional.of(new Meaning(fields, weight(core, said), weak(said)));
    }

    private static boolean weak(Lexicon.Said said) {
        return said.says(ONE) || (said.says(MOBILE) && said.says(HOME));
    }

    private static int weight(Set<Word> core, Lexicon.Said said) {
        int better = 0;
        for (Word word : List.of(JOB, FULL, WORK, CONTACT)) {
            better += said.says(word) ? 1 : 0;
        }
        // What a mailbox's address says of a company is second best.
        return USUAL + better - (core.contains(DOMAIN) && core.contains(EMAIL) ? 1 : 0);
    }

    /** A header that only says whose: "Company", "Contact person". */
    private static List<String> subject(Lexicon.Said said) {
        if (said.says(LABEL) || said.says(HOME) || said.says(WORK) || said.says(ONE) || said.says(SEAT)) {
            return List.of();
        }
        if (said.says(COMPANY)) {
            return List.of("company.name");
        }
        if (said.says(CONTACT)) {
            return List.of("person.full_name");
        }
        return said.says(CUSTOMER) ? List.of("person.full_name", "company.name") : List.of();
    }

    private static List<String> fields(Set<Word> core, Lexicon.Said said) {
        Topic topic = TOPICS.get(core);
        if (topic == null) {
            return List.of();
        }
        boolean person = said.words().stream().anyMatch(OF_PERSONS::contains);
        boolean company = said.words().stream().anyMatch(OF_COMPANIES::contains);
        boolean work = said.says(WORK);
        boolean home = said.says(HOME);
        boolean dealsOwn = said.says(DEAL) && !person && !company;
        if (dealsOwn || (home && topic != Topic.EMAIL && topic != Topic.MOBILE)) {
            return List.of();
        }
        return switch (topic) {
            case FIRST_NAME, LAST_NAME, FULL_NAME, SENIORITY -> only(!company || person, "person." + topic.person);
            case NAME -> company || (work && !person) ? List.of("company.name") : whose(topic, person, false);
            case EMAIL ->
                home
                        ? List.of("person.personal_email")
                        // A company's own is a role's, and a person's only by its values.
                        : only(!company || person, "person.work_email");
            case PHONE -> whose(topic, person || work, company);
            case DIRECT_PHONE, MOBILE -> only(!company || person, "person." + topic.person);
            case TITLE, DEPARTMENT -> only(!said.says(DEAL), "person." + topic.person);
            case WEBSITE -> only(!person || company, "company.website");
            case ADDRESS -> only(company, "company.website");
            case LEGAL_NAME, DOMAIN, INDUSTRY -> only(!person || company, "company." + topic.company);
            // "Size" alone may be anything's.
            case EMPLOYEES ->
                only((!person || company) && (company || core.contains(EMPLOYEES)), "company." + topic.company);
            case LINKEDIN -> whose(topic, person || (core.contains(PROFILE) && !company), company);
            case COUNTRY, CITY, REGION, POSTCODE -> whose(topic, person, company || work);
        };
    }

    private static List<String> only(boolean holds, String field) {
        return holds ? List.of(field) : List.of();
    }

    private static List<String> whose(Topic topic, boolean person, boolean company) {
        if (company) {
            return List.of("company." + topic.company);
        }
        return person
                ? List.of("person." + topic.person)
                : List.of("person." + topic.person, "company." + topic.company);
    }

    /** Whether a header names pages of the web, and nothing that is not understood beside. */
    static boolean isOfPages(String header) {
        Lexicon.Said said = Lexicon.read(header);
        return said.whole()
                && said.words().stream().anyMatch(PAGES::contains)
                && said.words().stream().allMatch(word -> ASIDE.contains(word) || PAGES.contains(word));
    }

    /** Whether a header is of somebody who works with the list, or of something that no field is for. */
    static boolean isKept(String header) {
        return Lexicon.read(header).says(KEEPER);
    }

    /** Whether one of these words is among a header's. */
    static boolean says(String header, Word... words) {
        Lexicon.Said said = Lexicon.read(header);
        return List.of(words).stream().anyMatch(said::says);
    }

    private static Map<Set<Word>, Topic> topics() {
        Map<Set<Word>, Topic> topics = new HashMap<>();
        put(topics, Topic.FIRST_NAME, EnumSet.of(FIRST_NAME), EnumSet.of(FIRST, NAME));
        put(topics, Topic.LAST_NAME, EnumSet.of(LAST_NAME), EnumSet.of(LAST, NAME));
        put(
                topics,
                Topic.FULL_NAME,
                EnumSet.of(FULL, NAME),
                EnumSet.of(FIRST_NAME, LAST_NAME),
                EnumSet.of(FIRST, LAST, NAME),
                EnumSet.of(FIRST, LAST_NAME),
                EnumSet.of(NAME, FIRST_NAME),
                EnumSet.of(NAME, LAST_NAME));
        put(topics, Topic.NAME, EnumSet.of(NAME));
        put(topics, Topic.LEGAL_NAME, EnumSet.of(LEGAL, NAME));
        put(topics, Topic.EMAIL, EnumSet.of(EMAIL));
        put(topics, Topic.PHONE, EnumSet.of(PHONE));
        put(topics, Topic.DIRECT_PHONE, EnumSet.of(DIRECT), EnumSet.of(DIRECT, PHONE));
        put(topics, Topic.MOBILE, EnumSet.of(MOBILE), EnumSet.of(MOBILE, PHONE));
        put(
                topics,
                Topic.TITLE,
                EnumSet.of(TITLE),
                EnumSet.of(JOB, TITLE),
                EnumSet.of(JOB, NAME),
                EnumSet.of(TITLE, NAME),
                EnumSet.of(TITLE, DEGREE),
                EnumSet.of(JOB, DEGREE));
        put(topics, Topic.DEPARTMENT, EnumSet.of(DEPARTMENT));
        put(topics, Topic.SENIORITY, EnumSet.of(SENIORITY));
        put(
                topics,
                Topic.DOMAIN,
                EnumSet.of(DOMAIN),
                EnumSet.of(DOMAIN, NAME),
                EnumSet.of(DOMAIN, WEB),
                EnumSet.of(DOMAIN, EMAIL));
        put(
                topics,
                Topic.WEBSITE,
                EnumSet.of(WEB),
                EnumSet.of(WEB, PAGE),
                EnumSet.of(WEB, URL),
                EnumSet.of(WEB, PAGE, URL));
        put(topics, Topic.ADDRESS, EnumSet.of(URL), EnumSet.of(URL, PAGE));
        put(
                topics,
                Topic.LINKEDIN,
                EnumSet.of(LINKEDIN),
                EnumSet.of(LINKEDIN, PROFILE),
                EnumSet.of(LINKEDIN, PAGE),
                EnumSet.of(LINKEDIN, URL),
                EnumSet.of(LINKEDIN, PROFILE, URL),
                EnumSet.of(LINKEDIN, PROFILE, PAGE),
                EnumSet.of(LINKEDIN, PAGE, URL));
        put(topics, Topic.INDUSTRY, EnumSet.of(INDUSTRY));
        put(
                topics,
                Topic.EMPLOYEES,
                EnumSet.of(EMPLOYEES),
                EnumSet.of(EMPLOYEES, NAME),
                EnumSet.of(EMPLOYEES, RANGE),
                EnumSet.of(EMPLOYEES, SIZE),
                EnumSet.of(SIZE),
                EnumSet.of(SIZE, RANGE));
        put(topics, Topic.COUNTRY, EnumSet.of(COUNTRY), EnumSet.of(COUNTRY, NAME), EnumSet.of(COUNTRY, REGION));
        put(topics, Topic.CITY, EnumSet.of(CITY), EnumSet.of(CITY, NAME));
        put(topics, Topic.REGION, EnumSet.of(REGION));
        put(topics, Topic.POSTCODE, EnumSet.of(POSTCODE), EnumSet.of(POSTCODE, CODE));
        return Map.copyOf(topics);
    }

    @SafeVarargs
    private static void put(Map<Set<Word>, Topic> topics, Topic topic, Set<Word>... sayings) {
        for (Set<Word> saying : sayings) {
            topics.put(Set.copyOf(saying), topic);
        }
    }
}
