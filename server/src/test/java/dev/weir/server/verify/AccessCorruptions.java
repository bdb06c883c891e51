package dev.weir.server.verify;

import java.util.List;

/** What can be done to keys and those who have them. */
final class AccessCorruptions {

    private AccessCorruptions() {}

    static List<Corruption> all() {
        return List.of(
                Corruption.of("a removed member's key lives on", List.of("S6-key-of-gone-member"), """
                        INSERT INTO weir.member (workspace_id, name, email, role, removed_at)
                        VALUES (1, 'Ada', 'ada@example.org', 'ADMIN', weir.now())
                        """, """
                        INSERT INTO weir.api_key (workspace_id, member_id, name, role, hash, created_by)
                        SELECT 1, id, 'a key', 'ADMIN', sha256(''), 'test' FROM weir.member
                        """),
                Corruption.of("a key lives on whose maker was removed", List.of("S6-key-of-gone-maker"), """
                        INSERT INTO weir.member (workspace_id, name, email, role, removed_at)
                        VALUES (1, 'Ada', 'ada@example.org', 'ADMIN', weir.now())
                        """, """
                        INSERT INTO weir.api_key (workspace_id, maker_id, name, role, hash, created_by)
                        SELECT 1, id, 'a key', 'MEMBER', sha256(''), 'key 1' FROM weir.member
                        """),
                Corruption.of(
                        "the program may make any key an owner's",
                        List.of("S9-key-rewrite"),
                        "GRANT UPDATE (role) ON weir.api_key TO weir_app"));
    }
}
