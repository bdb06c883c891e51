package dev.weir.server.verify;

import java.util.List;

/** Caps by day: what they count is what happened, and nothing was let through that they had no room for. */
final class DayCapChecks {

    private DayCapChecks() {}

    static List<Check> all() {
        return List.of(FLAG, SPENT, OPEN, DOUBT, PASSED);
    }

    private static final Check FLAG = Check.always(
            "L7-day-cap-unseen",
            "A job's account says whether its workspace has caps by day, since that is how they are found.",
            """
            SELECT format('account %s of workspace %s, job %s', a.id, a.workspace_id, a.job_id),
                   format('capped is %s, its workspace has %s caps', a.capped, c.caps)
            FROM weir.account a
            CROSS JOIN LATERAL (SELECT count(*) AS caps FROM weir.day_cap d WHERE d.workspace_id = a.workspace_id) AS c
            WHERE a.kind = 2 AND a.capped <> (c.caps > 0)
            """);

    // Units are pinned on jobs since there are caps by day; of older jobs nobody can say here what a vendor's cap
    // counts.
    private static String differs(String column, String made, String used) {
        return "WITH " + Views.PLACE + """
                , capped AS (SELECT DISTINCT workspace_id FROM weir.day_cap)
                , used AS (%3$s)
                SELECT format('workspace %%s, provider %%s, unit %%s', c.workspace_id,
                              coalesce(nullif(c.provider, ''), 'all'), coalesce(nullif(c.unit, ''), 'our credits')),
                       format('%1$s on %%s is %%s, its %2$s make it %%s', c.day, c.%1$s, s.amount)
                FROM weir.day_cap c
                CROSS JOIN LATERAL (
                    SELECT coalesce(sum(u.amount), 0) AS amount FROM used u
                    WHERE u.workspace_id = c.workspace_id AND u.unit = c.unit AND coalesce(u.day, c.day) = c.day
                      AND c.provider IN ('', u.provider)) AS s
                WHERE c.%1$s <> s.amount
                  AND NOT (c.unit <> '' AND EXISTS (SELECT FROM place p
                                                    WHERE p.workspace_id = c.workspace_id AND p.unit IS NULL))
                """.formatted(column, made, used);
    }

    private static final Check SPENT = Check.always(
            "L7-day-cap-spent",
            "What a cap counts as spent on its day is what was posted that day less what went back to jobs; in a vendor's"
                    + " unit, what was or may have been charged.",
            differs("spent", "rows", """
                    SELECT t.workspace_id, p.provider, '' AS unit, (t.at AT TIME ZONE 'UTC')::date AS day,
                           CASE t.kind WHEN 3 THEN t.amount ELSE -t.amount END AS amount
                    FROM weir.transfer t
                    JOIN place p ON p.job_id = t.job_id AND p.step = t.step AND p.place = t.place
                    WHERE t.kind IN (3, 5) AND t.workspace_id IN (SELECT workspace_id FROM capped)
                    UNION ALL
                    SELECT r.workspace_id, p.provider, p.unit, (r.at AT TIME ZONE 'UTC')::date,
                           r.vendor_certain + r.vendor_possible
                    FROM weir.enrichment_record r
                    JOIN place p ON p.job_id = r.job_id AND p.step = r.step AND p.place = r.place
                    WHERE r.workspace_id IN (SELECT workspace_id FROM capped)
                    UNION ALL
                    SELECT g.workspace_id, p.provider, p.unit, g.day, g.certain + g.possible
                    FROM weir.pruned_record g
                    JOIN place p ON p.job_id = g.job_id AND p.step = g.step AND p.place = g.place
                    WHERE g.workspace_id IN (SELECT workspace_id FROM capped)
                    UNION ALL
                    SELECT s.workspace_id, p.provider, p.unit, (s.at AT TIME ZONE 'UTC')::date, s.possible
                    FROM weir.stray_cost s
                    JOIN place p ON p.job_id = s.job_id AND p.step = s.step AND p.place = s.place
                    WHERE s.workspace_id IN (SELECT workspace_id FROM capped)
                    UNION ALL
                    SELECT a.workspace_id, p.provider, p.unit, (a.at AT TIME ZONE 'UTC')::date, a.amount
                    FROM weir.cost_adjustment a
                    JOIN place p ON p.job_id = a.job_id AND p.step = a.step AND p.place = a.place
                    WHERE a.workspace_id IN (SELECT workspace_id FROM capped)
                    """));

    private static String intents(String states) {
        return """
                SELECT i.workspace_id, p.provider, u.unit, NULL::date AS day, u.amount
                FROM weir.intent i
                JOIN place p ON p.job_id = i.job_id AND p.step = i.step AND p.place = i.place
                CROSS JOIN LATERAL (VALUES ('', i.amount), (p.unit, p.cost + i.possible)) AS u (unit, amount)
                WHERE i.state %s AND i.workspace_id IN (SELECT workspace_id FROM capped)
                """.formatted(states);
    }

    private static final Check OPEN = Check.always(
            "L7-day-cap-open",
            "What a cap counts as open is the sum of open intents.",
            differs("open", "intents", intents("IN (0, 3)")));

    private static final Check DOUBT = Check.always(
            "L7-day-cap-doubt",
            "What a cap counts as in doubt is the sum of intents in doubt.",
            differs("doubt", "intents", intents("IN (1, 2)")));

    // A vendor may report more than its price; our own prices are known before.
    private static final Check PASSED = Check.always(
            "L7-day-cap-passed",
            "What was spent in credits on a cap's day, is open and is in doubt is within the cap, or what it stood at when it"
                    + " was set.",
            """
            SELECT format('workspace %s, provider %s', workspace_id, coalesce(nullif(provider, ''), 'all')),
                   format('spent %s on %s, open %s, in doubt %s; the cap is %s', spent, day, open, doubt, most)
            FROM weir.day_cap
            WHERE unit = '' AND spent + open + doubt > greatest(most, stood)
            """);
}
