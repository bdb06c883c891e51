package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.chaos.judge.EventFacts.Endpoint;
import dev.weir.acceptance.chaos.judge.EventFacts.Event;
import dev.weir.acceptance.temporal.Receiver;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was committed to be told, read as the tables' owner. */
record EventTables(JdbcClient sql) {

    private static final String EVENTS = """
            SELECT public_id, id, workspace_id, type, coalesce(job_id, 0), coalesce(sequence, 0), body FROM weir.event
            """;

    // Of a webhook's own workspace alone; it hears of what is committed after it.
    private static final String ENDPOINTS = """
            SELECT w.callback_url, w.workspace_id, array_to_string(w.event_types, ','),
                   coalesce((SELECT max(e.id) FROM weir.event e
                             WHERE e.workspace_id = w.workspace_id AND e.at < w.created_at), 0)
            FROM weir.webhook w WHERE w.is_active
            """;

    /** @param secrets by workspace, as they were shown @param heard by the receiver, in its order */
    EventFacts facts(Map<Long, String> secrets, List<Receiver.Try> heard) {
        return new EventFacts(
                sql.sql(EVENTS)
                        .query((row, _) -> new Event(
                                row.getString(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getString(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getString(7)))
                        .list(),
                sql.sql(ENDPOINTS)
                        .query((row, _) -> new Endpoint(
                                URI.create(row.getString(1)).getPath(),
                                row.getLong(2),
                                secrets.getOrDefault(row.getLong(2), ""),
                                Set.copyOf(Arrays.asList(row.getString(3).split(",", -1))),
                                row.getLong(4)))
                        .list(),
                heard);
    }
}
