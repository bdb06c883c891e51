package dev.weir.acceptance.audience;

import dev.weir.acceptance.Served;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Where the deliveries of a made-up tool go, and what they are signed with. */
public record Source(URI address, Signer signer) {

    /**
     * Makes it in a workspace.
     *
     * @param ahead how far Weir's clock is before this machine's
     */
    public static Source make(Served server, Duration ahead) throws IOException, InterruptedException {
        JsonNode made = server.post("/audience/sources", """
                        {"slug": "tool", "title": "A made-up tool",
                         "signature": {"scheme": "hmac", "header": "%s", "timestampHeader": "%s",
                                       "signed": "{timestamp}.{body}"},
                         "mapping": {"email": "/data/email", "occurredAt": "/at", "deliveryId": "/id",
                                     "fields": {"%s": "/data/firstName", "%s": "/data/title", "%s": "/data/country"},
                                     "unsubscribed": {"pointer": "/data/status", "is": ["left"]},
                                     "subscribed": {"pointer": "/data/status", "is": ["active"]}}}
                        """.formatted(
                                Signer.SIGNATURE, Signer.TIME, Word.FIRST_NAME, Word.JOB_TITLE, Word.COUNTRY))
                .path("data");
        return new Source(
                URI.create(made.path("address").asString()),
                new Signer(made.path("secret").asString(), ahead));
    }
}
