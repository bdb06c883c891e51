package dev.weir.lists.files;

import dev.weir.lists.files.Lexicon.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the first texts of a table's columns tell of them. */
final class ColumnValues {

    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>]+@[^\\s@<>]+\\.[^\\s@<>]+");
    private static final Pattern URL = Pattern.compile("(?i)^\\s*https?://");
    private static final Pattern NUMBER = Pattern.compile("[\\d\\s.,:/#+()-]+");
    private static final Pattern PLAIN_NUMBER = Pattern.compile("[\\d.,'\\s]+");
    private static final Pattern DIALLED = Pattern.compile("(\\+|00|\\(|0\\d+[ /-])[\\d\\s()./-]{6,}");

    /** A host alone, or an address of nothing but one. */
    private static final Pattern SITE = Pattern.compile("(?i)(https?://)?([\\p{L}\\p{N}-]+\\.)+([\\p{L}]{2,})/?");

    private static final Pattern DATE = Pattern.compile("\\d{1,4}[-./]\\d{1,2}[-./]\\d{1,4}.*");

    private static final Set<String> TOP_LEVELS = Stream.concat(
                    Stream.of(Locale.getISOCountries()).map(code -> code.toLowerCase(Locale.ROOT)), words("""
                    com net org edu gov int info biz eu uk app dev tech cloud online shop store agency global group
                    health digital solutions software systems xyz site studio consulting finance legal energy berlin
                    hamburg bayern koeln wien paris london nyc cat example test
                    """))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> SALUTATIONS = words("""
            mr mrs ms miss mx dr prof herr frau herrn m mme mlle monsieur madame sr sra srta senor senora sig sigra dott
            pan pani dhr mevr
            """).collect(Collectors.toUnmodifiableSet());

    private static final Set<String> COMPANY_WORDS = words("""
            inc llc ltd limited gmbh ag kg se ug ohg gbr sa sas sarl srl spa bv nv ab as oy oyj aps plc corp corporation
            co company group gruppe holding holdings kft zrt sl slu ltda pty pte llp lp kk mbh bank university institute
            labs technologies technology solutions systems partners consulting services software industries
            international media studio agency hotel hospital clinic foundation und and sohne werke
            """).collect(Collectors.toUnmodifiableSet());

    private static Stream<String> words(String text) {
        return Stream.of(text.strip().split("\\s+", -1));
    }

    private static final int LONGEST_NAME = 80;
    private static final int SHORTEST_WORD = 3;

    /** Of five texts one may be something else. */
    private static final double MOST = 0.8;

    private static final double HALF = 0.5;

    private final List<List<String>> columns;
    private final FieldNames fields;

    /** @param columns their first texts that are not blank; none where they are not known */
    ColumnValues(List<List<String>> columns, FieldNames fields) {
        this.columns = columns.stream()
                .map(texts ->
                        texts.stream().filter(text -> !fields.saysNothing(text)).toList())
                .toList();
        this.fields = fields;
    }

    List<String> of(int column) {
        return column < columns.size() ? columns.get(column) : List.of();
    }

    /** Whether the table is known to have nothing there. */
    boolean isEmpty(int column) {
        return !columns.isEmpty() && of(column).isEmpty();
    }

    /** Whether a column may well hold what its name says: true where nothing is known of it. */
    boolean mayHold(int column, String field) {
        List<String> texts = of(column);
        return switch (field) {
            case "company.name", "person.full_name", "person.first_name", "person.last_name" ->
                !mostly(
                        texts,
                        text -> isAddress(text) || NUMBER.matcher(text).matches() || text.length() > LONGEST_NAME);
            case "person.job_title" ->
                !mostly(
                        texts,
                        text -> isSalutation(text)
                                || isAddress(text)
                                || NUMBER.matcher(text).matches());
            default -> true;
        };
    }

    /** Whether a column that is called like a number of employees holds ranges, such as {@code 11-50}. */
    boolean holdsRanges(int column) {
        return mostly(
                of(column),
                text -> !PLAIN_NUMBER.matcher(text).matches() && fields.reads("company.employee_range", text));
    }

    private boolean isAddress(String text) {
        return EMAIL.matcher(text).matches() || URL.matcher(text).find() || isSite(text);
    }

    private static boolean isSite(String text) {
        var site = SITE.matcher(text.strip());
        return site.matches()
                && TOP_LEVELS.contains(site.group(site.groupCount()).toLowerCase(Locale.ROOT));
    }

    private static boolean isSalutation(String text) {
        List<String> words = Lexicon.words(text, 1);
        return !words.isEmpty() && SALUTATIONS.containsAll(words);
    }

    private static boolean mostly(Collection<String> texts, Predicate<String> is) {
        return share(texts, is) >= MOST;
    }

    private static double share(Collection<String> texts, Predicate<String> is) {
        return texts.isEmpty() ? 0 : (double) texts.stream().filter(is).count() / texts.size();
    }

    /** The LinkedIn pages that a column holds; empty when it holds others, too. */
    Optional<String> linkedIn(int column) {
        return Stream.of("person.linkedin_url", "company.linkedin_url")
                .filter(page -> mostly(of(column), text -> text.contains("linkedin.") && fields.reads(page, text)))
                .findFirst();
    }

    /** Whether a column that is called like a company's holds its domains. */
    boolean holdsDomains(int column) {
        return mostly(of(column), ColumnValues::isSite);
    }

    /**
     * The field that a column's values are of, whatever its name; empty when they do not tell, or are somebody else's.
     *
     * @param found the fields of other columns
     */
    Optional<String> recognise(int column, String header, Map<Integer, String> found) {
        List<String> texts = of(column);
        if (Set.copyOf(texts).size() < 2 || HeaderWords.isKept(header)) {
            return Optional.empty();
        }
        if (mostly(texts, text -> EMAIL.matcher(text.strip()).matches() && fields.reads("person.work_email", text))) {
            return HeaderWords.says(header, Word.EMAIL)
                            || !isOfThese(texts, ColumnValues::localPart, names(found), true)
                    ? Optional.empty()
                    : Optional.of("person.work_email");
        }
        Optional<String> page = linkedIn(column);
        if (page.isPresent()) {
            boolean ofPersons = page.get().startsWith("person.");
            return HeaderWords.says(header, Word.LINKEDIN, Word.PROFILE)
                            || !isOfThese(
                                    texts, ColumnValues::handle, ofPersons ? names(found) : companies(found), ofPersons)
                    ? Optional.empty()
                    : page;
        }
        if (mostly(texts, ColumnValues::isSite)) {
            return HeaderWords.says(header, Word.WEB, Word.DOMAIN)
                            || !isOfThese(texts, ColumnValues::host, companies(found), false)
                    ? Optional.empty()
                    : Optional.of(mostly(texts, text -> text.contains("://")) ? "company.website" : "company.domain");
        }
        if (mostly(texts, text -> isDialled(text) && fields.reads("person.direct_phone", text))
                && !HeaderWords.says(header, Word.PHONE, Word.MOBILE, Word.DIRECT)
                && differ(texts)) {
            boolean ofPersons = found.values().stream().anyMatch(field -> field.startsWith("person."));
            return Optional.of(ofPersons ? "person.direct_phone" : "company.phone");
        }
        return Optional.empty();
    }

    private static boolean isDialled(String text) {
        return DIALLED.matcher(text.strip()).matches()
                && !DATE.matcher(text.strip()).matches();
    }

    /**
     * Whether values are about those whom the rows name: half of them hold a word of their names. Where no column names
     * anybody, whether they are as many as the rows.
     */
    private static boolean isOfThese(
            List<String> texts, Function<String, String> part, Set<String> names, boolean oneEach) {
        return names.isEmpty()
                ? !oneEach || differ(texts)
                : share(texts, text -> {
                            String plain = part.apply(text);
                            return names.stream().anyMatch(plain::contains);
                        })
                        >= HALF;
    }

    private static boolean differ(List<String> texts) {
        return Set.copyOf(texts).size() >= MOST * texts.size();
    }

    private Set<String> names(Map<Integer, String> found) {
        return words(found, Set.of("person.first_name", "person.last_name", "person.full_name"));
    }

    private Set<String> companies(Map<Integer, String> found) {
        Set<String> words = new HashSet<>(words(found, Set.of("company.name")));
        words.removeAll(COMPANY_WORDS);
        return words;
    }

    private Set<String> words(Map<Integer, String> found, Set<String> wanted) {
        Set<String> words = new HashSet<>();
        found.forEach((column, field) -> {
            if (wanted.contains(field)) {
                of(column).forEach(text -> words.addAll(Lexicon.words(text, SHORTEST_WORD)));
            }
        });
        return words;
    }

    private static String localPart(String email) {
        int at = email.lastIndexOf('@');
        return Lexicon.plain(at < 0 ? email : email.substring(0, at));
    }

    private static String handle(String page) {
        String[] parts = page.replaceFirst("[?#].*", "").split("/", -1);
        List<String> filled = Stream.of(parts).filter(part -> !part.isBlank()).toList();
        return Lexicon.plain(filled.isEmpty() ? "" : filled.getLast());
    }

    private static String host(String site) {
        return Lexicon.plain(site.replaceFirst("(?i)^https?://(www\\.)?", ""));
    }

    /** What a column of plain names holds, as the other columns tell. */
    enum NameOf {
        PERSON,
        FIRST_NAME,
        LAST_NAME,
        COMPANY,
        UNKNOWN
    }

    /** @param found the fields of other columns */
    NameOf nameOf(int column, Map<Integer, String> found) {
        List<String> texts = of(column);
        if (texts.isEmpty()) {
            return NameOf.UNKNOWN;
        }
        Set<String> first = words(found, Set.of("person.first_name"));
        Set<String> last = words(found, Set.of("person.last_name"));
        if (!first.isEmpty() || !last.isEmpty()) {
            double ofFirst = share(texts, text -> holdsAny(text, first));
            double ofLast = share(texts, text -> holdsAny(text, last));
            if ((first.isEmpty() || ofFirst >= HALF) && (last.isEmpty() || ofLast >= HALF)) {
                return NameOf.PERSON;
            }
            boolean brief = share(texts, text -> Lexicon.words(text, 1).size() <= 2) >= MOST;
            if (brief && looksOfCompanies(texts, found) < HALF) {
                if (last.isEmpty()) {
                    return NameOf.LAST_NAME;
                }
                if (first.isEmpty()) {
                    return NameOf.FIRST_NAME;
                }
            }
        }
        Set<String> mailboxes = parts(found, "person.work_email", ColumnValues::localPart);
        double ofPersons = share(texts, text -> isIn(text, mailboxes));
        double ofCompanies = looksOfCompanies(texts, found);
        if (ofPersons >= HALF && ofPersons > ofCompanies) {
            return NameOf.PERSON;
        }
        return ofCompanies >= HALF && ofCompanies > ofPersons ? NameOf.COMPANY : NameOf.UNKNOWN;
    }

    private double looksOfCompanies(List<String> texts, Map<Integer, String> found) {
        Set<String> hosts = new HashSet<>(parts(found, "company.website", ColumnValues::host));
        hosts.addAll(parts(found, "company.domain", ColumnValues::host));
        hosts.addAll(parts(found, "person.work_email", email -> Lexicon.plain(email.replaceFirst(".*@", ""))));
        return share(
                texts, text -> Lexicon.words(text, 2).stream().anyMatch(COMPANY_WORDS::contains) || isIn(text, hosts));
    }

    private Set<String> parts(Map<Integer, String> found, String field, Function<String, String> part) {
        List<String> parts = new ArrayList<>();
        found.forEach((column, name) -> {
            if (name.equals(field)) {
                of(column).forEach(text -> parts.add(part.apply(text)));
            }
        });
        return Set.copyOf(parts);
    }

    private static boolean holdsAny(String text, Set<String> words) {
        return Lexicon.words(text, SHORTEST_WORD).stream().anyMatch(words::contains);
    }

    private static boolean isIn(String text, Set<String> others) {
        return Lexicon.words(text, SHORTEST_WORD).stream()
                .anyMatch(word -> others.stream().anyMatch(other -> other.contains(word)));
    }
}
