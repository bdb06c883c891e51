package dev.weir.lists.files;

import dev.weir.lists.files.HeaderWords.Meaning;
import dev.weir.provider.Nearest;
import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Works out a {@link HeaderMapping}: rules first, then plain names, then the names that need company to be understood, then
 * numbered ones, and last what columns hold whose names say nothing.
 */
final class HeaderMatcher {

    private static final String PERSON_PAGE = "person.linkedin_url";
    private static final String COMPANY_PAGE = "company.linkedin_url";
    private static final String DOMAIN = "company.domain";
    private static final List<String> NAMES = List.of("person.full_name", "company.name");
    private static final String RANGE = "company.employee_range";

    /** The weight of a field's own name, above which there is none. */
    private static final int OWN = 100;

    /** Fields whose columns hold addresses of pages. */
    private static final Set<String> PAGES = Set.of(PERSON_PAGE, COMPANY_PAGE, "company.website");

    private final Header header;
    private final FieldNames fields;
    private final ColumnValues values;
    private final ListWords words;
    private final Map<Integer, String> found = new TreeMap<>();
    private final Set<Integer> settled = new HashSet<>();
    private final Set<Integer> byValues = new HashSet<>();
    private final Map<Integer, Meaning> meanings = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    /** @param texts the first of each column; none where they are not known, and names alone are judged */
    HeaderMatcher(Header header, FieldNames fields, List<List<String>> texts, ListWords words) {
        this.words = words;
        this.header = header;
        this.values = new ColumnValues(texts, fields);
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
                understand(column);
            }
        }
        meanings.values().stream()
                .filter(meaning -> meaning.isSure() && !meaning.weak())
                .map(meaning -> meaning.fields().getFirst())
                .distinct()
                .toList()
                .forEach(this::takeBest);
        // Names of people or companies go before their pages and numbers, which are whose the names are. Each is judged
        // by
        // what was known before its turn, so that the order of the columns does not matter.
        matchEither(Map.copyOf(found), NAMES::equals, false);
        matchEither(Map.copyOf(found), _ -> true, false);
        matchEither(Map.copyOf(found), _ -> true, true);
        meanings.forEach((column, meaning) -> {
            if (meaning.weak()) {
                matchWeak(column, meaning);
            }
        });
        for (int column = 0; column < header.size(); column++) {
            if (!settled.contains(column) && !found.containsKey(column) && !meanings.containsKey(column)) {
                matchValues(column);
            }
        }
        return new HeaderMapping(header, found, byValues, warnings);
    }

    /** "E-mail 1" is an e-mail where the list has no other; what comes after the first is left alone. */
    private void matchWeak(int column, Meaning meaning) {
        String field = meaning.isSure()
                ? meaning.fields().getFirst()
                : meant(column, meaning.fields(), found).orElse("");
        if (!values.isEmpty(column) && !found.containsValue(field)) {
            found.put(column, field);
        }
    }

    private void matchValues(int column) {
        values.recognise(column, name(column), found)
                .filter(field -> fields.has(field) && !found.containsValue(field))
                .ifPresent(field -> {
                    found.put(column, field);
                    byValues.add(column);
                });
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

    /** Notes what a column's name means, unless it is plain that the column holds something else. */
    private void understand(int column) {
        String name = name(column);
        String own = fieldName(name);
        Optional<Meaning> named = fields.has(own) ? Optional.of(new Meaning(List.of(own), OWN, false)) : meaning(name);
        Meaning meaning = linkedIn(column, named).or(() -> named).orElse(null);
        if (meaning == null || !meaning.fields().stream().allMatch(fields::has)) {
            return;
        }
        if (meaning.isSure()) {
            String field = meaning.fields().getFirst();
            if (field.equals("company.name") && values.holdsDomains(column) && fields.has(DOMAIN)) {
                byValues.add(column);
                meaning = Meaning.of(DOMAIN);
            } else if (field.equals("company.employee_count") && values.holdsRanges(column) && fields.has(RANGE)) {
                meaning = Meaning.of(RANGE);
            } else if (!values.mayHold(column, field)) {
                warnings.add("\"" + shown(column) + "\" is called like " + field
                        + " and does not hold such; it is not used. If it does, say "
                        + words.mapping(shown(column), field) + ".");
                return;
            }
        }
        meanings.put(column, meaning);
    }

    private Optional<Meaning> meaning(String name) {
        Optional<Meaning> read = HeaderWords.meaning(name);
        String exact = Synonyms.field(name).orElse(null);
        if (exact != null) {
            return read.filter(meaning -> meaning.fields().equals(List.of(exact)))
                    .or(() -> Optional.of(Meaning.of(exact)));
        }
        List<String> either = Synonyms.either(name);
        if (!either.isEmpty()) {
            return Optional.of(Meaning.either(either));
        }
        return half(name).map(Meaning::of).or(() -> read);
    }

    /** "First" and "Last" are names where both are there. */
    private Optional<String> half(String name) {
        Map<String, String> halves = Map.of("first", "person.first_name", "last", "person.last_name");
        Set<String> keys = header.names().stream().map(Synonyms::key).collect(Collectors.toSet());
        return keys.containsAll(halves.keySet())
                ? Optional.ofNullable(halves.get(Synonyms.key(name)))
                : Optional.empty();
    }

    /** A column of LinkedIn addresses is one of a person's or a company's, whatever sort of address its name says. */
    private Optional<Meaning> linkedIn(int column, Optional<Meaning> named) {
        boolean address = Synonyms.isAddress(name(column))
                || HeaderWords.isOfPages(name(column))
                || named.filter(meaning -> PAGES.contains(meaning.fields().getFirst()))
                        .isPresent();
        return address ? values.linkedIn(column).map(Meaning::of) : Optional.empty();
    }

    /** Of several columns for one field the one that says it best and is not much emptier than another. */
    private void takeBest(String field) {
        List<Integer> columns = meanings.entrySet().stream()
                .filter(entry ->
                        !entry.getValue().weak() && entry.getValue().fields().equals(List.of(field)))
                .map(Map.Entry::getKey)
                .toList();
        if (!found.containsValue(field)) {
            found.put(columns.stream().reduce(this::better).orElseThrow(), field);
        }
        columns.stream()
                .filter(column -> !found.containsKey(column) && !values.isEmpty(column))
                .forEach(column -> warnings.add("\"" + shown(column) + "\" looks like " + field
                        + ", which another column gives already; it is not used. Choose with "
                        + words.mapping() + "."));
    }

    private int better(int one, int other) {
        int filled = values.of(one).size();
        int othersFilled = values.of(other).size();
        if (filled > 2 * othersFilled || othersFilled > 2 * filled) {
            return filled > othersFilled ? one : other;
        }
        return weight(other) > weight(one) ? other : one;
    }

    private int weight(int column) {
        return Objects.requireNonNull(meanings.get(column)).weight();
    }

    /** @param lastly whether what is still ambiguous is said, as nothing more will be learnt */
    private void matchEither(Map<Integer, String> plain, Predicate<List<String>> which, boolean lastly) {
        meanings.forEach((column, meaning) -> {
            if (meaning.isSure() || meaning.weak() || found.containsKey(column) || !which.test(meaning.fields())) {
                return;
            }
            Optional<String> meant = meant(column, meaning.fields(), plain);
            if (meant.isPresent()) {
                take(column, meant.get(), lastly);
            } else if (lastly
                    && !values.isEmpty(column)
                    && !meaning.fields().getFirst().startsWith("person.location.")) {
                warnings.add(
                        "\"" + shown(column) + "\" may mean " + meaning.fields().getFirst() + " or "
                                + meaning.fields().getLast() + "; it is not used. Say which, for example "
                                + words.mapping(shown(column), meaning.fields().getFirst()) + ".");
            }
        });
    }

    private void take(int column, String field, boolean lastly) {
        if (!found.containsValue(field)) {
            found.put(column, field);
        } else if (lastly && !values.isEmpty(column)) {
            warnings.add("\"" + shown(column) + "\" looks like " + field
                    + ", which another column gives already; it is not used. Choose with " + words.mapping() + ".");
        }
    }

    /** Which field is meant by a name of either; empty where neither values nor the other columns tell. */
    private Optional<String> meant(int column, List<String> either, Map<Integer, String> plain) {
        Set<String> others = Set.copyOf(plain.values());
        if (either.equals(NAMES)) {
            if (!values.mayHold(column, "company.name")) {
                return Optional.empty();
            }
            String told = switch (values.nameOf(column, plain)) {
                case PERSON -> "person.full_name";
                case FIRST_NAME -> "person.first_name";
                case LAST_NAME -> "person.last_name";
                case COMPANY -> "company.name";
                case UNKNOWN -> "";
            };
            if (fields.has(told) && !others.contains(told)) {
                return Optional.of(told);
            }
        }
        return eitherOf(either, others);
    }

    /** Which is meant, as the names of the other columns tell. */
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

    private String shown(int column) {
        return MappingTable.printable(name(column));
    }

    /** Names of fields are in lower case, whatever people type. */
    private static String fieldName(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT);
    }

    private String name(int column) {
        return header.names().get(column);
    }
}
