package dev.weir.server.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.problem.Mistakes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each tool's delivery, in the shape that its pages show and signed by another hand than ours, is taken and read. */
class SourceTemplatesTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final String SECRET = "a secret".replace(' ', '-');
    private static final String STANDARD =
            "whsec_" + Base64.getEncoder().encodeToString("0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8));
    private static final YAMLMapper YAML = new YAMLMapper();

    private static final Path PAGE = Path.of("../docs/reference/source-templates.md");

    /** A delivery, and what it says. */
    private record Example(
            @Nullable String contentType,
            String body,
            String email,
            @Nullable Map<String, Object> values,
            @Nullable Boolean subscribed,
            @Nullable Instant occurredAt,
            @Nullable String deliveryId) {}

    static List<String> tools() {
        return SourceTemplates.all().stream().map(SourceTemplate::slug).toList();
    }

    @ParameterizedTest
    @MethodSource("tools")
    void aToolsDeliveryIsTakenAndRead(String tool) throws IOException {
        SourceTemplate template = SourceTemplates.find(tool).orElseThrow();
        Example example = example(tool);
        byte[] body = example.body().getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = signed(tool, example.body(), NOW);
        Delivery delivery = new Delivery(headers, example.contentType(), body);
        Signature signature = template.signature();
        List<String> secrets = List.of("standard_webhooks".equals(signature.scheme()) ? STANDARD : SECRET);

        assertThat(signature.mistakes("/signature")).isEmpty();
        assertThat(signature.isGenuine(delivery, secrets, NOW)).isTrue();
        if (signature.hasSecret()) {
            byte[] other = (example.body() + " ").getBytes(StandardCharsets.UTF_8);
            if (!"shared_secret".equals(signature.scheme())) {
                assertThat(signature.isGenuine(new Delivery(headers, null, other), secrets, NOW))
                        .as("one byte more")
                        .isFalse();
            }
            assertThat(signature.isGenuine(delivery, List.of(STANDARD + "x", "another-secret"), NOW))
                    .as("another secret")
                    .isFalse();
            assertThat(signature.isGenuine(new Delivery(Map.of(), null, body), secrets, NOW))
                    .as("no signature")
                    .isFalse();
        }

        List<Mapping.Item> items = mapping(template).read(Payload.of(example.contentType(), body), delivery, NOW);
        assertThat(items).hasSize(1);
        Mapping.Item item = items.getFirst();
        assertThat(item.ignored()).isFalse();
        assertThat(item.email()).isEqualTo(example.email());
        assertThat(item.values().byField()).isEqualTo(Objects.requireNonNullElse(example.values(), Map.of()));
        assertThat(item.subscribed()).isEqualTo(example.subscribed());
        assertThat(item.occurredAt()).isEqualTo(example.occurredAt());
        assertThat(item.deliveryId()).isEqualTo(example.deliveryId());
        assertThat(item.warnings()).isEmpty();
    }

    private static Example example(String tool) throws IOException {
        String name = "deliveries/" + tool + ".yaml";
        try (InputStream file = Objects.requireNonNull(SourceTemplatesTest.class.getResourceAsStream(name), name)) {
            return YAML.readValue(file, Example.class);
        }
    }

    private static Mapping mapping(SourceTemplate template) {
        Mistakes wrong = new Mistakes();
        Mapping mapping = Mapping.read(template.mapping(null), "/mapping", wrong);
        assertThat(wrong.places()).isEmpty();
        return Objects.requireNonNull(mapping);
    }

    /** As each tool's page says that it signs. */
    private static Map<String, String> signed(String tool, String body, Instant at) {
        String seconds = String.valueOf(at.getEpochSecond());
        String millis = String.valueOf(at.toEpochMilli());
        Map<String, String> headers = new HashMap<>();
        switch (tool) {
            case "generic" -> {
                headers.put("X-Weir-Timestamp", seconds);
                headers.put("X-Weir-Signature", "sha256=" + hex(SECRET, seconds + "." + body));
            }
            case "ghost" -> headers.put("X-Ghost-Signature", "sha256=" + hex(SECRET, body + millis) + ", t=" + millis);
            case "mailerlite" -> headers.put("Signature", hex(SECRET, body));
            case "typeform" -> headers.put("Typeform-Signature", "sha256=" + base64(SECRET, body));
            case "tally" -> headers.put("Tally-Signature", base64(SECRET, body));
            case "webflow" -> {
                headers.put("x-webflow-timestamp", millis);
                headers.put("x-webflow-signature", hex(SECRET, millis + ":" + body));
            }
            case "brevo" -> headers.put("Authorization", "Bearer " + SECRET);
            case "hubspot" -> headers.put("X-Api-Key", SECRET);
            case "standard-webhooks" -> {
                headers.put("webhook-id", "msg_1");
                headers.put("webhook-timestamp", seconds);
                headers.put(
                        "webhook-signature",
                        "v1a,AAAA v1,"
                                + Base64.getEncoder()
                                        .encodeToString(mac(
                                                Base64.getDecoder().decode(STANDARD.substring(6)),
                                                "msg_1." + seconds + "." + body)));
            }
            default -> {
                // By its address alone.
            }
        }
        return headers;
    }

    private static String hex(String secret, String text) {
        return HexFormat.of().formatHex(mac(secret.getBytes(StandardCharsets.UTF_8), text));
    }

    private static String base64(String secret, String text) {
        return Base64.getEncoder().encodeToString(mac(secret.getBytes(StandardCharsets.UTF_8), text));
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thePageSaysWhatTheTemplatesSay() throws IOException {
        String page = page();
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("out of date: run this test with -Dweir.docs.write=true")
                .isEqualTo(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Source templates

                How common newsletter and form tools deliver, as `GET /api/v1/workspaces/{workspaceId}/audience/source-templates`
                tells it. Generated from the templates; what no page was found for is said. Substack has no webhooks: upload its
                list.

                `address` means that the tool signs nothing: whoever knows the address can send. Treat it as a password, and give the
                source a new one (`POST …/audience/sources/{slug}/address`) when it has been seen.
                """);
        for (SourceTemplate template : SourceTemplates.all()) {
            page.append("\n## ").append(template.title()).append("\n\n");
            page.append("`").append(template.slug()).append("`, a ");
            page.append(template.kind().equals("other") ? "program" : template.kind() + " tool")
                    .append(". ");
            page.append("Signature: `").append(template.signature().json()).append("`. ");
            page.append(
                    switch (template.secretFrom()) {
                        case "weir" -> "The secret is made here, shown once, and put into the tool.";
                        case "tool" -> "The secret is the tool's, and put in here.";
                        default -> "There is no secret beside the address.";
                    });
            page.append("\n\n```json\n")
                    .append(template.mapping().toPrettyString())
                    .append("\n```\n\n");
            int step = 1;
            for (String todo : template.setUp()) {
                page.append(step++).append(". ").append(todo).append('\n');
            }
            template.unconfirmed()
                    .forEach(text ->
                            page.append("\nNot confirmed: ").append(text).append('\n'));
            if (!template.sources().isEmpty()) {
                page.append("\nSee ");
                page.append(String.join(
                        ", ",
                        template.sources().stream().map(one -> "<" + one + ">").toList()));
                page.append(".\n");
            }
        }
        return page.toString();
    }
}
