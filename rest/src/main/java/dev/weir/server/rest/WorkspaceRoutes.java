package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.Weir;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import dev.weir.server.workspace.Workspace;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The tenants. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Workspaces")
class WorkspaceRoutes {

    private static final String LIST = "workspaces";

    private final Weir weir;

    WorkspaceRoutes(Weir weir) {
        this.weir = weir;
    }

    record WorkspaceView(
            long id,
            String name,

            @Schema(description = "Whether its calls go to the sandbox instead of the vendors")
            boolean sandbox) {

        static WorkspaceView of(Workspace workspace) {
            return new WorkspaceView(workspace.id(), workspace.name(), workspace.sandbox());
        }
    }

    record NewWorkspace(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 200) @Nullable
            String name,

            @Schema(description = "Whether its calls go to the sandbox instead of the vendors; false unless said")
            @Nullable
            Boolean sandbox) {}

    record WorkspaceMade(WorkspaceView workspace, ApiKeyRoutes.KeyMade ownerKey) {}

    @PostMapping("/workspaces")
    @ResponseStatus(HttpStatus.CREATED)
    @Needs(installation = true)
    @Operation(summary = "Make a workspace, with an owner key that is shown this once")
    ResponseEntity<Answer<WorkspaceMade>> create(@RequestBody NewWorkspace wish, Act act) {
        String name = Given.required("name", wish.name());
        return act.once("workspace.created", wish, () -> {
            Workspace workspace = weir.workspaces().create(name, Boolean.TRUE.equals(wish.sandbox()));
            weir.transactions().also(workspace.id());
            ApiKey.Issued owner = weir.keys()
                    .create(
                            workspace.id(),
                            new ApiKey.Wish("first owner key", Role.OWNER, null, null),
                            act.caller().text());
            WorkspaceView view = WorkspaceView.of(workspace);
            return Made.created(
                            "workspace " + workspace.id() + " with api_key "
                                    + owner.key().id(),
                            new WorkspaceMade(view, ApiKeyRoutes.KeyMade.shown(owner)),
                            "/api/v1/workspaces/" + workspace.id())
                    .keeping(new WorkspaceMade(view, ApiKeyRoutes.KeyMade.hidden(owner.key())))
                    .in(workspace.id());
        });
    }

    @GetMapping("/workspaces")
    @Needs(installation = true)
    @Operation(summary = "All workspaces, in the order in which they were made")
    Answer<List<WorkspaceView>> list(PageWish wish) {
        long[] at = wish.place(LIST, 1);
        return Answer.page(
                wish,
                LIST,
                at == null ? weir.workspaces().count() : at[1],
                weir.workspaces().page(at == null ? 0 : at[0], wish.offset(), wish.limit() + 1),
                WorkspaceView::of,
                workspace -> new long[] {workspace.id()});
    }

    @GetMapping("/workspaces/{workspaceId}")
    @Needs(Role.VIEWER)
    @Operation(summary = "A workspace")
    Answer<WorkspaceView> show(@PathVariable long workspaceId) {
        return Answer.of(WorkspaceView.of(weir.workspaces().require(workspaceId)));
    }

    record WorkspaceChange(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 200) @Nullable
            String name) {}

    @PatchMapping("/workspaces/{workspaceId}")
    @Needs(Role.OWNER)
    @Operation(summary = "Rename a workspace")
    ResponseEntity<Answer<WorkspaceView>> change(
            @PathVariable long workspaceId, @RequestBody WorkspaceChange change, Act act) {
        String name = Given.required("name", change.name());
        return act.change(
                "workspace.renamed",
                () -> Made.changed(
                        "workspace " + workspaceId,
                        WorkspaceView.of(weir.workspaces().rename(workspaceId, name))));
    }

    /**
     * Who shows this key.
     *
     * @param workspace absent for the installation's key
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Me(
            long keyId,

            @Schema(description = "Absent for the installation's key") @Nullable
            WorkspaceView workspace,

            @Schema(description = "viewer, member, admin or owner; installation for the installation's key")
            String role,

            @Schema(description = "Whose key it is; absent for a key of the workspace's own") @Nullable
            Long memberId) {}

    @GetMapping("/me")
    @Needs(anyKey = true)
    @Operation(summary = "Whose key this is, and what it may do")
    Answer<Me> me(Caller caller) {
        return Answer.of(
                switch (caller) {
                    case Caller.Key key ->
                        new Me(
                                key.keyId(),
                                WorkspaceView.of(key.workspace()),
                                key.role().text(),
                                key.memberId());
                    case Caller.Installation installation -> new Me(installation.keyId(), null, "installation", null);
                });
    }
}
