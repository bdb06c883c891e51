package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.EventFacts.Endpoint;
import dev.weir.acceptance.chaos.judge.EventFacts.Event;
import dev.weir.acceptance.temporal.Receiver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job has told of two things, of which its workspace's endpoint wants to hear both, and has. */
class EventWallTest {

    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("a secret of 24 bytes ...".getBytes(StandardCharsets.UTF_8));

    private final List<Event> events = new ArrayList<>(List.of(
            new Event("evt_1", 1, 5, "job.started", 9, 1, "{\"id\":\"evt_1\"}"),
            new Event("evt_2", 2, 5, "job.completed", 9, 2, "{\"id\":\"evt_2\"}")));
    private final List<Receiver.Try> heard = new ArrayList<>(List.of(
            heard("/acme", "evt_1", "{\"id\":\"evt_1\"}", SECRET, 500),
            heard("/acme", "evt_1", "{\"id\":\"evt_1\"}", SECRET, 204),
            heard("/acme", "evt_2", "{\"id\":\"evt_2\"}", SECRET, 204)));

    private static Receiver.Try heard(String path, String id, String body, String secret, int status) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] key = Base64.getDecoder().decode(secret.substring(6));
        String signature = "v1,"
                + Base64.getEncoder()
                        .encodeToString(Heard.hmac(key, (id + ".17." + body).getBytes(StandardCharsets.UTF_8)));
        String plain = HexFormat.of().formatHex(Heard.hmac(secret.getBytes(StandardCharsets.UTF_8), bytes));
        return new Receiver.Try(Instant.EPOCH, path, id, "17", signature, plain, bytes, status);
    }

    private List<Kind> found() {
        Endpoint endpoint = new Endpoint("/acme", 5, SECRET, Set.of("job.started", "job.completed"), 0);
        return EventWall.of(new EventFacts(events, List.of(endpoint), heard)).stream()
                .map(Discrepancy::kind)
                .toList();
    }

    @Test
    void whatFitsIsSilent() {
        events.add(new Event("evt_3", 3, 5, "row.updated", 9, 3, "{}"));
        events.add(new Event("evt_4", 4, 6, "job.started", 10, 1, "{}"));
        assertThat(found()).isEmpty();
    }

    @Test
    void anEventThatWasNeverHeardIsNamed() {
        heard.removeLast();
        assertThat(found()).containsExactly(Kind.EVENT_UNHEARD);
    }

    @Test
    void anEventThatWasNeverTakenIsNamed() {
        heard.remove(1);
        assertThat(found()).containsExactly(Kind.EVENT_UNHEARD);
    }

    @Test
    void anEventOfNobodysIsNamed() {
        heard.add(heard("/acme", "evt_9", "{}", SECRET, 204));
        assertThat(found()).containsExactly(Kind.EVENT_UNKNOWN);
    }

    @Test
    void anotherWorkspacesEventIsNamed() {
        events.add(new Event("evt_3", 3, 6, "job.started", 10, 1, "{}"));
        heard.add(heard("/acme", "evt_3", "{}", SECRET, 204));
        assertThat(found()).containsExactly(Kind.EVENT_UNKNOWN);
    }

    @Test
    void otherBytesAreNamedEvenWithAGoodSignature() {
        heard.add(heard("/acme", "evt_2", "{\"id\": \"evt_2\"}", SECRET, 204));
        assertThat(found()).containsExactly(Kind.EVENT_ALTERED);
    }

    @Test
    void aSignatureByAnotherSecretIsNamed() {
        heard.add(heard("/acme", "evt_2", "{\"id\":\"evt_2\"}", "whsec_" + "QUJD".repeat(8), 204));
        assertThat(found()).containsExactly(Kind.EVENT_ALTERED);
    }

    @Test
    void aSignatureOfAnotherTimeOrOfNothingIsNamed() {
        Receiver.Try good = heard.getLast();
        heard.add(new Receiver.Try(
                good.at(), good.path(), good.id(), "18", good.signature(), good.plainSignature(), good.body(), 204));
        heard.add(new Receiver.Try(good.at(), good.path(), good.id(), "17", "v1,?", "", good.body(), 204));
        assertThat(found()).containsExactly(Kind.EVENT_ALTERED, Kind.EVENT_ALTERED);
    }

    @Test
    void aGapInTheNumbersOfAJobIsNamed() {
        events.set(1, new Event("evt_2", 2, 5, "job.completed", 9, 3, "{\"id\":\"evt_2\"}"));
        assertThat(found()).containsExactly(Kind.EVENT_ALTERED);
    }

    @Test
    void theSignatureIsThatOfThePublishedExample() {
        // The test vector of the specification of Standard Webhooks.
        Receiver.Try one = new Receiver.Try(
                Instant.EPOCH,
                "/",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                HexFormat.of()
                        .formatHex(Heard.hmac(
                                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".getBytes(StandardCharsets.UTF_8),
                                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8))),
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8),
                204);
        assertThat(Heard.isGenuine(one, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                .isTrue();
    }

    @Test
    void aReceiverWithALogKeepsWhatCameAndWhatItAnswered(@TempDir Path folder) throws Exception {
        try (Receiver receiver = Receiver.logging(folder.resolve("heard.jsonl"));
                HttpClient client = HttpClient.newHttpClient()) {
            receiver.refuse(500);
            for (int status : new int[] {500, 204}) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + receiver.address() + "/acme"))
                        .header("webhook-id", "evt_1")
                        .header("webhook-timestamp", "17")
                        .header("webhook-signature", "v1,a")
                        .header("X-Webhook-Signature", "b")
                        .POST(BodyPublishers.ofString("{\"id\":\"evt_1\", \"ü\": 1}"))
                        .build();
                assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(status);
                receiver.heal();
            }
            assertThat(receiver.heard()).isEqualTo(1);
            assertThat(receiver.tries()).hasSize(2).allSatisfy(one -> {
                assertThat(one.path()).isEqualTo("/acme");
                assertThat(one.id()).isEqualTo("evt_1");
                assertThat(one.timestamp()).isEqualTo("17");
                assertThat(one.signature()).isEqualTo("v1,a");
                assertThat(one.plainSignature()).isEqualTo("b");
                assertThat(one.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"id\":\"evt_1\", \"ü\": 1}");
            });
            assertThat(receiver.tries()).extracting(Receiver.Try::status).containsExactly(500, 204);
        }
    }
}
