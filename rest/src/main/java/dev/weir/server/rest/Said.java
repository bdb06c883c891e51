package dev.weir.server.rest;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a request says, in the form by which a repeated one is recognised. */
final class Said {

    private Said() {}

    /** The same text for bodies that differ in spaces and in the order of their members alone. */
    static String canonical(JsonMapper json, Object body) {
        return json.writer()
                .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .writeValueAsString(body);
    }
}
