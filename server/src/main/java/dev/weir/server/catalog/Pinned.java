package dev.weir.server.catalog;

import dev.weir.server.waterfall.BlueprintOrigin;
import dev.weir.server.waterfall.StepOrigin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job was made of.
 *
 * @param blueprint null for a list of fields
 * @param steps in their order
 */
public record Pinned(@Nullable BlueprintOrigin blueprint, List<Step> steps) {

    /**
     * One step of it.
     *
     * @param kind as it is written: {@code lookup}, …
     * @param origin which version of which registered step it is; null for one made up by a list of fields
     */
    public record Step(
            String name,
            String kind,
            List<String> fields,
            @Nullable StepOrigin origin) {}

    public Pinned {
        steps = List.copyOf(steps);
    }
}
