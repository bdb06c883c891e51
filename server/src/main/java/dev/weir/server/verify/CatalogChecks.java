package dev.weir.server.verify;

import java.util.List;

/** The database itself: whose rows the program can see, what it can rewrite, and whether a commit is one. */
final class CatalogChecks {

    private CatalogChecks() {}

    static List<Check> all() {
        return List.of(DURABLE, ROLE, APPEND_ONLY, FORCED, POLICY);
    }

    /**
     * Tables with a workspace_id that row-level security does not bind: ids, states, counts and times only, read by
     * engines that serve all tenants.
     */
    private static final String EXEMPT =
            "('job_state', 'batch', 'breaker', 'webhook_delivery', 'result', 'audience_turn')";

    private static final Check DURABLE = Check.always("T4-durable", "What is committed is on disk.", """
            SELECT format('setting %s', name), format('is %s', setting)
            FROM pg_settings
            WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off'
            """);

    private static final Check ROLE = Check.always(
            "S9-role", "The program's role owns nothing here, is bound by row-level security and rules nobody.", """
            SELECT format('role %s', rolname), 'is a superuser, or row-level security does not bind it'
            FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)
            UNION ALL
            SELECT format('role %s', current_user), format('owns %s, or may become its owner %s', c.relname, r.rolname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
            WHERE n.nspname = 'weir' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
              AND pg_has_role(current_user, c.relowner, 'MEMBER')
              AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
            """);

    private static final Check APPEND_ONLY = Check.always(
            "L10-append-only",
            "The program can add to what happened to money and what providers said, never rewrite it.",
            """
            SELECT format('table weir.%s', t.name), format('%s may %s it', current_user, p.privilege)
            FROM unnest(ARRAY['transfer', 'enrichment_record', 'stray_cost', 'cost_adjustment', 'audit',
                              'pruned', 'pruned_record', 'pruned_cell']) AS t (name)
            CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS p (privilege)
            WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
              AND (has_table_privilege(current_user, format('weir.%I', t.name), p.privilege)
                   OR (p.privilege = 'UPDATE' AND has_any_column_privilege(current_user, format('weir.%I', t.name), 'UPDATE')))
            """);

    private static final Check FORCED = Check.always(
            "S9-rls-not-forced",
            "Row-level security is on, and forced, for every table of tenants' rows.",
            """
            SELECT format('table weir.%s', c.relname),
                   format('row-level security is %s and %s', CASE WHEN c.relrowsecurity THEN 'on' ELSE 'off' END,
                          CASE WHEN c.relforcerowsecurity THEN 'forced' ELSE 'not forced' END)
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
            WHERE n.nspname = 'weir' AND c.relkind IN ('r', 'p')
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
              AND c.relname NOT IN """ + " " + EXEMPT);

    private static final Check POLICY = Check.always(
            "S9-policy",
            "Every table of tenants' rows has a policy by workspace, and none that lets more through.",
            """
            SELECT format('table weir.%s', t.relname), 'no policy binds it to the named workspaces'
            FROM pg_class t
            JOIN pg_namespace n ON n.oid = t.relnamespace
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
            WHERE n.nspname = 'weir' AND t.relkind IN ('r', 'p') AND t.relname NOT IN """ + " " + EXEMPT + """

              AND NOT EXISTS (
                SELECT FROM pg_policy p
                WHERE p.polrelid = t.oid AND p.polcmd = '*'
                  AND pg_get_expr(p.polqual, p.polrelid) LIKE '%workspace_id%workspaces()%')
            UNION ALL
            SELECT format('table weir.%s', t.relname), format('policy %s lets through whatever meets %s', p.polname,
                                                              coalesce(pg_get_expr(p.polqual, p.polrelid), 'nothing'))
            FROM pg_policy p
            JOIN pg_class t ON t.oid = p.polrelid
            JOIN pg_namespace n ON n.oid = t.relnamespace
            WHERE n.nspname = 'weir' AND p.polpermissive
              AND NOT coalesce(
                    CASE p.polcmd WHEN 'r' THEN pg_get_expr(p.polqual, p.polrelid) = '(workspace_id = 0)' END, false)
              AND NOT coalesce(
                    pg_get_expr(p.polqual, p.polrelid) LIKE '(workspace_id = ANY (%workspaces()%' AND p.polwithcheck IS NULL,
                    false)
            """);
}
