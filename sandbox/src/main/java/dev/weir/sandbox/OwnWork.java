package dev.weir.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What is asked of something that a customer built, however its fields are written. */
record OwnWork(Map<String, String> inputs, List<String> wanted) {

    private static final List<String> USUAL = List.of("person.work_email", "person.mobile_phone");

    /**
     * Reads members that are named as fields are, or with underscores for their dots.
     *
     * @param wanted a list of fields; without one an address and a number are looked for
     */
    static OwnWork of(JsonNode inputs, JsonNode wanted) {
        Map<String, String> known = new HashMap<>();
        inputs.properties()
                .forEach(one -> known.put(named(one.getKey()), one.getValue().asString("")));
        List<String> fields = new ArrayList<>();
        wanted.forEach(field -> fields.add(field.asString("")));
        return new OwnWork(known, fields.isEmpty() ? USUAL : fields);
    }

    private static String named(String member) {
        int first = member.indexOf('_');
        return member.indexOf('.') >= 0 || first < 0
                ? member
                : member.substring(0, first) + "." + member.substring(first + 1);
    }

    /** As a table or a workflow writes them: without their first part. */
    static String shortName(String field) {
        return field.substring(field.indexOf('.') + 1);
    }
}
