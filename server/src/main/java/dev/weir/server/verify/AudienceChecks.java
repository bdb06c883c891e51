package dev.weir.server.verify;

import java.util.List;

/** What is wanted for subscribers, what came of it, and that nobody forgets to look. */
final class AudienceChecks {

    private AudienceChecks() {}

    static List<Check> all() {
        return List.of(
                ADDRESS,
                HISTORY,
                IN_FLIGHT,
                JOB,
                OF_JOB,
                COMPLETED,
                LEFT_BEHIND,
                DAY,
                BY_TRIGGER,
                TURN,
                NOBODYS_TURN,
                SCORE);
    }

    private static final Check ADDRESS = Check.always(
            "N1-address", "A subscriber is known by an address in its canonical form, and by one alone.", """
            SELECT format('subscriber %s', min(id)), format('%s of that address, or it is not canonical', count(*))
            FROM weir.subscriber GROUP BY workspace_id, lower(email)
            HAVING count(*) > 1 OR min(email) <> lower(min(email)) OR min(email) !~ '^[^@\\s]+@[^@\\s]+$'
            """);

    private static final Check HISTORY = Check.always(
            "N2-history",
            "A subscriber's history begins with one event that made it, and nobody else has a history.",
            """
            SELECT format('subscriber %s', coalesce(s.id, e.subscriber_id)),
                   format('%s, was made by %s events', CASE WHEN s.id IS NULL THEN 'is none' ELSE 'is one' END,
                          coalesce(e.made, 0))
            FROM weir.subscriber s
            FULL JOIN (SELECT workspace_id, subscriber_id, count(*) FILTER (WHERE outcome = 'created') AS made,
                              min(id) AS first, min(id) FILTER (WHERE outcome = 'created') AS creation
                       FROM weir.subscriber_event WHERE subscriber_id IS NOT NULL GROUP BY 1, 2) AS e
              ON e.workspace_id = s.workspace_id AND e.subscriber_id = s.id
            WHERE s.id IS NULL OR e.made IS DISTINCT FROM 1 OR e.first <> e.creation
            """);

    private static final Check IN_FLIGHT = Check.always("N3-in-flight", "A subscriber is in one job at a time.", """
            SELECT format('subscriber %s', subscriber_id), format('has %s requests submitted', count(*))
            FROM weir.enrichment_request WHERE state = 1 GROUP BY workspace_id, subscriber_id HAVING count(*) > 1
            """);

    // While somebody is being erased, what was wanted for them may outlive them by moments.
    private static final Check JOB = Check.always(
            "N4-request",
            "A request is a subscriber's, and one that was submitted is a row of a job of its blueprint.",
            """
            SELECT format('request %s', r.id),
                   format('of subscriber %s, row %s of job %s: %s', r.subscriber_id, r.row_idx, r.job_id,
                          CASE WHEN s.id IS NULL THEN 'there is no such subscriber'
                               WHEN j.job_id IS NULL THEN 'that is no job of requests of the blueprint'
                               ELSE 'the job has no such row' END)
            FROM weir.enrichment_request r
            LEFT JOIN weir.subscriber s ON s.workspace_id = r.workspace_id AND s.id = r.subscriber_id
            LEFT JOIN weir.audience_job j ON j.workspace_id = r.workspace_id AND j.job_id = r.job_id AND j.blueprint = r.blueprint
            LEFT JOIN weir.job_row w ON w.job_id = r.job_id AND w.row_idx = r.row_idx
            LEFT JOIN weir.pruned p ON p.job_id = r.job_id AND p.rows_at IS NOT NULL
            LEFT JOIN (SELECT DISTINCT workspace_id FROM weir.erasure WHERE done_at IS NULL) AS e
              ON e.workspace_id = r.workspace_id
            WHERE (s.id IS NULL AND e.workspace_id IS NULL)
               OR (r.job_id IS NOT NULL AND (j.job_id IS NULL OR r.row_idx NOT BETWEEN 0 AND j.rows - 1
                                             OR (w.job_id IS NULL AND p.job_id IS NULL)))
            """);

    private static final Check OF_JOB = Check.always(
            "N4-job-of-requests",
            "A job of requests has a row for each of them, at most 100, and is a job that says so.",
            """
            SELECT format('job %s', a.job_id),
                   format('says %s requests, has %s and %s rows, is a job of source %s', a.rows, coalesce(r.requests, 0),
                          coalesce(t.total_rows::text, 'no'), coalesce(j.source, 'nowhere'))
            FROM weir.audience_job a
            LEFT JOIN weir.job_state t ON t.job_id = a.job_id AND t.workspace_id = a.workspace_id
            LEFT JOIN weir.job j ON j.id = a.job_id AND j.workspace_id = a.workspace_id
            LEFT JOIN (SELECT workspace_id, job_id, count(*) AS requests
                       FROM weir.enrichment_request WHERE job_id IS NOT NULL GROUP BY 1, 2) AS r
              ON r.workspace_id = a.workspace_id AND r.job_id = a.job_id
            WHERE a.rows NOT BETWEEN 1 AND 100 OR t.total_rows IS DISTINCT FROM a.rows OR r.requests > a.rows
               OR j.source IS DISTINCT FROM 'audience'
            """);

    // A row that has completed stays so. A rerun may have completed it instead.
    private static final Check COMPLETED =
            Check.always("N5-completed", "A request that is completed is a row that is, as far as rows are kept.", """
            SELECT format('request %s', r.id),
                   format('is completed, and row %s of job %s has %s', r.row_idx, r.job_id,
                          CASE WHEN c.job_id IS NULL THEN 'not ended' ELSE 'failed' END)
            FROM weir.enrichment_request r
            LEFT JOIN weir.cell c ON c.job_id = r.job_id AND c.row_idx = r.row_idx AND c.row_end > 0
            LEFT JOIN weir.pruned p ON p.job_id = r.job_id AND p.rows_at IS NOT NULL
            LEFT JOIN (SELECT DISTINCT job_id, row_idx FROM weir.rerun_row) AS again
              ON again.job_id = r.job_id AND again.row_idx = r.row_idx
            WHERE r.state = 2 AND p.job_id IS NULL AND again.job_id IS NULL AND c.row_end IS DISTINCT FROM 1
            """);

    private static final Check LEFT_BEHIND = Check.always(
            "N5-left-behind", "When a job of requests has ended, none of them waits for it any more.", """
            SELECT format('request %s', r.id), format('is submitted, and job %s has ended', r.job_id)
            FROM weir.enrichment_request r
            JOIN weir.audience_job a ON a.workspace_id = r.workspace_id AND a.job_id = r.job_id
            WHERE r.state = 1 AND a.ended
            """);

    private static final Check DAY = Check.always(
            "N6-day",
            "On a day as many subscribers count as submitted as its jobs have rows, and no reason counts more than all.",
            """
            SELECT format('workspace %s, %s', coalesce(d.workspace_id, j.workspace_id), coalesce(d.day, j.day)),
                   format('counts %s, of which %s for a reason, and its jobs have %s rows', coalesce(d.everything, 0),
                          coalesce(d.reasons, 0), coalesce(j.rows, 0))
            FROM (SELECT workspace_id, day, coalesce(sum(submitted) FILTER (WHERE trigger_id = 0), 0) AS everything,
                         coalesce(sum(submitted) FILTER (WHERE trigger_id = -1 OR trigger_id > 0), 0) AS reasons
                  FROM weir.audience_day GROUP BY 1, 2) AS d
            FULL JOIN (SELECT workspace_id, day, sum(rows) AS rows FROM weir.audience_job GROUP BY 1, 2) AS j
              ON j.workspace_id = d.workspace_id AND j.day = d.day
            WHERE coalesce(d.everything, 0) <> coalesce(j.rows, 0) OR d.reasons > d.everything
            """);

    // Of requests that were submitted again since, the day has counted what is not found any more.
    private static final Check BY_TRIGGER = Check.always(
            "N6-reason", "No more requests were submitted on a day for a trigger, or to refresh, than it counts.", """
            SELECT format('workspace %s, %s', j.workspace_id, j.day),
                   format('%s requests of trigger %s were submitted, and %s count', count(*), r.counted, coalesce(d.submitted, 0))
            FROM weir.enrichment_request r
            JOIN weir.audience_job j ON j.workspace_id = r.workspace_id AND j.job_id = r.job_id
            LEFT JOIN weir.audience_day d
              ON d.workspace_id = j.workspace_id AND d.day = j.day AND d.trigger_id = r.counted
            WHERE r.state > 0 AND r.tries = 0 AND r.counted <> 0
            GROUP BY j.workspace_id, j.day, r.counted, d.submitted HAVING count(*) > coalesce(d.submitted, 0)
            """);

    // Who is paused looks when it goes on, and is woken then.
    private static final Check TURN =
            Check.always("N7-turn", "Where something is to be looked at for subscribers, somebody will.", """
            SELECT format('workspace %s', w.workspace_id), format('%s, and nobody will look', w.what)
            FROM (SELECT workspace_id, 1 AS duty, 'arrivals that no trigger has seen' AS what
                  FROM weir.subscriber_event WHERE NOT considered GROUP BY 1
                  UNION ALL
                  SELECT workspace_id, 2, 'requests that are submitted by themselves'
                  FROM weir.enrichment_request WHERE state = 0 AND automatic GROUP BY 1
                  UNION ALL
                  SELECT workspace_id, 3, 'jobs of requests that have not ended'
                  FROM weir.audience_job WHERE NOT ended GROUP BY 1) AS w
            LEFT JOIN weir.audience_turn t ON t.workspace_id = w.workspace_id AND t.duty = w.duty AND t.due_at < 'infinity'
            LEFT JOIN weir.audience a ON a.workspace_id = w.workspace_id AND a.paused AND w.duty < 3
            WHERE t.duty IS NULL AND a.workspace_id IS NULL
            """);

    private static final Check NOBODYS_TURN =
            Check.always("N7-nobodys-turn", "Only workspaces that there are have anything looked after.", """
            SELECT format('workspace %s', t.workspace_id), format('has duty %s looked after, and does not exist', t.duty)
            FROM weir.audience_turn t LEFT JOIN weir.workspace w ON w.id = t.workspace_id
            WHERE w.id IS NULL
            """);

    // Working out what a criterion gives is the program's; that it adds up, and what that is called, is arithmetic.
    private static final Check SCORE = Check.always(
            "N8-score",
            "A score is the sum of its working, by a version of the model that there is, in whose tier it is.",
            """
            SELECT format('subscriber %s', s.id),
                   format('has %s points and tier %s, its working makes %s, and version %s of the model calls that %s',
                          s.score, coalesce(s.tier, 'none'), w.points, s.score_version,
                          CASE WHEN m.version IS NULL THEN 'nothing: it is gone' ELSE coalesce(t.tier, 'none') END)
            FROM weir.subscriber s
            LEFT JOIN weir.icp_model m ON m.workspace_id = s.workspace_id AND m.version = s.score_version
            CROSS JOIN LATERAL (
                SELECT coalesce(sum((c ->> 'points')::numeric), 0)
                       + coalesce((s.score_working::jsonb #>> '{bound,points}')::numeric, 0) AS points
                FROM jsonb_array_elements(s.score_working::jsonb -> 'criteria') AS c) AS w
            LEFT JOIN LATERAL (
                SELECT key AS tier FROM jsonb_each_text(m.content::jsonb -> 'tiers')
                WHERE value::numeric <= s.score ORDER BY value::numeric DESC LIMIT 1) AS t ON true
            WHERE s.score IS NOT NULL
              AND (m.version IS NULL OR w.points <> s.score OR t.tier IS DISTINCT FROM s.tier)
            """);
}
