package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The keys of a workspace. Nobody makes, rotates or ends one that may do more than his own. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/api-keys")
@Tag(name = "API keys")
class ApiKeyRoutes {

    private static final String LIST = "api-keys";

    private final Weir weir;

    ApiKeyRoutes(Weir weir) {
        this.weir = weir;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyView(
            long id,
            String name,
            Roles role,

            @Schema(description = "Whose it is; absent for a key of the workspace's own") @Nullable
            Long memberId,

            @Schema(description = "Who made it", example = "key 12")
            String createdBy,

            @Schema(
                    description =
                            "The member who made it: it ends when that member is removed. Absent for a key that no"
                                    + " member made")
            @Nullable
            Long makerId,

            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            @Schema(description = "To the minute") @Nullable Instant lastUsedAt) {

        static KeyView of(ApiKey key) {
            return new KeyView(
                    key.id(),
                    key.name(),
                    Roles.of(key.role()),
                    key.memberId(),
                    key.createdBy(),
                    key.makerId(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.revokedAt(),
                    key.lastUsedAt());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyMade(
            KeyView apiKey,

            @Schema(description = "The key itself, in the first answer alone", example = "weir_1_2_…") @Nullable
            String key,

            @Schema(description = "Where the key is, when it is not here") @Nullable
            String note) {

        static KeyMade shown(ApiKey.Issued issued) {
            return new KeyMade(KeyView.of(issued.key()), issued.clear(), null);
        }

        static KeyMade hidden(ApiKey key) {
            return new KeyMade(
                    KeyView.of(key),
                    null,
                    "The key was shown once, in the first answer to this request. If it was lost, rotate it.");
        }

        /** Without the key: it may end in a log. */
        @Override
        public String toString() {
            return "KeyMade[" + apiKey.id() + "]";
        }
    }

    record NewKey(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 200) @Nullable
            String name,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "At most your own") @Nullable
            Roles role,

            @Schema(description = "Whose it is: it can do no more than the member, and ends with it") @Nullable
            Long memberId,

            @Schema(description = "Never, unless said") @Nullable
            Instant expiresAt) {}

    record Rotation(
            @Schema(description = "How long the old key goes on, 0 unless said, a week at most") @Nullable
            Long overlapSeconds) {}

    @GetMapping
    @Needs(Role.ADMIN)
    @Operation(summary = "The keys, newest first, those that have ended among them")
    Answer<List<KeyView>> list(@PathVariable long workspaceId, PageWish wish) {
        long[] at = wish.place(LIST, 1);
        return weir.transactions()
                .in(
                        workspaceId,
                        () -> Answer.page(
                                wish,
                                LIST,
                                at == null ? weir.keys().count(workspaceId) : at[1],
                                weir.keys()
                                        .list(workspaceId, at == null ? null : at[0], wish.offset(), wish.limit() + 1),
                                KeyView::of,
                                key -> new long[] {key.id()}));
    }

    @GetMapping("/{keyId}")
    @Needs(Role.ADMIN)
    @Operation(summary = "A key, without what it is shown by")
    Answer<KeyView> show(@PathVariable long workspaceId, @PathVariable long keyId) {
        return Answer.of(KeyView.of(
                weir.transactions().in(workspaceId, () -> weir.keys().find(workspaceId, keyId))));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(summary = "Make a key, which is shown this once")
    ResponseEntity<Answer<KeyMade>> create(
            @PathVariable long workspaceId, @RequestBody NewKey wish, Caller.Key caller, Act act) {
        String name = Given.required("name", wish.name());
        Role role = Given.required("role", wish.role()).role();
        return act.once(
                "api_key.created",
                wish,
                () -> made(
                        workspaceId,
                        "",
                        weir.keys()
                                .create(
                                        workspaceId,
                                        new ApiKey.Wish(name, role, wish.memberId(), wish.expiresAt()),
                                        caller)));
    }

    /** @param of what the audit names before the key that is new */
    private static Made<KeyMade> made(long workspaceId, String of, ApiKey.Issued issued) {
        ApiKey key = issued.key();
        return Made.created(
                        of + "api_key " + key.id() + " of role " + key.role().text(),
                        KeyMade.shown(issued),
                        "/api/v1/workspaces/" + workspaceId + "/api-keys/" + key.id())
                .keeping(KeyMade.hidden(key));
    }

    @DeleteMapping("/{keyId}")
    @Needs(Role.ADMIN)
    @Operation(
            summary = "Revoke a key, from the next request on",
            description = "One that has ended stays as it is. The last owner key cannot be revoked.")
    ResponseEntity<Answer<KeyView>> revoke(
            @PathVariable long workspaceId, @PathVariable long keyId, Caller.Key caller, Act act) {
        return act.change(
                "api_key.revoked",
                () -> Made.changed("api_key " + keyId, KeyView.of(weir.keys().revoke(workspaceId, keyId, caller))));
    }

    @PostMapping("/{keyId}/rotate")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.ADMIN)
    @Operation(summary = "Make another key that may do the same, and end the old one, at once or after a while")
    ResponseEntity<Answer<KeyMade>> rotate(
            @PathVariable long workspaceId,
            @PathVariable long keyId,
            @RequestBody(required = false) @Nullable Rotation rotation,
            Caller.Key caller,
            Act act) {
        Long overlap = rotation == null ? null : rotation.overlapSeconds();
        Rotation asked = new Rotation(overlap == null ? 0 : overlap);
        return act.once(
                "api_key.rotated",
                asked,
                () -> made(
                        workspaceId,
                        "api_key " + keyId + " by ",
                        weir.keys()
                                .rotate(
                                        workspaceId,
                                        keyId,
                                        Duration.ofSeconds(overlap == null ? 0 : overlap),
                                        caller)));
    }
}
