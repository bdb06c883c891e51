package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.BlueprintVersion;
import dev.weir.server.registry.Registry;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Blueprints: ordered lists of the registry's steps. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/blueprints")
@Tag(name = "Registry")
class BlueprintRoutes {

    private final Weir weir;
    private final Registry registry;

    BlueprintRoutes(Weir weir) {
        this.weir = weir;
        this.registry = weir.registry();
    }

    /** A version of a blueprint. */
    @Schema(name = "Blueprint")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BlueprintView(
            int version,

            @Schema(description = "Whether it is everybody's, and not this workspace's own")
            boolean global,

            @Schema(description = "As it is written in a file")
            BlueprintForm definition,

            @Schema(
                    description =
                            "What keeps it from being carried out, with its steps as they stand now; whether there are"
                                    + " keys is not looked at")
            List<Problem.At> problems,

            String createdBy,
            Instant createdAt,

            @Schema(description = "When a job first ran it; absent of one that is everybody's") @Nullable
            Instant usedAt,

            @Schema(description = "Since when no new job runs it") @Nullable
            Instant retiredAt) {}

    private BlueprintView view(long workspaceId, BlueprintVersion blueprint) {
        return new BlueprintView(
                blueprint.version(),
                blueprint.global(),
                blueprint.form(),
                registry.mistakes(workspaceId, blueprint),
                blueprint.createdBy(),
                blueprint.createdAt(),
                blueprint.usedAt(),
                blueprint.retiredAt());
    }

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "The newest version of every blueprint, by name", description = "Retired ones, too.")
    Answer<List<BlueprintView>> list(@PathVariable long workspaceId) {
        return read(
                workspaceId,
                () -> registry.blueprints(workspaceId).stream()
                        .map(blueprint -> view(workspaceId, blueprint))
                        .toList());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Add a blueprint",
            description =
                    "Its steps are named in order: a name stands for the newest version at each submit, name@version"
                            + " for that one. The next job can run it.")
    ResponseEntity<Answer<BlueprintView>> create(
            @PathVariable long workspaceId, @RequestBody BlueprintForm form, Act act) {
        return act.once("blueprint.created", form, () -> {
            BlueprintVersion made =
                    registry.create(workspaceId, form, act.caller().text());
            return Made.created(
                    subject(made),
                    view(workspaceId, made),
                    "/api/v1/workspaces/" + workspaceId + "/blueprints/" + made.slug());
        });
    }

    @GetMapping("/{slug}")
    @Needs(Role.VIEWER)
    @Operation(summary = "The newest version of a blueprint")
    Answer<BlueprintView> show(@PathVariable long workspaceId, @PathVariable String slug) {
        return read(workspaceId, () -> view(workspaceId, registry.blueprint(workspaceId, slug)));
    }

    @PutMapping("/{slug}")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Make a blueprint be so",
            description = "A new blueprint, or the next version of it, or nothing where it is so already.")
    ResponseEntity<Answer<BlueprintView>> put(
            @PathVariable long workspaceId, @PathVariable String slug, @RequestBody BlueprintForm form, Act act) {
        StepRoutes.requireSame("slug", slug, form.slug());
        return act.change(
                "blueprint.changed",
                () -> changed(
                        workspaceId,
                        registry.save(workspaceId, form, act.caller().text())));
    }

    @GetMapping("/{slug}/versions")
    @Needs(Role.VIEWER)
    @Operation(summary = "All versions of a blueprint, newest first")
    Answer<List<BlueprintView>> versions(@PathVariable long workspaceId, @PathVariable String slug) {
        return read(
                workspaceId,
                () -> registry.blueprintVersions(workspaceId, slug).stream()
                        .map(blueprint -> view(workspaceId, blueprint))
                        .toList());
    }

    @GetMapping("/{slug}/versions/{version}")
    @Needs(Role.VIEWER)
    @Operation(summary = "One version of a blueprint")
    Answer<BlueprintView> version(
            @PathVariable long workspaceId, @PathVariable String slug, @PathVariable int version) {
        return read(workspaceId, () -> view(workspaceId, registry.blueprint(workspaceId, slug, version)));
    }

    @PostMapping("/{slug}/rollback")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Return to an earlier version of a blueprint",
            description = "Makes a new version that says what that one said.")
    ResponseEntity<Answer<BlueprintView>> rollBack(
            @PathVariable long workspaceId, @PathVariable String slug, @RequestBody StepRoutes.RollBack wish, Act act) {
        int version = Given.required("version", wish.version());
        return act.once(
                "blueprint.rolled_back",
                wish,
                () -> changed(
                        workspaceId,
                        registry.rollBackBlueprint(
                                workspaceId, slug, version, act.caller().text())));
    }

    @DeleteMapping("/{slug}")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Retire a blueprint",
            description = "No new job runs it; jobs that do go on. PUT brings it back.")
    ResponseEntity<Answer<BlueprintView>> retire(@PathVariable long workspaceId, @PathVariable String slug, Act act) {
        return act.change("blueprint.retired", () -> changed(workspaceId, registry.retireBlueprint(workspaceId, slug)));
    }

    private Made<BlueprintView> changed(long workspaceId, BlueprintVersion blueprint) {
        return Made.changed(subject(blueprint), view(workspaceId, blueprint));
    }

    private static String subject(BlueprintVersion blueprint) {
        return "blueprint " + blueprint.slug() + "@" + blueprint.version();
    }

    private <T> Answer<T> read(long workspaceId, Supplier<T> reading) {
        return Answer.of(weir.transactions().in(workspaceId, reading));
    }
}
