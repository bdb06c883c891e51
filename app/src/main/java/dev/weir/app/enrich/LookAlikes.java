package dev.weir.app.enrich;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.reading.InputForms;
import dev.weir.lists.reading.Placeholders;
import dev.weir.lists.reading.RowReader;
import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Tells which columns look by what they hold like a field that is asked for and that no column is taken for. */
final class LookAlikes {

    private LookAlikes() {}

    /** A sentence for each field, with the option that settles it. */
    static List<String> of(InputList list, EnrichRequest request) {
        Set<String> lacking = new LinkedHashSet<>(list.absentFields());
        // Nearly every provider is asked with it.
        if (!list.knownFields().contains(RowReader.DOMAIN)) {
            lacking.add(RowReader.DOMAIN);
        }
        List<String> sentences = new ArrayList<>();
        for (String name : lacking) {
            column(list, request, name).ifPresent(column -> {
                String header = list.mapping().shown(column);
                sentences.add("\"" + header + "\" looks like " + name + ": " + option(header, name));
            });
        }
        return sentences;
    }

    /** The options that take a column for each of these fields that one looks like. */
    static List<String> options(InputList list, EnrichRequest request, Collection<String> fields) {
        return fields.stream()
                .filter(name -> Fields.find(name).isPresent())
                .flatMap(name -> column(list, request, name).stream()
                        .map(column -> option(list.mapping().shown(column), name)))
                .toList();
    }

    private static String option(String header, String field) {
        return "--map '" + header + "=" + field + "'";
    }

    private static Optional<Integer> column(InputList list, EnrichRequest request, String name) {
        Field field = Fields.find(name).orElseThrow();
        return IntStream.range(0, list.mapping().header().size())
                .filter(column -> mayBeTaken(list.mapping(), column, name, request.map())
                        && holds(field, list.table().samples().get(column)))
                .boxed()
                .findFirst();
    }

    /** A website may be meant for a domain; any other column that is taken for something, or left out by the user, is not. */
    private static boolean mayBeTaken(HeaderMapping mapping, int column, String field, List<String> rules) {
        String taken = mapping.fieldByColumn().get(column);
        String unused = mapping.header().names().get(column).strip() + "=";
        return taken == null
                ? rules.stream().noneMatch(rule -> rule.strip().equalsIgnoreCase(unused))
                : taken.equals(RowReader.WEBSITE) && field.equals(RowReader.DOMAIN);
    }

    private static boolean holds(Field field, List<String> samples) {
        List<String> said = samples.stream()
                .filter(text -> !Placeholders.isOne(field, text, Map.of()))
                .toList();
        return !said.isEmpty() && said.stream().allMatch(text -> reads(field, text));
    }

    private static boolean reads(Field field, String text) {
        return switch (field.kind()) {
            case EMAIL, LINKEDIN_PERSON, LINKEDIN_COMPANY ->
                (text.contains("@") || text.contains("/"))
                        && field.normalise(text).isPresent();
            case DOMAIN ->
                !text.contains("@") && field.normalise(text).isPresent() && !InputForms.isElsewhere(text, "");
            default -> false;
        };
    }
}
