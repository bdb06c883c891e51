package dev.weir.server.tickets;

import dev.weir.provider.Ask;
import dev.weir.provider.Values;
import dev.weir.server.jobs.ValuesJson;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Questions as tickets keep them. */
final class AskJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** @param inputs see {@link ValuesJson} */
    private record Kept(String inputs, List<String> wanted, String key) {}

    private AskJson() {}

    static String write(Ask ask) {
        return MAPPER.writeValueAsString(
                new Kept(ValuesJson.write(new Values(ask.inputs())), ask.wanted(), ask.idempotencyKey()));
    }

    static Ask read(String json) {
        Kept kept = MAPPER.readValue(json, Kept.class);
        return new Ask(ValuesJson.read(kept.inputs()).byField(), kept.wanted(), kept.key());
    }
}
