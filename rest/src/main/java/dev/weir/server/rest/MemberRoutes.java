package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Member;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who works in a workspace. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspaceId}/members")
@Tag(name = "Members")
class MemberRoutes {

    private static final String LIST = "members";

    private final Weir weir;

    MemberRoutes(Weir weir) {
        this.weir = weir;
    }

    record MemberView(long id, String name, String email, Roles role, Instant createdAt) {

        static MemberView of(Member member) {
            return new MemberView(
                    member.id(), member.name(), member.email(), Roles.of(member.role()), member.createdAt());
        }
    }

    /** A member to whom something has happened. */
    record MemberChanged(
            long id,
            String name,
            String email,
            Roles role,
            Instant createdAt,

            @Schema(
                    description =
                            "The API keys that were revoked by it, by their numbers: rotate what is to go on before")
            List<Long> revokedKeys) {

        static MemberChanged of(Member.Changed changed) {
            Member member = changed.member();
            return new MemberChanged(
                    member.id(),
                    member.name(),
                    member.email(),
                    Roles.of(member.role()),
                    member.createdAt(),
                    changed.ended().stream().map(ApiKey::id).toList());
        }
    }

    record NewMember(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 200) @Nullable
            String name,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, format = "email", maxLength = 254) @Nullable
            String email,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            Roles role) {}

    record MemberChange(
            @Nullable String name,
            @Nullable String email,
            @Nullable Roles role) {}

    @GetMapping
    @Needs(Role.OWNER)
    @Operation(summary = "The members")
    Answer<List<MemberView>> list(@PathVariable long workspaceId, PageWish wish) {
        long[] at = wish.place(LIST, 1);
        return weir.transactions()
                .in(
                        workspaceId,
                        () -> Answer.page(
                                wish,
                                LIST,
                                at == null ? weir.members().count(workspaceId) : at[1],
                                weir.members()
                                        .list(workspaceId, at == null ? 0 : at[0], wish.offset(), wish.limit() + 1),
                                MemberView::of,
                                member -> new long[] {member.id()}));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(Role.OWNER)
    @Operation(summary = "Add a member", description = "A member acts through API keys that are made for it.")
    ResponseEntity<Answer<MemberView>> add(@PathVariable long workspaceId, @RequestBody NewMember wish, Act act) {
        Member.Wish member = new Member.Wish(
                Given.required("name", wish.name()),
                Given.required("email", wish.email()),
                Given.required("role", wish.role()).role());
        return act.once("member.added", wish, () -> {
            Member added = weir.members().add(workspaceId, member);
            return Made.created(
                    "member " + added.id() + " as " + added.role().text(),
                    MemberView.of(added),
                    "/api/v1/workspaces/" + workspaceId + "/members/" + added.id());
        });
    }

    @GetMapping("/{memberId}")
    @Needs(Role.OWNER)
    @Operation(summary = "A member")
    Answer<MemberView> show(@PathVariable long workspaceId, @PathVariable long memberId) {
        return Answer.of(MemberView.of(
                weir.transactions().in(workspaceId, () -> weir.members().find(workspaceId, memberId))));
    }

    @PatchMapping("/{memberId}")
    @Needs(Role.OWNER)
    @Operation(
            summary = "Change a member's name, address or role",
            description =
                    "A lesser role binds the member's keys from the next request on, and revokes keys that the member"
                            + " made and that may do more. The last owner keeps the role.")
    ResponseEntity<Answer<MemberChanged>> change(
            @PathVariable long workspaceId, @PathVariable long memberId, @RequestBody MemberChange change, Act act) {
        Roles role = change.role();
        return act.change("member.changed", () -> {
            Member.Changed changed = weir.members()
                    .change(
                            workspaceId,
                            memberId,
                            new Member.Change(change.name(), change.email(), role == null ? null : role.role()));
            note(workspaceId, act, changed);
            return Made.changed(
                    "member " + memberId + " as " + changed.member().role().text(), MemberChanged.of(changed));
        });
    }

    @DeleteMapping("/{memberId}")
    @Needs(Role.OWNER)
    @Operation(
            summary = "Remove a member, and revoke its keys",
            description =
                    "Keys that the member made, whoever they are for, are revoked too: their secrets were shown to it."
                            + " Rotate those that are to go on before. The last owner cannot be removed.")
    ResponseEntity<Answer<MemberChanged>> remove(@PathVariable long workspaceId, @PathVariable long memberId, Act act) {
        return act.change("member.removed", () -> {
            Member.Changed removed = weir.members().remove(workspaceId, memberId);
            note(workspaceId, act, removed);
            return Made.changed("member " + memberId, MemberChanged.of(removed));
        });
    }

    /** Each key that has ended by it, in the audit. */
    private void note(long workspaceId, Act act, Member.Changed changed) {
        for (ApiKey key : changed.ended()) {
            weir.audit()
                    .note(
                            workspaceId,
                            act.caller(),
                            "api_key.revoked",
                            "api_key " + key.id() + " with member "
                                    + changed.member().id());
        }
    }
}
