package dev.weir.server.audience;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a tool delivers.
 *
 * @param kind {@code newsletter, form} or {@code other}
 * @param secretFrom who makes the secret: {@code weir}, which shows it once to be put into the tool; {@code tool}, whose
 *     secret is put in here; {@code none}
 * @param setUp what is done in the tool, step by step
 * @param sources the pages that say how it delivers
 * @param unconfirmed what no page was found for
 */
public record SourceTemplate(
        String slug,
        String title,
        String kind,
        String secretFrom,
        Signature signature,
        JsonNode mapping,
        List<String> setUp,
        List<String> sources,
        List<String> unconfirmed) {

    public SourceTemplate {
        setUp = List.copyOf(setUp);
        sources = List.copyOf(sources);
        unconfirmed = List.copyOf(unconfirmed);
    }

    boolean secretIsTools() {
        return secretFrom.equals("tool");
    }

    /** Its mapping, where that does not say otherwise: of fields each for itself. */
    JsonNode mapping(@Nullable JsonNode otherwise) {
        if (otherwise == null || !otherwise.isObject()) {
            return otherwise == null || otherwise.isNull() ? mapping : otherwise;
        }
        ObjectNode all = ((ObjectNode) mapping).deepCopy();
        otherwise.properties().forEach(member -> {
            if (member.getKey().equals("fields")
                    && member.getValue().isObject()
                    && all.get("fields") instanceof ObjectNode fields) {
                member.getValue().properties().forEach(field -> fields.set(field.getKey(), field.getValue()));
            } else {
                all.set(member.getKey(), member.getValue());
            }
        });
        return all;
    }
}
