package dev.weir.server.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MappingTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    private static List<Problem.At> mistakes(String json) {
        Mistakes wrong = new Mistakes();
        Mapping.read(JsonMapper.shared().readTree(json), "/mapping", wrong);
        return wrong.places();
    }

    private static List<Mapping.Item> read(String mapping, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Delivery delivery = new Delivery(Map.of("X-Id", "7"), "application/json", bytes);
        return Mapping.stored(mapping).read(Payload.of("application/json", bytes), delivery, NOW);
    }

    private static Mapping.Item one(String mapping, String body) {
        return read(mapping, body).getFirst();
    }

    @Test
    void allThatIsWrongIsPointedAt() {
        assertThat(mistakes("""
                {"items": 7, "fields": {"person.first_nam": "/a", "custom.x": "a", "company.name": {"find": "/f"},
                 "person.job_title": {"body": "/a", "header": "b"}}, "only": {"pointer": "/t"}, "emial": "/e",
                 "unsubscribed": [{"pointer": "/a", "is": []}]}"""))
                .extracting(Problem.At::pointer)
                .containsExactlyInAnyOrder(
                        "/mapping/emial",
                        "/mapping/email",
                        "/mapping/items",
                        "/mapping/fields/person.first_nam",
                        "/mapping/fields/custom.x",
                        "/mapping/fields/company.name/take",
                        "/mapping/fields/company.name/where",
                        "/mapping/fields/person.job_title",
                        "/mapping/only",
                        "/mapping/unsubscribed/0/is");
        assertThat(mistakes("[]")).extracting(Problem.At::pointer).containsExactly("/mapping");
        assertThat(mistakes("{\"email\": \"/a~2\"}").getFirst().detail()).contains("RFC 6901");
    }

    @Test
    void aPointerReadsNamesWithSlashesAndPlacesOfLists() {
        Mapping.Item item = one(
                "{\"email\": \"/a~1b/1/~0\", \"fields\": {\"custom.first\": \"/\"}}",
                "{\"a/b\": [0, {\"~\": \"ada@gmail.com\"}], \"\": \"empty name\"}");

        assertThat(item.email()).isEqualTo("ada@gmail.com");
        assertThat(item.values().byField()).isEqualTo(Map.of("custom.first", "empty name"));
    }

    @Test
    void whatTheBodyAndTheHeadersSayGoesForEachItem() {
        List<Mapping.Item> items = read("""
                {"items": "/people", "email": ["/mail", "/email"], "deliveryId": {"header": "x-id"},
                 "occurredAt": {"body": "/at"}, "only": {"body": "/type", "is": "created"}}""", """
                {"type": "Created", "at": "2026-11-02 08:00:00", "people": [{"email": "a@gmail.com"}, {"mail": "b@gmail.com"}, 7]}""");

        assertThat(items).extracting(Mapping.Item::email).containsExactly("a@gmail.com", "b@gmail.com", "");
        assertThat(items).extracting(Mapping.Item::deliveryId).containsOnly("7");
        assertThat(items).extracting(Mapping.Item::occurredAt).containsOnly(Instant.parse("2026-11-02T08:00:00Z"));
        assertThat(items).extracting(Mapping.Item::ignored).containsOnly(false);
        assertThat(read(
                        "{\"email\": \"/e\", \"only\": {\"pointer\": \"/t\", \"is\": [\"x\"]}}",
                        "{\"e\": \"a@b.example\"}"))
                .extracting(Mapping.Item::ignored)
                .containsExactly(true);
    }

    @Test
    void answersAreFoundByWhatTheirLabelsSay() {
        String mapping = """
                {"email": {"find": "/answers", "where": {"/label": ["email", "e-mail"]}, "take": "/value"},
                 "fields": {"company.name": {"find": "/answers", "where": {"/key": "q*_company"}, "take": "/value/name"}}}""";
        Mapping.Item item = one(mapping, """
                {"answers": [{"label": "E-Mail:", "value": "ada@gmail.com"}, {"key": "q_companies", "value": "no"},
                 {"key": "q7_company", "value": {"name": "Acme"}}]}""");

        assertThat(item.email()).isEqualTo("ada@gmail.com");
        assertThat(item.values().byField()).isEqualTo(Map.of("company.name", "Acme"));
        assertThat(one(mapping, "{\"answers\": {\"q1_company\": {\"name\": \"Acme\"}}}")
                        .values()
                        .has("company.name"))
                .isTrue();
        assertThat(one(mapping, "{\"answers\": \"none\"}").email()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsLeftOutAndSaidWithoutItsValue() {
        Mapping.Item item = one("""
                {"email": "/e", "occurredAt": "/at", "fields": {"company.employee_count": "/n", "custom.tags": "/tags",
                 "custom.vip": "/vip", "company.name": "/c"}}""", """
                {"e": "ada@gmail.com", "at": "tomorrow", "n": "secretive", "tags": ["a", "b"], "vip": true, "c": " "}""");

        assertThat(item.values().byField()).isEqualTo(Map.of("custom.tags", "a, b", "custom.vip", "true"));
        assertThat(item.occurredAt()).isNull();
        assertThat(item.warnings()).hasSize(2).noneMatch(text -> text.contains("secretive"));
        assertThat(one("{\"email\": \"/e\", \"occurredAt\": \"/at\"}", "{\"at\": \"2199-01-01T00:00:00Z\"}"))
                .satisfies(future -> assertThat(future.occurredAt()).isNull());
    }

    @Test
    void aSmallBodyDoesNotComeToMuch() {
        String people = "{}, ".repeat(999) + "{}";
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            fields.append(i == 0 ? "" : ", ").append("\"custom.f").append(i).append("\": {\"body\": \"/text\"}");
        }
        String mapping = "{\"items\": \"/people\", \"email\": \"/e\", \"fields\": {" + fields + "}}";
        assertThat(read(mapping, "{\"people\": [" + people + "], \"text\": \"short text\"}"))
                .as("a million characters are not too many")
                .hasSize(1_000);
        assertThatThrownBy(
                        () -> read(mapping, "{\"people\": [" + people + "], \"text\": \"" + "x".repeat(9_000) + "\"}"))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(Problem.Kind.TOO_LARGE);
                    assertThat(problem.code()).isEqualTo("too_much_mapped");
                });

        String found = fields.toString()
                .replace(
                        "{\"body\": \"/text\"}",
                        "{\"find\": {\"body\": \"/people\"}, \"where\": {\"/a\": \"b\"}, \"take\": \"/c\"}");
        assertThatThrownBy(() -> read(
                        "{\"items\": \"/people\", \"email\": \"/e\", \"fields\": {" + found + "}}",
                        "{\"people\": [" + people + "]}"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("too_much_mapped"));
    }

    @Test
    void aTestTooManyIsRefused() {
        String test = "{\"pointer\": \"/t\", \"is\": \"x\"}";
        assertThat(mistakes("{\"email\": \"/e\", \"only\": [" + (test + ", ").repeat(20) + test + "]}"))
                .extracting(Problem.At::pointer)
                .containsExactly("/mapping/only");
    }

    @Test
    void timesAreReadAsToolsWriteThem() {
        for (String written : List.of(
                "2026-11-02T08:00:00Z",
                "2026-11-02T09:00:00+01:00",
                "2026-11-02 08:00:00",
                "2026-11-02T08:00:00",
                "2026-11-02 03:00:00-05:00",
                "2026-11-02T03:00:00.000-0500",
                "1793606400",
                "1793606400000")) {
            assertThat(Mapping.time(written)).as(written).contains(Instant.parse("2026-11-02T08:00:00Z"));
        }
        for (String none : List.of("", "now", "2026-13-01", "99999999999999999", "0000-01-01T00:00:00Z")) {
            assertThat(Mapping.time(none)).as(none).isEmpty();
        }
    }

    @Test
    void halfACharacterNeverReachesTheDatabase() {
        Mapping.Item item = one(
                "{\"email\": \"/e\", \"deliveryId\": \"/i\", \"fields\": {\"custom.a\": \"/a\"}}",
                "{\"e\": \"a\\ud800@b.example\", \"i\": \"\\u0000\", \"a\": \"x\\udc00\\u0000y\"}");

        assertThat(item.email()).isEmpty();
        assertThat(item.deliveryId()).isNull();
        assertThat(String.valueOf(item.values().byField().get("custom.a"))).doesNotContain("\0", "\udc00");
        assertThat(Payload.written(item.payload())).contains("\\uD800").doesNotContain("\0");
    }

    @Test
    void whatIsTooLongForAValueIsLeftOut() {
        String mapping =
                "{\"items\": \"/people\", \"email\": \"/e\", \"fields\": {\"custom.all\": {\"body\": \"/all\"},"
                        + " \"person.skills\": {\"body\": \"/many\"}}}";
        String people = "\"people\": [{\"e\": \"a@gmail.com\"}, {\"e\": \"" + "b".repeat(2_000) + "@gmail.com\"}]";

        List<Mapping.Item> items = read(
                mapping,
                "{\"all\": \"" + "x".repeat(10_001) + "\", \"many\": [\"y\"" + ",\"y\"".repeat(10_000) + "], " + people
                        + "}");
        assertThat(items).extracting(Mapping.Item::email).containsExactly("a@gmail.com", "");
        assertThat(items.getFirst().values().byField()).isEmpty();
        assertThat(items.getFirst().warnings()).hasSize(2);
        assertThat(read(mapping, "{\"all\": \"" + "x".repeat(9_000) + "\", " + people + "}")
                        .getFirst()
                        .values()
                        .has("custom.all"))
                .isTrue();
    }

    @Test
    void aDeliveryOfTooManyIsTooLarge() {
        String people = "{}" + ",{}".repeat(Mapping.MOST_ITEMS);

        assertThatThrownBy(() -> read("{\"email\": \"/e\"}", "[" + people + "]"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.TOO_LARGE));
    }

    @Test
    void aBodyThatIsNothingIsSaidToBe() {
        for (String body : List.of("", "{", "{}{}", "{\"a\": 1, \"a\": 2}", "[".repeat(200), "\0")) {
            assertThatThrownBy(() -> Payload.of("application/json", body.getBytes(StandardCharsets.UTF_8)))
                    .as(body)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("bad_body"));
        }
        assertThatThrownBy(() -> Payload.of("application/json", new byte[] {(byte) 0xff, (byte) 0xfe}))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Payload.of("application/xml", new byte[0]))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNSUPPORTED));
        assertThatThrownBy(() -> Payload.of("multipart/form-data", new byte[0])).isInstanceOf(Problem.class);
        assertThat(Payload.of("multipart/form-data; boundary=x", "--x\r\n\r\n--x--".getBytes(StandardCharsets.UTF_8))
                        .json()
                        .size())
                .isZero();
        assertThatThrownBy(
                        () -> Payload.of("application/x-www-form-urlencoded", "a=%zz".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Payload.of(
                        "application/x-www-form-urlencoded", "a&".repeat(2_001).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Problem.class);
        assertThat(Payload.of("application/x-www-form-urlencoded", "a=1&a=2&b".getBytes(StandardCharsets.UTF_8))
                        .json()
                        .toString())
                .isEqualTo("{\"a\":[\"1\",\"2\"],\"b\":\"\"}");
    }

    @Test
    void whatThePageShowsIsGood() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "audience-sources.md"));
        List<MatchResult> shown = Pattern.compile("```json (mapping|signature)\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .toList();

        assertThat(shown).hasSize(2);
        for (MatchResult example : shown) {
            assertThat(
                            example.group(1).equals("mapping")
                                    ? mistakes(example.group(2))
                                    : JsonMapper.shared()
                                            .readValue(example.group(2), Signature.class)
                                            .mistakes("/signature"))
                    .as(example.group())
                    .isEmpty();
        }
    }
}
