package dev.weir.server.enrolment;

import dev.weir.server.problem.Problem;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.Registry;
import dev.weir.server.registry.StepForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * The blueprint that Weir brings along for subscribers: who somebody is, by the e-mail address alone.
 *
 * <p>It is one step that asks FullEnrich once for the whole profile, so that it holds and costs the price of one answer.
 */
public final class SubscriberEnrichment {

    public static final String SLUG = "subscriber-enrichment";

    private static final String FILE = SLUG + ".json";

    private record Shipped(List<StepForm> steps, BlueprintForm blueprint) {}

    private static final Shipped SHIPPED = read();

    private SubscriberEnrichment() {}

    private static Shipped read() {
        try (InputStream in = Objects.requireNonNull(SubscriberEnrichment.class.getResourceAsStream(FILE), FILE)) {
            return JsonMapper.shared().readValue(in, Shipped.class);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Its steps, in order. */
    public static List<StepForm> steps() {
        return SHIPPED.steps();
    }

    /** The blueprint itself, which names them. */
    public static BlueprintForm blueprint() {
        return SHIPPED.blueprint();
    }

    /**
     * Sees to it that the workspace has a blueprint of that name. One that is there already stays, whoever made it and
     * whatever it does, and so does a step. Joins the caller's transaction.
     *
     * @return whether there was none
     * @throws Problem when it cannot be carried out with the providers that are installed
     */
    public static boolean ensure(Registry registry, long workspaceId, String by) {
        if (isThere(() -> registry.blueprint(workspaceId, SLUG))) {
            return false;
        }
        for (StepForm step : steps()) {
            if (!isThere(() -> registry.step(workspaceId, String.valueOf(step.name())))) {
                registry.save(workspaceId, step, by);
            }
        }
        registry.save(workspaceId, blueprint(), by);
        return true;
    }

    /**
     * Sees to it that a blueprint can be wanted for subscribers: the one of that name that Weir brings along is there from now
     * on, any other has to be. Joins the caller's transaction.
     *
     * @throws Problem NOT_FOUND, with the nearest that exists; CONFLICT where it is retired
     */
    public static void require(Registry registry, long workspaceId, String slug, String by) {
        if (slug.equals(SLUG)) {
            ensure(registry, workspaceId, by);
        }
        if (registry.blueprint(workspaceId, slug).retiredAt() != null) {
            throw Problem.conflict(
                    "blueprint_retired", "The blueprint '" + slug + "' is retired. PUT it to bring it back.");
        }
    }

    private static boolean isThere(Runnable look) {
        try {
            look.run();
            return true;
        } catch (Problem problem) {
            if (problem.kind() == Problem.Kind.NOT_FOUND) {
                return false;
            }
            throw problem;
        }
    }
}
