package dev.weir.providers;

import dev.weir.provider.Exchange;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A complete answer; its body is parsed at most once, and only if somebody asks. Where good answers are texts, such a
 * one is the document {@code {"text": …}}; refusals are JSON everywhere.
 */
final class Answer {

    private final Exchange.Answered answered;
    private @Nullable JsonNode json;
    private final boolean textual;
    private boolean parsed;

    Answer(Exchange.Answered answered, boolean textual) {
        this.answered = answered;
        this.textual = textual;
    }

    /** A part of an answer that stands for itself: its bytes are that part's. */
    static Answer part(int status, Map<String, String> headers, JsonNode json) {
        Answer part = new Answer(new Exchange.Answered(status, headers, JsonBodies.write(json)), false);
        part.json = json;
        part.parsed = true;
        return part;
    }

    Map<String, String> headers() {
        return answered.headers();
    }

    int status() {
        return answered.status();
    }

    boolean success() {
        return answered.status() >= 200 && answered.status() < 300;
    }

    String header(String name) {
        return answered.header(name);
    }

    byte[] body() {
        return answered.body();
    }

    /** The body's document; null when it is not readable JSON, or text where that is expected. */
    @Nullable
    JsonNode json() {
        if (!parsed) {
            json = textual && success() ? TextBodies.read(answered) : JsonBodies.read(answered.body());
            parsed = true;
        }
        return json;
    }

    /** The text or number at that place, as text; null when there is none. */
    @Nullable
    String text(Pointer pointer) {
        JsonNode root = json();
        JsonNode node = root == null ? null : pointer.find(root);
        return node != null
                        && (node.isString() || node.isIntegralNumber())
                        && !node.asString().isBlank()
                ? node.asString()
                : null;
    }
}
