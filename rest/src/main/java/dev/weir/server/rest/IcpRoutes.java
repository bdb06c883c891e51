package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.scoring.Explained;
import dev.weir.server.scoring.IcpModel;
import dev.weir.server.scoring.IcpModels;
import dev.weir.server.scoring.IcpVersion;
import dev.weir.server.scoring.Preview;
import dev.weir.server.scoring.Worth;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What subscribers are worth, and by which model. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/audience")
@Tag(name = "ICP scores")
class IcpRoutes {

    private final Weir weir;
    private final IcpModels models;

    IcpRoutes(Weir weir) {
        this.weir = weir;
        this.models = weir.icpModels();
    }

    /** A version of the model. */
    @Schema(name = "IcpVersion")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record VersionView(
            int version,

            @Schema(description = "Empty where the model was taken away with this version")
            IcpModel content,

            @Schema(description = "Whether the model was taken away with this version")
            boolean removed,

            @Schema(description = "What keeps it from being worked out, with pointers into the content")
            List<Problem.At> problems,

            String madeBy,
            Instant madeAt,

            @Schema(description = "When all subscribers were scored by it; absent until then") @Nullable
            Instant rescoredAt) {}

    private VersionView view(IcpVersion version) {
        return new VersionView(
                version.version(),
                version.model(),
                version.removed(),
                version.removed() ? List.of() : models.mistakes(version.model()),
                version.madeBy(),
                version.madeAt(),
                version.rescoredAt());
    }

    /** What a criterion gave. */
    @Schema(name = "IcpPoints")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PointsView(
            String name,
            BigDecimal points,

            @Schema(description = "Why it gives none") @Nullable
            String why) {

        static PointsView of(Worth.Share share) {
            return new PointsView(
                    share.name(),
                    share.points(),
                    share.why() == null && share.points().signum() == 0 ? "it is not so" : share.why());
        }
    }

    /** A subscriber's score. */
    @Schema(name = "ExplainedScore")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ScoreView(
            long subscriberId,

            @Schema(description = "Absent as long as there is none") @Nullable
            BigDecimal score,

            @Schema(description = "Absent where the score reaches none") @Nullable
            String tier,

            @Schema(
                    description = "How the score came about, or why there is none",
                    example = "72 = 30 for seniority + 25 for company size + 17 for country")
            String explanation,

            @Schema(description = "What each criterion gave") @Nullable
            List<PointsView> criteria,

            @Schema(description = "What keeps the score within the model's bounds, added to the criteria's points")
            @Nullable
            BigDecimal bound,

            @Schema(description = "Of the model; an older one than the newest until it is the subscriber's turn")
            @Nullable
            Integer version,

            @Nullable Instant scoredAt) {

        static ScoreView of(Explained explained) {
            Worth.Working working = explained.working();
            return new ScoreView(
                    explained.subscriberId(),
                    explained.points(),
                    explained.tier(),
                    explained.explanation(),
                    working == null
                            ? null
                            : working.criteria().stream().map(PointsView::of).toList(),
                    working == null || working.bound() == null
                            ? null
                            : working.bound().points(),
                    explained.version(),
                    explained.at());
        }
    }

    /** What is to be tried. */
    @Schema(name = "IcpPreviewWish")
    record PreviewWish(
            @Schema(description = "A model as PUT takes it; absent for the newest version") @Nullable
            IcpModel content) {}

    /** A score that is tried. */
    @Schema(name = "IcpTriedScore")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TriedView(BigDecimal score, @Nullable String tier, String explanation) {

        static TriedView of(Worth worth) {
            return new TriedView(worth.points(), worth.tier(), worth.explanation());
        }
    }

    /** Somebody of whom it tells. */
    @Schema(name = "IcpExample")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExampleView(
            long subscriberId,
            String email,

            @Schema(description = "By the newest version; absent where there is none") @Nullable
            TriedView before,

            TriedView after) {

        static ExampleView of(Preview.Example example) {
            return new ExampleView(
                    example.subscriber().id(),
                    example.subscriber().email(),
                    example.before() == null ? null : TriedView.of(example.before()),
                    TriedView.of(example.after()));
        }
    }

    /** How many are in a tier. */
    @Schema(name = "IcpTierCount")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TierView(
            @Schema(description = "Absent for those who reach none") @Nullable
            String tier,

            int before,
            int after) {}

    /** How many have and would have such a score. */
    @Schema(name = "IcpScoreCount")
    record BinView(
            @Schema(description = "The lowest score that counts here")
            BigDecimal from,

            @Schema(description = "From here on scores count in the next part")
            BigDecimal to,

            int before,
            int after) {}

    /** What a criterion does. */
    @Schema(name = "IcpEffect")
    record EffectView(
            String name,

            @Schema(description = "To how many it gives points, or takes some")
            int gives,

            @Schema(description = "Of how many it cannot be told, for want of something that is not known")
            int untold) {}

    /** What a model would make of those who are there. */
    @Schema(name = "IcpPreview")
    record PreviewView(
            @Schema(description = "All that there are") long subscribers,

            @Schema(description = "Of how many the rest tells: of all, or of so many spread evenly over them")
            int sampled,

            @Schema(description = "How many would get another score")
            int changed,

            @Schema(description = "How many would get another tier")
            int tierChanged,

            @Schema(description = "The highest first") List<TierView> tiers,

            @Schema(description = "Scores in ten parts of equal width")
            List<BinView> histogram,

            @Schema(description = "What each does") List<EffectView> criteria,

            @Schema(description = "Those first whose tier would change; the highest score first")
            List<ExampleView> examples) {

        static PreviewView of(Preview preview) {
            return new PreviewView(
                    preview.subscribers(),
                    preview.sampled(),
                    preview.changed(),
                    preview.tierChanged(),
                    preview.tiers().stream()
                            .map(tier -> new TierView(tier.tier(), tier.before(), tier.after()))
                            .toList(),
                    preview.histogram().stream()
                            .map(bin -> new BinView(bin.from(), bin.to(), bin.before(), bin.after()))
                            .toList(),
                    preview.criteria().stream()
                            .map(effect -> new EffectView(effect.name(), effect.gives(), effect.untold()))
                            .toList(),
                    preview.examples().stream().map(ExampleView::of).toList());
        }
    }

    @GetMapping("/icp")
    @Needs(Role.VIEWER)
    @Operation(summary = "The model by which subscribers are scored")
    Answer<VersionView> show(@PathVariable long workspaceId) {
        return read(workspaceId, () -> view(models.model(workspaceId)));
    }

    @PutMapping("/icp")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Create or replace the model",
            description =
                    "The next version of it, or nothing where it is so already. All that is wrong with it is told with"
                            + " pointers. All subscribers are scored by it in the background; nobody is asked about them,"
                            + " and it costs nothing.")
    ResponseEntity<Answer<VersionView>> put(@PathVariable long workspaceId, @RequestBody IcpModel model, Act act) {
        return act.change(
                "icp.changed",
                () -> changed(models.save(workspaceId, model, act.caller().text())));
    }

    @DeleteMapping("/icp")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Take the model away",
            description = "Nobody has a score any more. Its versions stay, and any of them can be returned to.")
    ResponseEntity<Answer<VersionView>> remove(@PathVariable long workspaceId, Act act) {
        return act.change(
                "icp.removed",
                () -> changed(models.remove(workspaceId, act.caller().text())));
    }

    @GetMapping("/icp/versions")
    @Needs(Role.VIEWER)
    @Operation(summary = "All versions of the model, newest first")
    Answer<List<VersionView>> versions(@PathVariable long workspaceId) {
        return read(
                workspaceId,
                () -> models.versions(workspaceId).stream().map(this::view).toList());
    }

    @GetMapping("/icp/versions/{version}")
    @Needs(Role.VIEWER)
    @Operation(summary = "One version of the model")
    Answer<VersionView> version(@PathVariable long workspaceId, @PathVariable int version) {
        return read(workspaceId, () -> view(models.version(workspaceId, version)));
    }

    @PostMapping("/icp/rollback")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Return to an earlier version of the model",
            description = "Makes a new version that says what that one said.")
    ResponseEntity<Answer<VersionView>> rollBack(
            @PathVariable long workspaceId, @RequestBody StepRoutes.RollBack wish, Act act) {
        int version = Given.required("version", wish.version());
        return act.once(
                "icp.rolled_back",
                wish,
                () -> changed(models.rollBack(workspaceId, version, act.caller().text())));
    }

    @PostMapping("/icp/preview")
    @Needs(Role.MEMBER)
    @Operation(
            summary = "Try a model on the subscribers",
            description =
                    "On all of them, or on 10,000 spread evenly over them, in at most some seconds. Tells what it would change"
                            + " beside the newest version, and keeps nothing of it.")
    Answer<PreviewView> preview(@PathVariable long workspaceId, @RequestBody PreviewWish wish) {
        return Answer.of(PreviewView.of(models.preview(workspaceId, wish.content(), "/content")));
    }

    @GetMapping("/subscribers/{subscriberId}/score")
    @Needs(Role.VIEWER)
    @Operation(summary = "A subscriber's score, and why")
    Answer<ScoreView> score(@PathVariable long workspaceId, @PathVariable long subscriberId) {
        return read(workspaceId, () -> ScoreView.of(models.score(workspaceId, subscriberId)));
    }

    private Made<VersionView> changed(IcpVersion version) {
        return Made.changed("icp " + version.version(), view(version));
    }

    private <T> Answer<T> read(long workspaceId, Supplier<T> reading) {
        return Answer.of(weir.transactions().in(workspaceId, reading));
    }
}
