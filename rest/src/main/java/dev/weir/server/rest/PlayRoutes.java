package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.companies.Company;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.BlueprintVersion;
import dev.weir.server.registry.Registry;
import dev.weir.server.storage.Completion;
import dev.weir.server.storage.PlayProgress;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What of which play is complete for whom. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}")
@Tag(name = "Companies")
class PlayRoutes {

    private static final String LIST = "play-companies";

    private final Weir weir;

    PlayRoutes(Weir weir) {
        this.weir = weir;
    }

    /** A step of a play, for one company. */
    @Schema(name = "PlayStep")
    record StepJson(
            UUID workflowId,
            String name,

            @Schema(description = "overallStepNumber, else its position in the blueprint")
            int stepNumber,

            @Schema(description = "Whether a result of it was ever stored for the company in this play")
            boolean complete,

            @Schema(description = "False for a step that the blueprint no longer has")
            boolean inBlueprint,

            @Schema(description = "When it was complete for the first time") @Nullable
            Instant firstCompletedAt,

            @Schema(description = "When its newest result was stored") @Nullable
            Instant lastCompletedAt,

            @Schema(description = "The job of its newest result; null where that came from outside of any") @Nullable
            Long jobId) {

        static StepJson open(Registry.PlayStep step) {
            return new StepJson(step.workflowId(), step.name(), step.number(), false, true, null, null, null);
        }

        static StepJson complete(Completion completion, Registry.@Nullable PlayStep step) {
            return new StepJson(
                    completion.workflowId(),
                    step == null ? completion.workflowSlug() : step.name(),
                    step == null ? completion.stepNumber() : step.number(),
                    true,
                    step != null,
                    completion.completedAt(),
                    completion.updatedAt(),
                    completion.batchId());
        }
    }

    /** A play, for one company. */
    @Schema(name = "CompanyPlay")
    record PlayJson(
            @Schema(description = "A blueprint's slug; manual for steps run or reported by hand")
            String play,

            @Schema(description = "Of the blueprint's steps; of manual's all")
            int completedSteps,

            int totalSteps,
            List<StepJson> steps) {

        static PlayJson of(String play, List<StepJson> steps) {
            boolean manual = play.equals(Registry.MANUAL);
            List<StepJson> counted =
                    steps.stream().filter(step -> manual || step.inBlueprint()).toList();
            return new PlayJson(
                    play, (int) counted.stream().filter(StepJson::complete).count(), counted.size(), steps);
        }
    }

    /** A company in a play. */
    @Schema(name = "PlayCompany")
    record StandingJson(
            long companyId,

            @Schema(description = "Null for a company that was erased") @Nullable
            String domain,

            @Nullable String name,

            @Schema(description = "Of the blueprint's steps, in its newest version; of manual's all")
            int completedSteps,

            int totalSteps,
            Instant lastCompletedAt) {}

    @GetMapping("/companies/{companyId}/plays")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "Which steps of which plays are complete for a company",
            description =
                    "For each blueprint that is not retired, for manual, and for others of which a step is complete.")
    Answer<List<PlayJson>> ofCompany(@PathVariable long workspaceId, @PathVariable long companyId) {
        return Answer.of(weir.transactions().in(workspaceId, () -> {
            weir.companies().get(workspaceId, companyId);
            Map<String, List<Registry.PlayStep>> plays =
                    new LinkedHashMap<>(weir.registry().plays(workspaceId));
            Map<String, List<Completion>> complete = weir.plays().of(workspaceId, companyId);
            complete.keySet().forEach(play -> plays.putIfAbsent(play, List.of()));
            plays.putIfAbsent(Registry.MANUAL, List.of());
            List<PlayJson> shown = new ArrayList<>();
            plays.forEach((play, steps) ->
                    shown.add(PlayJson.of(play, steps(steps, complete.getOrDefault(play, List.of())))));
            return shown;
        }));
    }

    /** The blueprint's steps in order, and behind them what else is complete. */
    private static List<StepJson> steps(List<Registry.PlayStep> steps, List<Completion> complete) {
        Map<UUID, Completion> left = new LinkedHashMap<>();
        complete.forEach(completion -> left.put(completion.workflowId(), completion));
        List<StepJson> shown = new ArrayList<>();
        for (Registry.PlayStep step : steps) {
            Completion completion = left.remove(step.workflowId());
            shown.add(completion == null ? StepJson.open(step) : StepJson.complete(completion, step));
        }
        left.values().forEach(completion -> shown.add(StepJson.complete(completion, null)));
        return shown;
    }

    @GetMapping("/plays/{slug}/companies")
    @Needs(Role.VIEWER)
    @Operation(
            summary = "Companies for which something of a play is complete",
            description = "By number. Cursors are as fast at the last company as at the first.")
    Answer<List<StandingJson>> companies(
            @PathVariable long workspaceId,
            @Parameter(description = "A blueprint's slug, or manual") @PathVariable String slug,
            PageWish wish) {
        return weir.transactions().in(workspaceId, () -> {
            List<UUID> steps = steps(workspaceId, slug);
            long[] at = wish.place(LIST, 1);
            long total = at == null ? weir.plays().count(workspaceId, slug) : at[1];
            List<PlayProgress.Standing> found = weir.plays()
                    .companies(workspaceId, slug, steps, at == null ? -1 : at[0], wish.offset(), wish.limit() + 1);
            Map<Long, Company> companies = new HashMap<>(weir.companies()
                    .find(
                            workspaceId,
                            found.stream().map(PlayProgress.Standing::companyId).toList()));
            return Answer.page(
                    wish,
                    LIST,
                    total,
                    found,
                    standing -> json(standing, companies.get(standing.companyId()), steps.size()),
                    standing -> new long[] {standing.companyId()});
        });
    }

    private static StandingJson json(PlayProgress.Standing standing, @Nullable Company company, int steps) {
        return new StandingJson(
                standing.companyId(),
                company == null ? null : company.domain(),
                company == null ? null : company.name(),
                standing.steps(),
                steps,
                standing.newest());
    }

    /** The steps that are counted: the blueprint's; where there is none, those that are complete. */
    private List<UUID> steps(long workspaceId, String slug) {
        if (!slug.equals(Registry.MANUAL)) {
            try {
                BlueprintVersion blueprint = weir.registry().blueprint(workspaceId, slug);
                return weir.registry().playSteps(workspaceId, blueprint).stream()
                        .map(Registry.PlayStep::workflowId)
                        .toList();
            } catch (Problem unknown) {
                if (weir.plays().count(workspaceId, slug) == 0) {
                    throw unknown;
                }
            }
        }
        return weir.plays().steps(workspaceId, slug);
    }
}
