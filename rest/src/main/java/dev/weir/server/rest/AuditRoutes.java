package dev.weir.server.rest;

import dev.weir.server.Weir;
import dev.weir.server.audit.AuditEntry;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Who did what. */
@RestController
@Tag(name = "Audit")
class AuditRoutes {

    private final Weir weir;

    AuditRoutes(Weir weir) {
        this.weir = weir;
    }

    @GetMapping("/api/v1/workspaces/{workspaceId}/audit")
    @Needs(Role.ADMIN)
    @Operation(summary = "Acts on security and money, newest first")
    Answer<List<AuditEntry>> list(@PathVariable long workspaceId, PageWish wish) {
        Long before = wish.before();
        List<AuditEntry> entries =
                weir.audit().list(workspaceId, before, before == null ? wish.offset() : 0, wish.limit());
        return Answer.of(
                entries,
                Answer.Pagination.of(
                        wish,
                        weir.audit().count(workspaceId),
                        entries.size() < wish.limit()
                                ? null
                                : String.valueOf(entries.getLast().id())));
    }
}
