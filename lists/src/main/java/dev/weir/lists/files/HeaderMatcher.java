package dev.weir.lists.files;

import dev.weir.provider.Nearest;
import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Works out a {@link HeaderMapping}: rules first, then plain names, then the names that need company to be understood. */
final class HeaderMatcher {

    private static final String PERSON_PAGE = "person.linkedin_url";
    private static final String COMPANY_PAGE = "company.linkedin_url";

    /** Fields whose columns hold addresses of pages. */
    private static final Set<String> PAGES = Set.of(PERSON_PAGE, COMPANY_PAGE, "company.website");

    /** Of several columns of a kind the first, as address books write them: {@code E-mail 1}, {@code Phone 1 - Value}. */
    private static final Pattern FIRST = Pattern.compile("(.*\\p{L})[\\s_#.-]*1(\\s*-\\s*[Vv]alue)?\\s*");

    private final Header header;
    private final FieldNames fields;
    private final List<List<String>> samples;
    private final ListWords words;
    private final Map<Integer, String> found = new TreeMap<>();
    private final Set<Integer> settled = new HashSet<>();
    private final List<String> warnings = new ArrayList<>();

    /** @param samples texts of each column; a column without any is judged by its name alone */
    HeaderMatcher(Header header, FieldNames fields, List<List<String>> samples, ListWords words) {
        this.words = words;
        this.header = header;
        this.samples = samples;
        this.fields = fields;
    }

    HeaderMapping match(List<String> rules) {
        for (String rule : rules) {
            try {
                apply(rule);
            } catch (Problem problem) {
                throw words.placed(problem, rule.substring(0, Math.max(0, rule.lastIndexOf('='))));
            }
        }
        for (int column = 0; column < header.size(); column++) {
            if (!settled.contains(column)) {
                matchPlain(column);
            }
        }
        // Judged by the plain names alone, so that the order of the ambiguous ones does not matter.
        Set<String> plain = Set.copyOf(found.values());
        for (int column = 0; column < header.size(); column++) {
            if (!settled.contains(column) && !found.containsKey(column)) {
                matchEither(column, plain);
            }
        }
        Set<String> named = Set.copyOf(found.values());
        for (int column = 0; column < header.size(); column++) {
            if (!settled.contains(column) && !found.containsKey(column)) {
                matchNumbered(column, named);
            }
        }
        return new HeaderMapping(header, found, warnings);
    }

    /** "E-mail 1" is an e-mail where the list has no other; what comes after the first is left alone. */
    private void matchNumbered(int column, Set<String> plain) {
        Matcher numbered = FIRST.matcher(name(column));
        if (!numbered.matches()) {
            return;
        }
        String name = numbered.group(1);
        List<String> either = Synonyms.either(name);
        String field = Synonyms.field(name)
                .orElseGet(() -> either.isEmpty() ? "" : eitherOf(either, plain).orElse(""));
        if (fields.has(field) && !found.containsValue(field)) {
            found.put(column, field);
        }
    }

    private void apply(String rule) {
        // A header may hold an equals sign, a field never does.
        int equals = rule.lastIndexOf('=');
        if (equals <= 0) {
            throw Problem.invalid(
                    "map_malformed",
                    words.mapping() + " '" + rule + "' is not understood. Write " + words.mapping("Header", "field")
                            + ".");
        }
        int column = column(rule.substring(0, equals));
        String field = fieldName(rule.substring(equals + 1));
        if (!settled.add(column)) {
            throw Problem.invalid(
                    "map_conflict", words.mapping() + " names the column \"" + name(column) + "\" twice. Keep one.");
        }
        if (field.isEmpty()) {
            return;
        }
        if (!fields.has(field)) {
            throw Problem.invalid(
                    "unknown_field",
                    "There is no field " + field + "."
                            + fields.nearest(field)
                                    .map(near -> " Did you mean " + near + "?")
                                    .orElse(""));
        }
        if (found.containsValue(field)) {
            throw Problem.invalid("map_conflict", words.mapping() + " gives " + field + " two columns. Keep one.");
        }
        found.put(column, field);
    }

    private int column(String wanted) {
        int exact = header.indexOf(wanted);
        if (exact >= 0) {
            return exact;
        }
        List<Integer> alike = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
            String key = Synonyms.key(name(column));
            if (!key.isEmpty() && key.equals(Synonyms.key(wanted))) {
                alike.add(column);
            }
        }
        if (alike.size() == 1) {
            return alike.getFirst();
        }
        String known = String.join(", ", header.names().stream().limit(30).toList());
        throw new Problem(
                Problem.Kind.INVALID,
                "unknown_header",
                alike.isEmpty()
                        ? "The file has no column \"" + wanted + "\"."
                                + Nearest.among(header.names(), wanted).stream()
                                        .findFirst()
                                        .map(near -> " Did you mean \"" + near + "\"?")
                                        .orElse("")
                        : "The file has several columns like \"" + wanted + "\". Write the name exactly.",
                List.of("its columns: " + MappingTable.printable(known)));
    }

    private void matchPlain(int column) {
        String name = name(column);
        String own = fieldName(name);
        String field = fields.has(own)
                ? own
                : linkedIn(column).or(() -> Synonyms.field(name)).orElse(null);
        if (field != null && fields.has(field)) {
            take(column, field);
        }
    }

    /** A column of LinkedIn addresses is one of a person's or a company's, whatever sort of address its name says. */
    private Optional<String> linkedIn(int column) {
        List<String> texts = column < samples.size() ? samples.get(column) : List.of();
        String name = name(column);
        boolean address = Synonyms.isAddress(name)
                || Synonyms.either(name).contains(PERSON_PAGE)
                || Synonyms.field(name).filter(PAGES::contains).isPresent();
        if (!address || texts.isEmpty()) {
            return Optional.empty();
        }
        return Stream.of(PERSON_PAGE, COMPANY_PAGE)
                .filter(page -> texts.stream().allMatch(text -> fields.reads(page, text)))
                .findFirst();
    }

    private void matchEither(int column, Set<String> plain) {
        List<String> either = Synonyms.either(name(column));
        if (either.isEmpty()) {
            return;
        }
        String person = either.getFirst();
        String company = either.getLast();
        Optional<String> meant = eitherOf(either, plain);
        if (meant.isPresent()) {
            take(column, meant.get());
        } else if (!person.startsWith("person.location.")) {
            warnings.add("\"" + MappingTable.printable(name(column)) + "\" may mean " + person + " or " + company
                    + "; it is not used. Say which, for example "
                    + words.mapping(MappingTable.printable(name(column)), person) + ".");
        }
    }

    /** Which of the person's field and the company's is meant; empty where the plain names do not tell. */
    private static Optional<String> eitherOf(List<String> either, Set<String> plain) {
        String person = either.getFirst();
        String company = either.getLast();
        boolean ofCompany = plain.stream().anyMatch(field -> field.startsWith("company."));
        boolean ofPerson = plain.stream().anyMatch(field -> field.startsWith("person."));
        // A list of companies may have an e-mail or a contact's first name too; "Name" is surely a person's only where
        // the company has its own, or a title says whose it is.
        boolean nameIsThePersons = plain.contains("company.name") || plain.contains("person.job_title");
        if (ofCompany && !ofPerson && !plain.contains(company)) {
            return Optional.of(company);
        }
        if ((ofPerson || plain.contains(company)) && (nameIsThePersons || !company.equals("company.name"))) {
            return Optional.of(person);
        }
        return Optional.empty();
    }

    private void take(int column, String field) {
        if (!fields.has(field)) {
            return;
        }
        if (found.containsValue(field)) {
            warnings.add("\"" + MappingTable.printable(name(column)) + "\" looks like " + field
                    + ", which another column gives already; it is not used. Choose with "
                    + words.mapping() + ".");
        } else {
            found.put(column, field);
        }
    }

    /** Names of fields are in lower case, whatever people type. */
    private static String fieldName(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }

    private String name(int column) {
        return header.names().get(column);
    }
}
