package dev.weir.server.rest;

import dev.weir.lists.files.Reading;
import dev.weir.server.problem.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is said of a list that is sent, beside what is said of any job.
 *
 * @param job what is said of any job
 * @param list how the list is read
 */
record UploadOptions(JobOptions job, OfList list) {

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /** Of the properties in a query those that are texts; any other is written as JSON. */
    private static final Set<String> TEXTS = Set.of("name", "blueprint", "onDoubt", "country", "encoding", "sheet");

    private static final List<String> OF_LIST =
            QueryNames.properties(OfList.class).toList();

    /** What a query may say. */
    static final Set<String> NAMES = names(JobOptions.class);

    /** What a query may say of how a list is read, and beside it. */
    static Set<String> names(Class<? extends Record> others) {
        return Stream.concat(QueryNames.properties(others), OF_LIST.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** How a list is read. */
    @Schema(name = "ListOptions")
    record OfList(
            @Schema(
                    description =
                            "Canonical field by header, where the header's own name does not tell, or company_id for the"
                                    + " column that says by its id which company of the workspace a row is about; null or"
                                    + " an empty text leaves a column unused")
            @Nullable
            Map<String, @Nullable String> mapping,

            @Schema(description = "Two letters: of telephone numbers that do not say theirs") @Nullable
            String country,

            @Schema(description = "Of a text file; without it, it is found out") @Nullable
            String encoding,

            @Schema(description = "Of a workbook, by name or number from 1; without it, the first that is visible")
            @Nullable
            String sheet) {

        OfList {
            mapping = mapping == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(mapping));
            country = country == null ? null : country.strip().toUpperCase(Locale.ROOT);
            if (country != null && !COUNTRIES.contains(country)) {
                throw refused(
                        "unknown_country",
                        "/country",
                        "country is two letters, such as DE, FR, GB or US, and not " + country + ".");
            }
        }

        /** As {@code Header=field} each. */
        List<String> rules() {
            List<String> rules = new ArrayList<>();
            Map<String, @Nullable String> said = mapping;
            if (said != null) {
                said.forEach((header, field) -> rules.add(header + "=" + (field == null ? "" : field)));
            }
            return rules;
        }

        /** @param usual the encoding that the body's type names; null for none */
        Reading reading(@Nullable String usual) {
            try {
                return Reading.of(encoding == null ? usual : encoding, sheet);
            } catch (Problem unknown) {
                throw unknown.at("/encoding");
            }
        }
    }

    /** Options as a JSON document. @throws Problem with the place of what is wrong */
    static UploadOptions of(String document, JsonMapper json) {
        return of(object(document, json), json);
    }

    /** Options as parameters of a query: texts as they are, lists of fields with commas, all else as JSON. */
    static UploadOptions of(Map<String, String[]> query, JsonMapper json) {
        return of(object(query, TEXTS, json), json);
    }

    /** A JSON document. */
    static ObjectNode object(String document, JsonMapper json) {
        JsonNode tree;
        try {
            tree = json.readTree(document);
        } catch (JacksonException broken) {
            throw refused("bad_options", "", "The options are no JSON: " + broken.getOriginalMessage() + ".");
        }
        if (!(tree instanceof ObjectNode object)) {
            throw refused(
                    "bad_options", "", "The options are one JSON object, such as {\"fields\": [\"company.domain\"]}.");
        }
        return object;
    }

    /** Parameters of a query. @param texts those that are not written as JSON */
    static ObjectNode object(Map<String, String[]> query, Set<String> texts, JsonMapper json) {
        ObjectNode object = json.createObjectNode();
        query.forEach((name, values) -> {
            if (name.equals("fields") && !values[0].startsWith("[")) {
                List<String> fields = List.of(String.join(",", values).split(","));
                object.putPOJO(name, fields.stream().map(String::strip).toList());
            } else if (values.length > 1) {
                throw refused("bad_options", "/" + Problem.At.escaped(name), name + " is given twice. Give it once.");
            } else if (texts.contains(name)) {
                object.put(name, values[0]);
            } else {
                object.set(name, parsed(name, values[0], json));
            }
        });
        return (ObjectNode) json.readTree(json.writeValueAsString(object));
    }

    private static JsonNode parsed(String name, String text, JsonMapper json) {
        try {
            return json.readTree(text);
        } catch (JacksonException broken) {
            throw refused(
                    "bad_options",
                    "/" + Problem.At.escaped(name),
                    name + " is written as JSON in a query, and " + text + " is none: " + broken.getOriginalMessage()
                            + ".");
        }
    }

    private static UploadOptions of(ObjectNode object, JsonMapper json) {
        return read(object, json, JobOptions.class, UploadOptions::new);
    }

    /** Options of which those that say how a list is read are told from the others. @param others what those are */
    static <T, O> O read(ObjectNode object, JsonMapper json, Class<T> others, BiFunction<T, OfList, O> options) {
        ObjectNode ofList = json.createObjectNode();
        OF_LIST.forEach(name -> {
            JsonNode said = object.remove(name);
            if (said != null) {
                ofList.set(name, said);
            }
        });
        try {
            return options.apply(json.treeToValue(object, others), json.treeToValue(ofList, OfList.class));
        } catch (JacksonException wrong) {
            for (Throwable cause = wrong.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof Problem problem) {
                    throw problem;
                }
            }
            throw refused(
                    "bad_options", Pointers.of(wrong), "The options cannot be read: " + Unreadable.why(wrong) + ".");
        }
    }

    static Problem refused(String code, String pointer, String sentence) {
        return Problem.invalid(code, sentence).at(pointer);
    }
}
