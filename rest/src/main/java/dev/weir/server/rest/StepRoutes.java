package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Registry;
import dev.weir.server.registry.StepForm;
import dev.weir.server.registry.StepVersion;
import dev.weir.server.storage.CreateTable;
import dev.weir.server.storage.Storage;
import dev.weir.server.storage.TargetTables;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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

/** The registry's steps. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/registry/steps")
@Tag(name = "Registry")
class StepRoutes {

    private static final String DESTINATION = "/destination";
    private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;
    private static final String UNREACHABLE =
            "destination_unreachable: the database of the destination is not to be had";

    private final Weir weir;
    private final Registry registry;
    private final TargetTables tables;
    private final Storage storage;

    StepRoutes(Weir weir, RunningWeir running) {
        this.weir = weir;
        this.registry = weir.registry();
        this.tables = running.targets();
        this.storage = running.storage();
    }

    /** A version of a step. */
    @Schema(name = "Step")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StepView(
            @Schema(description = "Names the step over all its versions")
            UUID workflowId,

            int version,

            @Schema(description = "Whether it is everybody's, and not this workspace's own")
            boolean global,

            @Schema(description = "As it is written in a file")
            StepForm definition,

            @Schema(
                    description =
                            "What keeps it from being carried out, with pointers into the definition; rows that came in by"
                                    + " SQL are checked here, too. Whether there are keys is not looked at")
            List<Problem.At> problems,

            String createdBy,
            Instant createdAt,

            @Schema(description = "Since when no new job runs it") @Nullable
            Instant retiredAt) {}

    /** Which version is to be the newest again. */
    @Schema(name = "RollBack")
    record RollBack(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minimum = "1") @Nullable
            Integer version) {}

    private StepView view(StepVersion step) {
        return new StepView(
                step.workflowId(),
                step.version(),
                step.global(),
                step.form(),
                registry.mistakes(step),
                step.createdBy(),
                step.createdAt(),
                step.retiredAt());
    }

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "The newest version of every step, by name", description = "Retired ones, too.")
    Answer<List<StepView>> list(@PathVariable long workspaceId) {
        return read(
                workspaceId,
                () -> registry.steps(workspaceId).stream().map(this::view).toList());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Add a step",
            description =
                    "The next job can use it. What is wrong with it is told with pointers. Its destination is held"
                            + " against the catalog of its database; where the table is missing, the refusal has the SQL that makes"
                            + " one as createTable.")
    @ApiResponse(responseCode = "503", description = UNREACHABLE, content = @Content(mediaType = PROBLEM))
    ResponseEntity<Answer<StepView>> create(@PathVariable long workspaceId, @RequestBody StepForm form, Act act) {
        requireTable(workspaceId, form);
        return act.once("step.created", form, () -> {
            StepVersion made = registry.create(workspaceId, form, act.caller().text());
            return Made.created(
                    subject(made), view(made), "/api/v1/workspaces/" + workspaceId + "/registry/steps/" + made.name());
        });
    }

    @GetMapping("/{name}")
    @Needs(Role.VIEWER)
    @Operation(summary = "The newest version of a step")
    Answer<StepView> show(@PathVariable long workspaceId, @PathVariable String name) {
        return read(workspaceId, () -> view(registry.step(workspaceId, name)));
    }

    @PutMapping("/{name}")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Make a step be so",
            description = "A new step, or the next version of it, or nothing where it is so already. Jobs that run keep"
                    + " their version. A destination that is another one, or gets other fields, is held against the catalog"
                    + " of its database.")
    @ApiResponse(responseCode = "503", description = UNREACHABLE, content = @Content(mediaType = PROBLEM))
    ResponseEntity<Answer<StepView>> put(
            @PathVariable long workspaceId, @PathVariable String name, @RequestBody StepForm form, Act act) {
        requireSame("name", name, form.name());
        requireTable(workspaceId, form);
        return act.change(
                "step.changed",
                () -> destined(
                        workspaceId,
                        registry.save(workspaceId, form, act.caller().text())));
    }

    @GetMapping("/{name}/versions")
    @Needs(Role.VIEWER)
    @Operation(summary = "All versions of a step, newest first")
    Answer<List<StepView>> versions(@PathVariable long workspaceId, @PathVariable String name) {
        return read(
                workspaceId,
                () -> registry.stepVersions(workspaceId, name).stream()
                        .map(this::view)
                        .toList());
    }

    @GetMapping("/{name}/versions/{version}")
    @Needs(Role.VIEWER)
    @Operation(summary = "One version of a step")
    Answer<StepView> version(@PathVariable long workspaceId, @PathVariable String name, @PathVariable int version) {
        return read(workspaceId, () -> view(registry.step(workspaceId, name, version)));
    }

    @PostMapping("/{name}/rollback")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Return to an earlier version of a step",
            description = "Makes a new version that says what that one said. The destination stays.")
    ResponseEntity<Answer<StepView>> rollBack(
            @PathVariable long workspaceId, @PathVariable String name, @RequestBody RollBack wish, Act act) {
        int version = Given.required("version", wish.version());
        return act.once(
                "step.rolled_back",
                wish,
                () -> changed(registry.rollBack(
                        workspaceId, name, version, act.caller().text())));
    }

    @PutMapping("/{name}/destination")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Say where a step's results are written",
            description =
                    "In place: it is of the step and of no version, and holds for results of running jobs, too, and"
                            + " for those that wait. It is held against the catalog of its database.")
    @ApiResponse(responseCode = "503", description = UNREACHABLE, content = @Content(mediaType = PROBLEM))
    ResponseEntity<Answer<StepView>> destine(
            @PathVariable long workspaceId,
            @PathVariable String name,
            @RequestBody StepForm.StepDestination destination,
            Act act) {
        own(workspaceId, name)
                .ifPresent(step -> requireTable(workspaceId, step.form().to(destination), DESTINATION));
        return act.change(
                "step.destined", () -> destined(workspaceId, registry.destine(workspaceId, name, destination)));
    }

    @DeleteMapping("/{name}/destination")
    @Needs(Role.ADMIN)
    @Operation(summary = "Write a step's results nowhere")
    ResponseEntity<Answer<StepView>> undestine(@PathVariable long workspaceId, @PathVariable String name, Act act) {
        return act.change("step.destined", () -> destined(workspaceId, registry.destine(workspaceId, name, null)));
    }

    @DeleteMapping("/{name}")
    @Needs(Role.ADMIN)
    @Operation(summary = "Retire a step", description = "No new job runs it; jobs that do go on. PUT brings it back.")
    ResponseEntity<Answer<StepView>> retire(@PathVariable long workspaceId, @PathVariable String name, Act act) {
        return act.change("step.retired", () -> changed(registry.retireStep(workspaceId, name)));
    }

    /** The workspace's own step of that name. */
    private Optional<StepVersion> own(long workspaceId, @Nullable String name) {
        return weir.transactions()
                .in(
                        workspaceId,
                        () -> registry.steps(workspaceId).stream()
                                .filter(step -> !step.global() && step.name().equals(name))
                                .findFirst());
    }

    private void requireTable(long workspaceId, StepForm form) {
        boolean same = own(workspaceId, form.name())
                .map(StepVersion::form)
                .filter(form::isWrittenAs)
                .isPresent();
        if (!same) {
            requireTable(workspaceId, form, "");
        }
    }

    /**
     * Results can be written there. What is wrong with the form alone is not told here.
     *
     * @param below what places in the step begin with that are none of what was sent
     * @throws Problem that says all that does not fit, or that the database is not to be had
     */
    private void requireTable(long workspaceId, StepForm form, String below) {
        if (form.destination() == null || !registry.mistakes(form).isEmpty()) {
            return;
        }
        List<Problem.At> wrong;
        try {
            wrong = tables.check(workspaceId, form);
        } catch (Problem unreachable) {
            throw unreachable.at(
                    unreachable.errors().stream().map(at -> within(below, at)).toList());
        }
        if (wrong.isEmpty()) {
            return;
        }
        Problem refusal = Problem.invalid(
                        "bad_destination",
                        "Nothing can be written there: " + wrong.getFirst().detail() + Mistakes.more(wrong))
                .at(wrong.stream().map(at -> within(below, at)).toList());
        boolean table = wrong.stream().anyMatch(at -> at.pointer().equals(DESTINATION + "/tableName"));
        throw table
                ? refusal.with("createTable", CreateTable.of(workspaceId, form).sql())
                : refusal;
    }

    private static Problem.At within(String below, Problem.At at) {
        return at.pointer().startsWith(below)
                ? new Problem.At(at.pointer().substring(below.length()), at.detail())
                : at;
    }

    /** Results that wait go there at once. */
    private Made<StepView> destined(long workspaceId, StepVersion step) {
        storage.changed(workspaceId);
        return changed(step);
    }

    private Made<StepView> changed(StepVersion step) {
        return Made.changed(subject(step), view(step));
    }

    private static String subject(StepVersion step) {
        return "step " + step.name() + "@" + step.version();
    }

    private <T> Answer<T> read(long workspaceId, Supplier<T> reading) {
        return Answer.of(weir.transactions().in(workspaceId, reading));
    }

    /** @throws Problem when a body names something else than its path */
    static void requireSame(String property, String path, @Nullable String body) {
        if (!path.equals(body)) {
            String sentence =
                    "is " + (body == null ? "missing" : "'" + body + "'") + ", and the path says '" + path + "'";
            throw Problem.invalid("other_name", "/" + property + " " + sentence + ". Give the same.")
                    .at("/" + property, sentence);
        }
    }
}
