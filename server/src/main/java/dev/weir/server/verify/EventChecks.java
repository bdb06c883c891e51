package dev.weir.server.verify;

import java.util.List;

/** Events and their deliveries: every end is told once, in order, with unchanged bytes, and to whom it was meant for. */
final class EventChecks {

    private EventChecks() {}

    static List<Check> all() {
        return List.of(SEQUENCE, END_TOLD, BODY, ORPHAN, UNHEARD);
    }

    private static final Check SEQUENCE = Check.always(
            "W7-event-sequence",
            "A job's events are numbered 1, 2, … and none is missing but the first that were let go of.",
            """
            SELECT format('job %s', s.job_id),
                   format('it counts %s events and has %s behind %s that are gone, the last number is %s', s.events,
                          e.events, coalesce(p.events, 0), e.newest)
            FROM weir.job_state s LEFT JOIN weir.pruned p ON p.job_id = s.job_id
            CROSS JOIN LATERAL (SELECT count(*) AS events, coalesce(max(sequence), 0) AS newest
                                FROM weir.event WHERE job_id = s.job_id) AS e
            WHERE s.events <> e.events + coalesce(p.events, 0) OR s.events <> greatest(e.newest, p.events)
            """);

    // Jobs of versions before events have none.
    private static final Check END_TOLD =
            Check.always("W1-end-told-once", "A job's end is told once, as what it is, and no sooner.", """
            SELECT format('job %s', s.job_id), format('it is %s, its events say %s', s.status, e.ends)
            FROM weir.job_state s
            JOIN (SELECT job_id, bool_or(type = 'job.started') AS started,
                         coalesce(array_agg(type ORDER BY sequence) FILTER (WHERE type IN
                             ('job.completed', 'job.partially_completed', 'job.failed', 'job.cancelled')),
                             '{}') AS ends
                  FROM weir.event WHERE job_id IS NOT NULL GROUP BY job_id) AS e ON e.job_id = s.job_id
            WHERE e.started
              AND e.ends <> CASE WHEN s.status IN ('pending', 'running') THEN '{}'::text[]
                                 ELSE ARRAY['job.' || s.status] END
            """);

    private static final Check BODY = Check.always(
            "W3-event-body",
            "An event's body says whose it is, and what, as its row does; its job is its workspace's.",
            """
            SELECT format('event %s', e.id), format('%s %s of workspace %s, its body: %s', e.type, e.public_id,
                                                    e.workspace_id, left(e.body, 200))
            FROM weir.event e
            LEFT JOIN weir.job_state s ON s.job_id = e.job_id
            WHERE (e.job_id IS NOT NULL AND s.workspace_id IS DISTINCT FROM e.workspace_id)
               OR NOT coalesce(CASE WHEN e.body IS JSON OBJECT THEN
                      e.body::jsonb ->> 'id' = e.public_id AND e.body::jsonb ->> 'type' = e.type
                      AND (e.body::jsonb ->> 'workspaceId')::bigint = e.workspace_id
                      AND (e.body::jsonb ->> 'jobId')::bigint IS NOT DISTINCT FROM e.job_id
                      AND (e.body::jsonb ->> 'sequence')::bigint IS NOT DISTINCT FROM e.sequence END, false)
            """);

    private static final Check ORPHAN =
            Check.always("W2-delivery-of-nobody", "A delivery has an event and a webhook, all of one workspace.", """
            SELECT format('delivery %s', d.id),
                   format('workspace %s, of event %s (workspace %s) to webhook %s (workspace %s)', d.workspace_id,
                          d.event_id, coalesce(e.workspace_id::text, 'none'), d.webhook_id,
                          coalesce(w.workspace_id::text, 'none'))
            FROM weir.webhook_delivery d
            LEFT JOIN weir.event e ON e.id = d.event_id
            LEFT JOIN weir.webhook w ON w.id = d.webhook_id
            WHERE e.workspace_id IS DISTINCT FROM d.workspace_id OR w.workspace_id IS DISTINCT FROM d.workspace_id
            """);

    private static final Check UNHEARD =
            Check.always("W2-delivered-unheard", "What counts as delivered was answered with 2xx.", """
            SELECT format('delivery %s', d.id), 'it counts as delivered, and no try of it was answered with 2xx'
            FROM weir.webhook_delivery d
            WHERE d.state = 1
              AND NOT EXISTS (SELECT FROM weir.webhook_attempt a
                              WHERE a.delivery_id = d.id AND a.status BETWEEN 200 AND 299)
            """);
}
