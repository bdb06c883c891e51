package dev.weir.server.rights;

import dev.weir.provider.Values;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.rights.ErasureTable.Place;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Looks through all texts that a workspace keeps for what mentions somebody, part by part, and takes that out. */
final class MentionTable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private final JdbcClient jdbc;

    MentionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // ----------------------------------------------------------------------------------------------------- rows

    /** Of what rows came in with and their cells keep: all of it may mention somebody, and is held at once. */
    private static final int MOST_OCTETS = 8_000_000;

    private static final String LAST_ROW = """
            SELECT job_id, row_idx
            FROM (SELECT r.job_id, r.row_idx, row_number() OVER (ORDER BY r.job_id, r.row_idx) AS n,
                         sum(r.octets + coalesce(c.octets, 0)) OVER (ORDER BY r.job_id, r.row_idx) AS octets
                  FROM (SELECT job_id, row_idx, coalesce(octet_length(input), 0) AS octets FROM weir.job_row
                        WHERE workspace_id = ? AND (job_id, row_idx) > (?, ?)
                        ORDER BY job_id, row_idx LIMIT ?) AS r
                  CROSS JOIN LATERAL (SELECT sum(octet_length(kept)) AS octets FROM weir.cell
                                      WHERE workspace_id = ? AND job_id = r.job_id AND row_idx = r.row_idx) AS c
                 ) AS sized
            WHERE n = ? OR octets >= ? ORDER BY job_id, row_idx LIMIT 1
            """;

    /** The row so many behind that one, or fewer where these are long; or the end. */
    Place after(long workspaceId, Place place, int rows) {
        return jdbc.sql(LAST_ROW)
                .params(workspaceId, place.number(), place.row(), rows, workspaceId, rows, MOST_OCTETS)
                .query((row, _) -> Place.at(row.getLong(1), row.getInt(2)))
                .optional()
                .orElse(END_OF_ROWS);
    }

    static final Place END_OF_ROWS = Place.at(Long.MAX_VALUE, Integer.MAX_VALUE);

    /** A row as it came in, and what its cells have kept. */
    record Found(CellRef ref, String input, List<String> kept) {
        Found {
            kept = List.copyOf(kept);
        }

        /** All that it knows. */
        Values known() {
            Values known = ValuesJson.read(input);
            for (String cell : kept) {
                known = known.and(ValuesJson.readSourced(cell).values());
            }
            return known;
        }
    }

    private static final String ROWS_THAT_MENTION = """
            SELECT r.job_id, r.row_idx, r.input FROM weir.job_row r
            WHERE r.workspace_id = ? AND (r.job_id, r.row_idx) > (?, ?) AND (r.job_id, r.row_idx) <= (?, ?)
              AND r.erased_at IS NULL
              AND (r.input ~* ? OR EXISTS (SELECT FROM weir.cell c
                                           WHERE c.job_id = r.job_id AND c.row_idx = r.row_idx AND c.kept ~* ? OFFSET 0))
            """;

    private static final String KEPT = """
            SELECT c.job_id, c.row_idx, c.kept
            FROM unnest(?::bigint[], ?::int[]) AS n (job_id, row_idx)
            JOIN weir.cell c ON c.job_id = n.job_id AND c.row_idx = n.row_idx
            WHERE c.workspace_id = ? AND c.kept IS NOT NULL
            """;

    /** Rows in which any of it stands, from behind {@code from} up to {@code to}. */
    List<Found> rows(long workspaceId, Place from, Place to, Mentions mentions) {
        Map<CellRef, String> inputs = new HashMap<>();
        jdbc.sql(ROWS_THAT_MENTION)
                .params(
                        workspaceId,
                        from.number(),
                        from.row(),
                        to.number(),
                        to.row(),
                        mentions.expression(),
                        mentions.expression())
                .query(row -> {
                    inputs.put(new CellRef(row.getLong(1), row.getInt(2), 0), row.getString(3));
                });
        if (inputs.isEmpty()) {
            return List.of();
        }
        Map<CellRef, List<String>> kept = new HashMap<>();
        jdbc.sql(KEPT)
                .param(inputs.keySet().stream().mapToLong(CellRef::jobId).toArray())
                .param(inputs.keySet().stream().mapToInt(CellRef::rowIndex).toArray())
                .param(workspaceId)
                .query(row -> {
                    kept.computeIfAbsent(new CellRef(row.getLong(1), row.getInt(2), 0), _ -> new ArrayList<>())
                            .add(row.getString(3));
                });
        return inputs.entrySet().stream()
                .map(row -> new Found(row.getKey(), row.getValue(), kept.getOrDefault(row.getKey(), List.of())))
                .toList();
    }

    private static final String RECORDS = """
            SELECT weir.erase_in_records(?, ?, ?, ?, ?)
            """;

    long inRecords(Place from, Place to, Mentions mentions) {
        return jdbc.sql(RECORDS)
                .params(from.number(), from.row(), to.number(), to.row(), mentions.expression())
                .query(Long.class)
                .single();
    }

    private static final String CELLS = """
            UPDATE weir.cell SET kept = weir.without(kept, ?)
            WHERE workspace_id = ? AND (job_id, row_idx) > (?, ?) AND (job_id, row_idx) <= (?, ?) AND weir.without(kept, ?) <> kept
            """;

    long inCells(long workspaceId, Place from, Place to, Mentions mentions) {
        return jdbc.sql(CELLS)
                .param(mentions.expression())
                .params(workspaceId, from.number(), from.row(), to.number(), to.row(), mentions.expression())
                .update();
    }

    private static final String ROWS = """
            UPDATE weir.job_row
            SET input = weir.without(input, ?), original = weir.without(original, ?)
            WHERE workspace_id = ? AND (job_id, row_idx) > (?, ?) AND (job_id, row_idx) <= (?, ?)
              AND (weir.without(input, ?) <> input OR weir.without(original, ?) <> original)
            """;

    long inRows(long workspaceId, Place from, Place to, Mentions mentions) {
        String expression = mentions.expression();
        return jdbc.sql(ROWS)
                .params(expression, expression, workspaceId, from.number(), from.row(), to.number(), to.row())
                .params(expression, expression)
                .update();
    }

    // -------------------------------------------------------------------------------------------------- answers

    private static final String LAST_ANSWER = """
            SELECT answer_key FROM weir.answer
            WHERE workspace_id = ? AND answer_key > ? ORDER BY answer_key OFFSET ? LIMIT 1
            """;

    byte @Nullable [] answerAfter(long workspaceId, byte[] key, int answers) {
        return jdbc.sql(LAST_ANSWER)
                .params(workspaceId, key, answers - 1)
                .query((row, _) -> row.getBytes(1))
                .optional()
                .orElse(null);
    }

    private static final String ANSWERS = """
            DELETE FROM weir.answer
            WHERE workspace_id = ? AND answer_key > ? AND (?::bytea IS NULL OR answer_key <= ?)
              AND (outputs ~* ? OR request_id ~* ? OR (NOT packed AND encode(body, 'escape') ~* ?))
            """;

    private static final String PACKED = """
            SELECT answer_key, body FROM weir.answer
            WHERE workspace_id = ? AND answer_key > ? AND (?::bytea IS NULL OR answer_key <= ?) AND packed
            ORDER BY answer_key
            """;

    private static final String THESE = """
            DELETE FROM weir.answer WHERE workspace_id = ? AND answer_key = ANY (?)
            """;

    /** Answers that mention it, whoever asked, are remembered no more. */
    long inAnswers(long workspaceId, byte[] from, byte @Nullable [] to, Mentions mentions) {
        String expression = mentions.expression();
        long deleted = jdbc.sql(ANSWERS)
                .params(workspaceId, from)
                .param(to)
                .param(to)
                .params(expression, expression, expression)
                .update();
        List<byte[]> packed = new ArrayList<>();
        jdbc.sql(PACKED)
                .withFetchSize(100)
                .params(workspaceId, from)
                .param(to)
                .param(to)
                .query(row -> {
                    if (mentions.in(inflated(row.getBytes(2)))) {
                        packed.add(row.getBytes(1));
                    }
                });
        return packed.isEmpty()
                ? deleted
                : deleted
                        + jdbc.sql(THESE)
                                .param(workspaceId)
                                .param(packed.toArray(byte[][]::new))
                                .update();
    }

    private static String inflated(byte[] body) {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(body);
            ByteArrayOutputStream out = new ByteArrayOutputStream(body.length * 3);
            byte[] buffer = new byte[8192];
            int read = inflater.inflate(buffer);
            while (read > 0) {
                out.write(buffer, 0, read);
                read = inflater.inflate(buffer);
            }
            return out.toString(StandardCharsets.UTF_8);
        } catch (DataFormatException broken) {
            throw new IllegalStateException("an answer's body does not inflate", broken);
        }
    }

    // ---------------------------------------------------------------------------------------- tables with numbers

    /** A table, with a statement that finds how far a part of it goes, and one that cleans that. */
    enum Numbered {
        EVIDENCE(LAST_EVIDENCE, IN_EVIDENCE, 4),
        INBOX(LAST_INBOX, IN_INBOX, 2),
        TICKETS(LAST_TICKET, IN_TICKETS, 2),
        SUBMISSIONS(LAST_SUBMISSION, IN_SUBMISSIONS, 2),
        OUTSIDE_RESULTS(LAST_OUTSIDE, IN_OUTSIDE, 5),
        RESULTS_LOG(LAST_LOGGED, IN_LOG, 4),
        PROGRESS(LAST_PROGRESS, IN_PROGRESS, 0),
        SIGNALS(LAST_SIGNAL, IN_SIGNALS, 0),
        EVENTS(LAST_EVENT, IN_EVENTS, 0),
        SUBSCRIBERS(LAST_SUBSCRIBER, IN_SUBSCRIBERS, 6),
        ARRIVALS(LAST_ARRIVAL, IN_ARRIVALS, 6),
        WEBHOOK_ATTEMPTS(LAST_ATTEMPT, IN_ATTEMPTS, 0);

        private final String last;
        private final String clean;
        /** How often the statement names the expression before its range; 0 for a function, which names it behind. */
        private final int before;

        Numbered(String last, String clean, int before) {
            this.last = last;
            this.clean = clean;
            this.before = before;
        }
    }

    private static final String LAST_EVIDENCE = """
            SELECT id FROM weir.evidence WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_INBOX = """
            SELECT id FROM weir.inbox WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_TICKET = """
            SELECT id FROM weir.ticket WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_SUBMISSION = """
            SELECT id FROM weir.submission WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_OUTSIDE = """
            SELECT id FROM weir.outside_result WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_LOGGED = """
            SELECT id FROM weir.enrichment_results_log WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_PROGRESS = """
            SELECT id FROM weir.ticket_progress WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_SIGNAL = """
            SELECT id FROM weir.signal WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_EVENT = """
            SELECT id FROM weir.event WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_SUBSCRIBER = """
            SELECT id FROM weir.subscriber WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_ARRIVAL = """
            SELECT id FROM weir.subscriber_event WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    private static final String LAST_ATTEMPT = """
            SELECT id FROM weir.webhook_attempt WHERE workspace_id = ? AND id > ? ORDER BY id OFFSET ? LIMIT 1
            """;

    // A body is a vendor's own text; what of it counts is in the reply beside it.
    private static final String IN_EVIDENCE = """
            UPDATE weir.evidence
            SET reply = weir.without(reply, ?),
                body = CASE WHEN encode(body, 'escape') ~* ? THEN '' ELSE body END
            WHERE (weir.without(reply, ?) <> reply OR encode(body, 'escape') ~* ?)
              AND workspace_id = ? AND id > ? AND id <= ?
            """;

    // What has not been read yet is emptied in a later pass.
    private static final String IN_INBOX = """
            UPDATE weir.inbox SET body = '', headers = '{}'
            WHERE processed_at IS NOT NULL AND (headers ~* ? OR encode(body, 'escape') ~* ?)
              AND workspace_id = ? AND id > ? AND id <= ?
            """;

    private static final String IN_TICKETS = """
            UPDATE weir.ticket SET ask = weir.without(ask, ?)
            WHERE weir.without(ask, ?) <> ask AND workspace_id = ? AND id > ? AND id <= ?
            """;

    private static final String IN_SUBMISSIONS = """
            UPDATE weir.submission
            SET detail = weir.without(detail, ?)
            WHERE weir.without(detail, ?) <> detail AND workspace_id = ? AND id > ? AND id <= ?
            """;

    private static final String IN_OUTSIDE = """
            UPDATE weir.outside_result
            SET data = CASE WHEN company_domain ~* ? THEN '{}' ELSE weir.without(data, ?) END,
                company_domain = CASE WHEN company_domain ~* ? THEN NULL ELSE company_domain END
            WHERE (weir.without(data, ?) <> data OR company_domain ~* ?)
              AND workspace_id = ? AND id > ? AND id <= ?
            """;

    private static final String IN_LOG = """
            UPDATE weir.enrichment_results_log
            SET company_domain = CASE WHEN company_domain ~* ? THEN NULL ELSE company_domain END,
                error = weir.without(error, ?)
            WHERE (company_domain ~* ? OR weir.without(error, ?) <> error)
              AND workspace_id = ? AND id > ? AND id <= ?
            """;

    private static final String IN_PROGRESS = """
            SELECT weir.erase_in_progress(?, ?, ?)
            """;

    private static final String IN_SIGNALS = """
            SELECT weir.erase_in_signals(?, ?, ?)
            """;

    private static final String IN_EVENTS = """
            SELECT weir.erase_in_events(?, ?, ?)
            """;

    // Of others: who is meant themselves is removed before.
    private static final String IN_SUBSCRIBERS = """
            UPDATE weir.subscriber
            SET given = weir.without(given, ?), found = weir.without(found, ?), score_working = weir.without(score_working, ?)
            WHERE (weir.without(given, ?) <> given OR weir.without(found, ?) <> found
                   OR weir.without(score_working, ?) <> score_working)
              AND workspace_id = ? AND id > ? AND id <= ?
            """;

    // What came is somebody else's own text; what of it counts stands beside it.
    private static final String IN_ARRIVALS = """
            UPDATE weir.subscriber_event
            SET payload = CASE WHEN payload ~* ? THEN NULL ELSE payload END,
                changes = weir.without(changes, ?), reason = weir.without(reason, ?)
            WHERE (payload ~* ? OR weir.without(changes, ?) <> changes OR weir.without(reason, ?) <> reason)
              AND workspace_id = ? AND id > ? AND id <= ?
            """;

    private static final String IN_ATTEMPTS = """
            SELECT weir.erase_in_attempts(?, ?, ?)
            """;

    /** The number so many behind that one, or the end. */
    long after(Numbered table, long workspaceId, long id, int rows) {
        return jdbc.sql(table.last)
                .params(workspaceId, id, rows - 1)
                .query(Long.class)
                .optional()
                .orElse(Long.MAX_VALUE);
    }

    /** Cleans what of a table mentions it, of the numbers behind {@code from} up to {@code to}. */
    long in(Numbered table, long workspaceId, long from, long to, Mentions mentions) {
        if (table.before == 0) {
            return jdbc.sql(table.clean)
                    .params(from, to, mentions.expression())
                    .query(Long.class)
                    .single();
        }
        JdbcClient.StatementSpec clean = jdbc.sql(table.clean);
        for (int i = 0; i < table.before; i++) {
            clean = clean.param(mentions.expression());
        }
        return clean.params(workspaceId, from, to).update();
    }

    private static final String REPORTED = """
            SELECT id, company_domain, data FROM weir.outside_result
            WHERE workspace_id = ? AND id > ? AND id <= ? AND (data ~* ? OR company_domain ~* ?)
            """;

    /** What was reported from outside. */
    record Reported(long id, @Nullable String domain, Map<String, Object> values) {}

    /** What was reported in which any of it stands, of the numbers behind {@code from} up to {@code to}. */
    void reported(long workspaceId, long from, long to, Mentions mentions, Consumer<Reported> each) {
        jdbc.sql(REPORTED)
                .withFetchSize(50)
                .params(workspaceId, from, to, mentions.expression(), mentions.expression())
                .query(row -> {
                    each.accept(
                            new Reported(row.getLong(1), row.getString(2), JSON.readValue(row.getString(3), VALUES)));
                });
    }

    // ------------------------------------------------------------------------------------------- what is never large

    private static final String JOBS = """
            UPDATE weir.job
            SET name = weir.without(name, ?), metadata = weir.without(metadata, ?)
            WHERE workspace_id = ? AND (weir.without(name, ?) <> name OR weir.without(metadata, ?) <> metadata)
            """;

    long inJobs(long workspaceId, Mentions mentions) {
        return jdbc.sql(JOBS)
                .params(mentions.expression(), mentions.expression(), workspaceId)
                .params(mentions.expression(), mentions.expression())
                .update();
    }

    private static final String REQUESTS = """
            UPDATE weir.answered SET body = weir.without(body, ?)
            WHERE workspace_id = ? AND weir.without(body, ?) <> body
            """;

    long inRequests(long workspaceId, Mentions mentions) {
        return jdbc.sql(REQUESTS)
                .params(mentions.expression(), workspaceId, mentions.expression())
                .update();
    }

    // Rows and results refer to it by its number, which tells nobody anything.
    private static final String COMPANIES = """
            UPDATE weir.companies SET domain = 'erased-' || id || '.invalid', name = NULL, updated_at = weir.now()
            WHERE workspace_id = ? AND domain ~* ?
            """;

    private static final String COMPANY_NAMES = """
            UPDATE weir.companies SET name = weir.without(name, ?), updated_at = weir.now()
            WHERE workspace_id = ? AND weir.without(name, ?) <> name
            """;

    long inCompanies(long workspaceId, Mentions mentions) {
        return jdbc.sql(COMPANIES).params(workspaceId, mentions.expression()).update()
                + (long) jdbc.sql(COMPANY_NAMES)
                        .params(mentions.expression(), workspaceId, mentions.expression())
                        .update();
    }

    private static final String REFUNDS = """
            SELECT weir.erase_in_refunds(?)
            """;

    long inRefunds(Mentions mentions) {
        return jdbc.sql(REFUNDS).param(mentions.expression()).query(Long.class).single();
    }
}
