package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.credits.CapBalance;
import dev.weir.server.credits.CapScope;
import dev.weir.server.credits.CapSettings;
import dev.weir.server.credits.Credits;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a workspace may spend in a day. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/caps")
@Tag(name = "Credits")
class CapRoutes {

    private final Weir weir;

    CapRoutes(Weir weir) {
        this.weir = weir;
    }

    /** Caps by day, as they are set. */
    @Schema(name = "Caps")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CapsBody(
            @Schema(description = "The most that may be spent in a day of UTC; absent for no such cap") @Nullable
            BigDecimal credits,

            @Schema(description = "Caps of single providers, by slug") @Nullable
            Map<String, @Nullable ProviderCaps> providers,

            @Schema(description = "The event credits.low is sent once when this or less is left; absent for never")
            @Nullable
            BigDecimal lowCredits) {}

    /** Of one provider. */
    @Schema(name = "ProviderCaps")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProviderCaps(
            @Schema(description = "The most that may be spent on it in a day of UTC") @Nullable
            BigDecimal credits,

            @Schema(
                    description =
                            "The most that it may charge or may perhaps have charged in a day of UTC, by the unit it"
                                    + " bills in")
            @Nullable
            Map<String, @Nullable BigDecimal> vendorUnits) {}

    /** A cap and how it stands. */
    @Schema(name = "CapUsage")
    record Usage(
            @Schema(description = "Null for all providers together") @Nullable
            String provider,

            @Schema(description = "The vendor's unit; null for our credits") @Nullable
            String unit,

            BigDecimal cap,

            @Schema(
                    description =
                            "Today: charged less given back to jobs; of a vendor's unit, charged for certain or perhaps")
            BigDecimal spent,

            @Schema(description = "What calls on their way may still cost")
            BigDecimal open,

            @Schema(description = "What calls whose answer was lost may still cost, of whatever day")
            BigDecimal inDoubt,

            @Schema(description = "What the next call may cost at most, if what is open is charged")
            BigDecimal left) {}

    /** Caps and how they stand. */
    @Schema(name = "CapsStanding")
    record CapsJson(CapsBody caps, List<Usage> today) {}

    @GetMapping
    @Needs(Role.VIEWER)
    @Operation(summary = "Caps by day, and how they stand today")
    Answer<CapsJson> show(@PathVariable long workspaceId) {
        return Answer.of(weir.transactions().in(workspaceId, () -> standing(workspaceId)));
    }

    @PutMapping
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Set the caps by day",
            description =
                    "They take the place of all that were set. What was spent today already counts. A call leaves only"
                            + " if it fits whatever becomes of those on their way; one that does not waits for them, or is not made"
                            + " (cap_reached) when what is spent and in doubt leaves it no room. Calls that wait look again within"
                            + " three seconds.")
    ResponseEntity<Answer<CapsJson>> set(@PathVariable long workspaceId, @RequestBody CapsBody body, Act act) {
        CapSettings wish = settings(workspaceId, body);
        return act.change("caps.set", () -> {
            weir.caps().set(workspaceId, wish);
            return Made.changed("caps", standing(workspaceId));
        });
    }

    private CapSettings settings(long workspaceId, CapsBody body) {
        Map<CapScope, Long> caps = new HashMap<>();
        put(caps, CapScope.workspace(workspaceId), body.credits(), "/credits");
        if (body.providers() != null) {
            body.providers().forEach((slug, of) -> {
                if (of != null) {
                    String pointer = "/providers/" + Problem.At.escaped(slug);
                    require(CapScope.provider(workspaceId, slug), pointer);
                    put(caps, CapScope.provider(workspaceId, slug), of.credits(), pointer + "/credits");
                    if (of.vendorUnits() != null) {
                        of.vendorUnits().forEach((unit, most) -> {
                            CapScope scope = new CapScope(workspaceId, slug, unit);
                            String at = pointer + "/vendorUnits/" + Problem.At.escaped(unit);
                            require(scope, at);
                            put(caps, scope, most, at);
                        });
                    }
                }
            });
        }
        return new CapSettings(caps, Optional.ofNullable(Amounts.milli(body.lowCredits(), "/lowCredits")));
    }

    private void require(CapScope scope, String pointer) {
        try {
            if (scope.provider().isEmpty()) {
                throw Problem.invalid("unknown_provider", "A provider's slug is not empty.");
            }
            weir.caps().require(scope);
        } catch (Problem unknown) {
            throw unknown.at(pointer);
        }
    }

    private static void put(Map<CapScope, Long> caps, CapScope scope, @Nullable BigDecimal most, String pointer) {
        Long milli = Amounts.milli(most, pointer);
        if (milli != null) {
            caps.put(scope, milli);
        }
    }

    private CapsJson standing(long workspaceId) {
        CapSettings settings = weir.caps().settings(workspaceId);
        BigDecimal credits = null;
        Map<String, @Nullable ProviderCaps> providers = new TreeMap<>();
        for (Map.Entry<CapScope, Long> cap : new TreeMap<>(settings.caps()).entrySet()) {
            CapScope scope = cap.getKey();
            BigDecimal most = Credits.amount(cap.getValue());
            if (scope.provider().isEmpty()) {
                credits = most;
                continue;
            }
            ProviderCaps before = providers.get(scope.provider());
            Map<String, @Nullable BigDecimal> units =
                    new TreeMap<>(before == null || before.vendorUnits() == null ? Map.of() : before.vendorUnits());
            if (!scope.unit().isEmpty()) {
                units.put(scope.unit(), most);
            }
            BigDecimal own = before == null ? null : before.credits();
            providers.put(
                    scope.provider(),
                    new ProviderCaps(scope.unit().isEmpty() ? most : own, units.isEmpty() ? null : units));
        }
        return new CapsJson(
                new CapsBody(
                        credits,
                        providers.isEmpty() ? null : providers,
                        settings.low().map(Credits::amount).orElse(null)),
                weir.caps().standing(workspaceId).stream().map(CapRoutes::usage).toList());
    }

    private static Usage usage(CapBalance cap) {
        CapScope scope = cap.scope();
        return new Usage(
                scope.provider().isEmpty() ? null : scope.provider(),
                scope.unit().isEmpty() ? null : scope.unit(),
                Credits.amount(cap.most()),
                Credits.amount(cap.spent()),
                Credits.amount(cap.open()),
                Credits.amount(cap.doubt()),
                Credits.amount(Math.max(0, cap.most() - cap.spent() - cap.open() - cap.doubt())));
    }
}
