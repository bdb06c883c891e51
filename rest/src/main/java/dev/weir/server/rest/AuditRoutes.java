package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.audit.AuditEntry;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.function.Function;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Who did what. */
@RestController
@Tag(name = "Audit")
class AuditRoutes {

    private static final String LIST = "audit";

    private final Weir weir;

    AuditRoutes(Weir weir) {
        this.weir = weir;
    }

    @GetMapping("/api/v1/workspaces/{workspaceId}/audit")
    @Needs(Role.ADMIN)
    @Operation(summary = "Acts on security and money, newest first")
    Answer<List<AuditEntry>> list(@PathVariable long workspaceId, PageWish wish) {
        long[] at = wish.place(LIST, 1);
        return Answer.page(
                wish,
                LIST,
                at == null ? weir.audit().count(workspaceId) : at[1],
                weir.audit().list(workspaceId, at == null ? null : at[0], wish.offset(), wish.limit() + 1),
                Function.identity(),
                entry -> new long[] {entry.id()});
    }
}
