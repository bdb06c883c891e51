package dev.weir.server.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blueprint as it is written.
 *
 * @param slug its name, unique in its workspace
 * @param steps in order: a step's name, which stands for its newest version at each submit, or {@code name@version}
 * @param onFailure what becomes of a row when a step fails that does not say it itself; null for {@code mark}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"slug", "title", "steps", "onFailure"})
public record BlueprintForm(
        @Nullable String slug,
        @Nullable String title,
        @Nullable List<String> steps,
        @Nullable String onFailure) {

    public BlueprintForm {
        title = title == null || title.isBlank() ? null : title;
        steps = steps == null ? null : Collections.unmodifiableList(new ArrayList<>(steps));
        onFailure = "mark".equals(onFailure) ? null : onFailure;
    }

    List<String> stepNames() {
        return steps == null ? List.of() : steps;
    }
}
