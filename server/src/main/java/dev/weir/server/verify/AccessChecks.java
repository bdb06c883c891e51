package dev.weir.server.verify;

import java.util.List;

/** Keys: what has ended stays ended, and what a key may do is what it was made for. */
final class AccessChecks {

    private AccessChecks() {}

    static List<Check> all() {
        return List.of(GONE, MADE, REWRITTEN);
    }

    private static final Check GONE = Check.always(
            "S6-key-of-gone-member", "A member's keys end with the member, and are of the member's workspace.", """
            SELECT format('api key %s', k.id),
                   format('is not revoked, and member %s %s', k.member_id,
                          CASE WHEN m.id IS NULL THEN 'is not there' ELSE 'was removed' END)
            FROM weir.api_key k
            LEFT JOIN weir.member m ON m.id = k.member_id AND m.workspace_id = k.workspace_id
            WHERE k.member_id IS NOT NULL AND k.revoked_at IS NULL AND (m.id IS NULL OR m.removed_at IS NOT NULL)
            """);

    private static final Check MADE = Check.always(
            "S6-key-of-gone-maker", "Keys end with the member who made them, and has seen their secrets.", """
            SELECT format('api key %s', k.id),
                   format('is not revoked, and member %s, who made it, %s', k.maker_id,
                          CASE WHEN m.id IS NULL THEN 'is not there' ELSE 'was removed' END)
            FROM weir.api_key k
            LEFT JOIN weir.member m ON m.id = k.maker_id AND m.workspace_id = k.workspace_id
            WHERE k.maker_id IS NOT NULL AND k.revoked_at IS NULL AND (m.id IS NULL OR m.removed_at IS NOT NULL)
            """);

    private static final Check REWRITTEN = Check.always(
            "S9-key-rewrite", "The program can end a key, and cannot change whose it is or what it may do.", """
            SELECT format('column weir.api_key.%s', c.name), format('%s may update it', current_user)
            FROM unnest(ARRAY['id', 'workspace_id', 'member_id', 'maker_id', 'role', 'hash']) AS c (name)
            WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
              AND has_column_privilege(current_user, 'weir.api_key', c.name, 'UPDATE')
            """);
}
