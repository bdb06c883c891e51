package dev.weir.acceptance.audience;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A delivery of the made-up tool whose source the run has. @param id by which the same is known again */
public record Message(How how, String id, String body) {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    public static Message of(How how, String id, Word word, int written) {
        ObjectNode document = MAPPER.createObjectNode();
        document.put("id", id)
                .put("type", "subscriber.changed")
                .put("at", word.at().toString());
        ObjectNode data = document.putObject("data");
        data.put("email", word.person().written(written));
        data.put("firstName", word.given().get(Word.FIRST_NAME));
        data.put("title", word.given().get(Word.JOB_TITLE));
        data.put("country", word.given().get(Word.COUNTRY));
        data.put("status", Boolean.FALSE.equals(word.subscribed()) ? "left" : "active");
        return new Message(how, id, MAPPER.writeValueAsString(document));
    }

    public Message again() {
        return new Message(How.AGAIN, id, body);
    }

    /** What is sent, which of a forgery is not what was signed. */
    public byte[] sent() {
        String text = switch (how) {
            case CHANGED_BYTE -> body.replace("forged", "forgee");
            case RESERIALISED -> MAPPER.readTree(body).toPrettyString();
            case GENUINE, AGAIN, WRONG_SECRET, STALE, UNSIGNED -> body;
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
