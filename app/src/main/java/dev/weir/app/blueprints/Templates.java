package dev.weir.app.blueprints;

import dev.weir.server.enrolment.SubscriberEnrichment;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.StepForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The steps and blueprints that Weir brings along, to begin with. */
public final class Templates {

    /** Those whose results go into tables: each has the statements that make its table. */
    private static final List<String> STORED =
            List.of("clay-enrich", "exa-verify", "extract-case-studies-via-n8n", "scrape-homepage-via-zenrows");

    private static final List<String> STEPS =
            List.of("company-domain", "company-profile", "company-size", "mobile-phone", "work-email");

    private static final List<String> BLUEPRINTS =
            List.of("company-firmographics", "company-research", "mobile-phone", "work-email-verified");

    private Templates() {}

    public static Folder folder() {
        Map<String, StepForm> steps = new TreeMap<>();
        Map<String, BlueprintForm> blueprints = new TreeMap<>();
        Map<String, String> tables = new TreeMap<>();
        Stream.concat(STEPS.stream(), STORED.stream())
                .forEach(name ->
                        steps.put(name, Folder.read(text(Folder.STEPS, name + Folder.ENDING), StepForm.class)));
        BLUEPRINTS.forEach(slug ->
                blueprints.put(slug, Folder.read(text(Folder.BLUEPRINTS, slug + Folder.ENDING), BlueprintForm.class)));
        SubscriberEnrichment.steps().forEach(step -> steps.put(String.valueOf(step.name()), step));
        blueprints.put(SubscriberEnrichment.SLUG, SubscriberEnrichment.blueprint());
        STORED.forEach(name -> tables.put(name, text(Folder.TABLES, name + Folder.SQL)));
        return new Folder(steps, blueprints, tables);
    }

    private static String text(String folder, String name) {
        String file = folder + "/" + name;
        try (InputStream in = Objects.requireNonNull(Templates.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
