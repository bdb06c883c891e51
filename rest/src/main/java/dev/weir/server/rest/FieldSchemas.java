package dev.weir.server.rest;

import dev.weir.provider.EmployeeRanges;
import dev.weir.provider.Field;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import dev.weir.provider.OperationSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What an operation takes and gives, as JSON Schemas (2020-12) of canonical fields. */
final class FieldSchemas {

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private FieldSchemas() {}

    /** One of the alternatives has to be there; more may. */
    static Map<String, Object> input(OperationSpec spec) {
        Set<String> fields = new LinkedHashSet<>();
        spec.inputs().forEach(alternative -> fields.addAll(new TreeSet<>(alternative)));
        fields.addAll(new TreeSet<>(spec.helpers()));
        Map<String, Object> schema = object(fields);
        List<Map<String, Object>> alternatives = new ArrayList<>();
        spec.inputs().forEach(alternative -> alternatives.add(Map.of("required", new TreeSet<>(alternative))));
        schema.put("anyOf", alternatives);
        return schema;
    }

    /** Any of them may be missing. */
    static Map<String, Object> output(OperationSpec spec) {
        Map<String, Object> schema = object(spec.outputs());
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> object(Collection<String> fields) {
        Map<String, Object> properties = new LinkedHashMap<>();
        fields.forEach(field -> properties.put(
                field, Fields.find(field).map(Field::kind).map(FieldSchemas::of).orElse(Map.of())));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", DIALECT);
        schema.put("type", "object");
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> of(FieldKind kind) {
        return switch (kind) {
            case TEXT, PHONE, DOMAIN, TIME, LINKEDIN_PERSON, LINKEDIN_COMPANY -> Map.of("type", "string");
            case SENIORITY, COMPANY_TYPE, EMAIL_STATUS, PHONE_STATUS -> Map.of("type", "string", "enum", kind.words());
            case EMAIL -> Map.of("type", "string", "format", "email");
            case URL -> Map.of("type", "string", "format", "uri");
            case COUNTRY_CODE -> Map.of("type", "string", "pattern", "^[A-Z]{2}$");
            case EMPLOYEE_RANGE -> Map.of("type", "string", "enum", EmployeeRanges.BUCKETS);
            case INTEGER -> Map.of("type", "integer");
            case COUNT -> Map.of("type", "integer", "minimum", 1);
            case YEAR -> Map.of("type", "integer", "minimum", 1000, "maximum", 2100);
            case SCORE -> Map.of("type", "integer", "minimum", 0, "maximum", 100);
            case DECIMAL -> Map.of("type", "number");
            case BOOLEAN -> Map.of("type", "boolean");
            case LIST -> Map.of("type", "array", "items", Map.of("type", "string"));
            case RECORDS -> Map.of("type", "array", "items", Map.of("type", "object"));
            case MAP -> Map.of("type", "object");
        };
    }
}
