package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.weir.server.workspace.Role;
import io.swagger.v3.oas.annotations.media.Schema;

/** {@link Role} as bodies write it. */
@Schema(name = "Role", description = "Each may do what the ones before it may")
enum Roles {
    @JsonProperty("viewer")
    VIEWER(Role.VIEWER),
    @JsonProperty("member")
    MEMBER(Role.MEMBER),
    @JsonProperty("admin")
    ADMIN(Role.ADMIN),
    @JsonProperty("owner")
    OWNER(Role.OWNER);

    private final Role role;

    Roles(Role role) {
        this.role = role;
    }

    Role role() {
        return role;
    }

    static Roles of(Role role) {
        return valueOf(role.name());
    }
}
