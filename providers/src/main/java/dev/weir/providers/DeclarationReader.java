package dev.weir.providers;

import dev.weir.provider.FreeCall;
import dev.weir.provider.Operation;
import dev.weir.provider.Provider;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Turns a YAML file into a provider: the schema first, then everything a schema cannot say, all problems at once.
 */
final class DeclarationReader {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final JsonNode file;
    private final Problems problems;

    private DeclarationReader(JsonNode file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The provider; empty when {@code problems} got some. */
    static Optional<Provider> read(byte[] yaml, Problems problems) {
        JsonNode file;
        try {
            file = YAML.readTree(yaml);
        } catch (JacksonException unreadable) {
            problems.add(
                    "",
                    "this is not YAML we can read: " + unreadable.getOriginalMessage() + " ("
                            + unreadable.getLocation().offsetDescription() + ").");
            return Optional.empty();
        }
        if (!file.isObject()) {
            problems.add("", "a declaration is a map that begins with 'provider:'.");
            return Optional.empty();
        }
        DeclarationSchema.check(file, problems);
        if (!problems.none()) {
            namesOfFields(file, problems);
            return Optional.empty();
        }
        Provider provider = new DeclarationReader(file, problems).provider();
        return problems.none() ? Optional.of(provider) : Optional.empty();
    }

    /** What can be said of a file whose form is wrong: whether the fields it names are any. */
    private static void namesOfFields(JsonNode file, Problems problems) {
        JsonNode operations = file.path("operations");
        for (int i = 0; i < operations.size(); i++) {
            String at = "/operations/" + i + "/fields";
            operations
                    .path(i)
                    .path("fields")
                    .properties()
                    .forEach(entry -> FieldReader.field(entry.getKey(), at + "/" + entry.getKey(), problems));
        }
    }

    private Provider provider() {
        List<String> secrets = texts(file.path("secrets"));
        Common common = new Common(
                file.path("provider").asString(),
                new LinkedHashSet<>(secrets),
                file.path("secretsInQuery").asBoolean(false),
                headers(),
                RuleReader.rules(file.path("reading"), "/reading", problems),
                new ErrorText(
                        texts(file.path("errorText")).stream().map(Pointer::of).toList(), secrets),
                new Masks(texts(file.path("maskedBy")).stream()
                        .map(JsonType::named)
                        .collect(Collectors.toUnmodifiableSet())),
                file.path("later"));
        List<Operation> operations = new ArrayList<>();
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < file.path("operations").size(); i++) {
            JsonNode node = file.path("operations").path(i);
            Integer before = names.putIfAbsent(node.path("name").asString(), i);
            if (before != null) {
                problems.add(
                        "/operations/" + i + "/name",
                        "'" + node.path("name").asString() + "' is also the name of operation " + before
                                + "; give each its own.");
            }
            new OperationReader(node, "/operations/" + i, common, problems)
                    .read()
                    .ifPresent(operations::add);
        }
        return new DeclaredProvider(
                common.slug(),
                file.path("title").asString(),
                baseUrl(),
                secrets,
                operations,
                texts(file.path("unconfirmed")),
                file.path("off").stringValueOpt(),
                freeCall(common));
    }

    private Optional<FreeCall> freeCall(Common common) {
        JsonNode test = file.path("test");
        if (test.isMissingNode()) {
            return Optional.empty();
        }
        RequestTemplate request =
                new Templates("/test/request", common, List.of(), Set.of(), problems).read(test.path("request"));
        List<Rule> rules = new ArrayList<>(RuleReader.rules(test.path("reading"), "/test/reading", problems));
        rules.addAll(common.rules());
        rules.addAll(Rule.standard());
        return Optional.of(new DeclaredFreeCall(request, rules, common.errorText()));
    }

    private URI baseUrl() {
        String text = file.path("baseUrl").asString();
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (java.net.URISyntaxException unreadable) {
            // told below, like an address without a host
        }
        problems.add("/baseUrl", "'" + text + "' is not an address; write it like https://api.example.com/v2.");
        return URI.create("https://invalid.example");
    }

    private Map<String, Template> headers() {
        return Templates.headers(file.path("headers"), "/headers", problems);
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>(list.size());
        list.forEach(item -> texts.add(item.asString()));
        return texts;
    }

    /** What all operations of a provider share. */
    record Common(
            String slug,
            Set<String> secrets,
            boolean secretsInQuery,
            Map<String, Template> headers,
            List<Rule> rules,
            ErrorText errorText,
            Masks masks,
            JsonNode later) {}
}
