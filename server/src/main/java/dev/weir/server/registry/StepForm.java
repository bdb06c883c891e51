package dev.weir.server.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A step as it is written: in a file, over the API, or as a row of {@code weir.enrichment_registry}. Whether it can be
 * carried out is for the {@link Registry} to say; two that mean the same by what they leave out are equal.
 *
 * @param name of the step, unique in its workspace
 * @param overallStepNumber where people place it among all steps; nothing depends on it
 * @param kind {@code lookup}, {@code compute} or {@code await}
 * @param type {@code SYNC} or {@code ASYNC}; null for what its operations are
 * @param provider whom to ask, alone; null where the waterfall says it or all are asked who give the fields
 * @param operations of the provider; null for all that give the fields
 * @param function of a provider whose operations its users name
 * @param fields that it is to find
 * @param types of those fields that are {@code custom.<name>}, where they are no text
 * @param waterfall whom to ask, in this order
 * @param completeness {@code merge} what several say, take a {@code complete} answer alone, or be content with
 *     {@code any} of the fields
 * @param condition CEL; the step is skipped for rows where it is false
 * @param verify who verifies what is found
 * @param retry how transient failures are tried again
 * @param maxWait how long an unavailable provider is waited for, as {@code 2m}
 * @param reuse how old an earlier result for the row's company may be to be taken instead of asking, as {@code 30d}
 * @param timeOut the longest an answer or an event is waited for, as {@code 24h}
 * @param onFailure {@code mark}, {@code event}, {@code continue} or {@code stop}; null as the blueprint says
 * @param destination where results are written; not versioned
 * @param config what the kind needs beyond that
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "name",
    "title",
    "overallStepNumber",
    "kind",
    "type",
    "fields",
    "types",
    "provider",
    "operations",
    "function",
    "waterfall",
    "completeness",
    "condition",
    "acceptance",
    "verify",
    "retry",
    "maxWait",
    "timeOut",
    "reuse",
    "caps",
    "onFailure",
    "destination",
    "config"
})
public record StepForm(
        @Nullable String name,
        @Nullable String title,
        @Nullable Integer overallStepNumber,
        @Nullable String kind,
        @Nullable String type,
        @Nullable String provider,
        @Nullable List<String> operations,
        @Nullable String function,
        @Nullable List<String> fields,
        @Nullable Map<String, String> types,
        @Nullable List<String> waterfall,
        @Nullable String completeness,
        @Nullable String condition,
        @Nullable StepAcceptance acceptance,
        @Nullable List<String> verify,
        @Nullable StepRetry retry,
        @Nullable String maxWait,
        @Nullable String timeOut,
        @Nullable String reuse,
        @Nullable StepCaps caps,
        @Nullable String onFailure,
        @Nullable StepDestination destination,
        @Nullable Map<String, Object> config) {

    /** The kind of a step that says none. */
    static final String LOOKUP = "lookup";

    /** What a value needs to count. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StepAcceptance(
            @Nullable Integer minConfidence,
            @Nullable String catchAll,
            @Nullable String condition) {}

    /** How transient failures are tried again; what is null is as usual. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StepRetry(
            @Nullable Integer attempts,
            @Nullable String backOff,
            @Nullable String initialDelay,
            @Nullable String maxDelay,
            @Nullable List<Integer> statuses) {}

    /** What the step may spend. @param creditsPerRow on one row, what is in doubt included */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StepCaps(@Nullable BigDecimal creditsPerRow) {}

    /**
     * Where results are written.
     *
     * @param db {@code hq} or {@code workspace}
     * @param tableName of a table there; in the workspace's own database {@code schema.table}, too
     * @param fieldMappings our field to their column; null for columns named as our fields, see {@link #columns}
     * @param mode {@code insert}, {@code upsert} or {@code update_if_blank}; null for what the keys suggest, see {@link #writes}
     * @param keys the columns by which a row is found that is there already; null for none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"db", "tableName", "fieldMappings", "mode", "keys"})
    public record StepDestination(
            @Nullable String db,
            @Nullable String tableName,
            @Nullable Map<String, String> fieldMappings,
            @Nullable String mode,
            @Nullable List<String> keys) {

        public static final String HQ = "hq";
        public static final String WORKSPACE = "workspace";
        public static final String INSERT = "insert";
        public static final String UPSERT = "upsert";
        public static final String UPDATE_IF_BLANK = "update_if_blank";

        public StepDestination {
            fieldMappings = copy(fieldMappings);
            keys = copy(keys);
            mode = usual(keys).equals(mode) ? null : mode;
        }

        /** What is done with a result when no mode is said. */
        private static String usual(@Nullable List<String> keys) {
            return keys == null ? INSERT : UPSERT;
        }

        /** The mode: as it is said, else upsert where there are keys, and insert where there are none. */
        public String writes() {
            return mode == null ? usual(keys) : mode;
        }

        /**
         * Which of a step's fields goes into which column, in the order of the fields.
         *
         * @param fields of the step: without mappings, all of them go into columns called as they are, with underscores for
         *     dots
         */
        public Map<String, String> columns(List<String> fields) {
            if (fieldMappings != null) {
                return fieldMappings;
            }
            Map<String, String> columns = new LinkedHashMap<>();
            // A form comes as somebody wrote it, and null is a mistake that is told elsewhere.
            fields.stream().filter(Objects::nonNull).forEach(field -> columns.put(field, field.replace('.', '_')));
            return columns;
        }
    }

    public StepForm {
        title = blank(title);
        kind = kind == null ? LOOKUP : kind;
        operations = copy(operations);
        fields = copy(fields);
        types = copy(types);
        waterfall = copy(waterfall);
        completeness = "merge".equals(completeness) ? null : completeness;
        verify = copy(verify);
        config = copy(config);
    }

    private static @Nullable String blank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static <T> @Nullable List<T> copy(@Nullable List<T> list) {
        return list == null || list.isEmpty() ? null : Collections.unmodifiableList(new ArrayList<>(list));
    }

    private static <T> @Nullable Map<String, T> copy(@Nullable Map<String, T> map) {
        return map == null || map.isEmpty() ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static <T> Map<String, T> orNone(@Nullable Map<String, T> map) {
        return map == null ? Map.of() : map;
    }

    /** How values of its fields are read and written, in their order; a field that there is not is a text. */
    public Map<String, FieldKind> kinds() {
        Map<String, FieldKind> kinds = new LinkedHashMap<>();
        orNone(fields).forEach(field -> {
            String type = orNone(types).get(field);
            FieldKind said = type == null ? null : FieldTypes.ALL.get(type);
            kinds.put(
                    field,
                    said != null ? said : Fields.find(field).map(Field::kind).orElse(FieldKind.TEXT));
        });
        return kinds;
    }

    /** Whether its results go where the other's do, by the same fields: then what their table takes is the same. */
    public boolean isWrittenAs(StepForm other) {
        return Objects.equals(destination, other.destination) && kinds().equals(other.kinds());
    }

    /** The same with another destination. */
    public StepForm to(@Nullable StepDestination other) {
        return new StepForm(
                name,
                title,
                overallStepNumber,
                kind,
                type,
                provider,
                operations,
                function,
                fields,
                types,
                waterfall,
                completeness,
                condition,
                acceptance,
                verify,
                retry,
                maxWait,
                timeOut,
                reuse,
                caps,
                onFailure,
                other,
                config);
    }

    /** What of it is versioned: all but the destination. */
    StepForm versioned() {
        return to(null);
    }
}
