package dev.weir.server.audience;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** How tools deliver that many people use. Each stands in a file of its name beside this class. */
public final class SourceTemplates {

    private static final List<String> FILES = List.of(
            "beehiiv",
            "brevo",
            "fillout",
            "generic",
            "ghost",
            "hubspot",
            "jotform",
            "kit",
            "mailchimp",
            "mailerlite",
            "standard-webhooks",
            "tally",
            "typeform",
            "webflow");

    private static final Map<String, SourceTemplate> ALL = read();

    private SourceTemplates() {}

    /** In the order of their names. */
    public static Collection<SourceTemplate> all() {
        return ALL.values();
    }

    static Optional<SourceTemplate> find(String slug) {
        return Optional.ofNullable(ALL.get(slug));
    }

    static Set<String> slugs() {
        return ALL.keySet();
    }

    private static Map<String, SourceTemplate> read() {
        YAMLMapper yaml = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        Map<String, SourceTemplate> all = new LinkedHashMap<>();
        for (String slug : FILES) {
            String name = "templates/" + slug + ".yaml";
            try (InputStream file = Objects.requireNonNull(SourceTemplates.class.getResourceAsStream(name), name)) {
                all.put(slug, yaml.readValue(file, SourceTemplate.class));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        return all;
    }
}
