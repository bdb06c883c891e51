package dev.weir.providers;

import dev.weir.provider.Exchange.Answered;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The full answers of the vendors' pages, with every field filled. */
final class Pages {

    private Pages() {}

    static String json(String name) {
        return new String(Providers.resource("pages/" + name + ".json"), StandardCharsets.UTF_8);
    }

    static Answered answer(String name) {
        return ScriptedVendor.json(200, json(name));
    }

    static Answered answer(String name, Map<String, String> headers) {
        return ScriptedVendor.answer(200, headers, json(name));
    }
}
