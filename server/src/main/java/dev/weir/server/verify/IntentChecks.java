package dev.weir.server.verify;

import java.util.List;

/** Intents and doubts: every call on its way has somebody who will see to it, every doubt a cell that shows it. */
final class IntentChecks {

    private IntentChecks() {}

    static List<Check> all() {
        return List.of(PRICE, ORPHAN, OPEN_BESIDE_FINAL, HIDDEN_DOUBT, EPOCH, CANCELLED, DOUBT, DEPENDS, OLD);
    }

    private static final Check PRICE = Check.always(
            "L14-intent-price",
            "An intent holds the price that its job pinned for that place.",
            "WITH " + Views.PLACE + """
            SELECT format('job %s row %s step %s place %s', i.job_id, i.row_idx, i.step, i.place),
                   format('holds %s, the place costs %s', i.amount,
                          coalesce(CASE WHEN p.charge = 'NEVER' THEN 0 ELSE p.price END::text, 'nothing: there is none'))
            FROM weir.intent i
            LEFT JOIN place p ON p.job_id = i.job_id AND p.step = i.step AND p.place = i.place
            WHERE i.amount IS DISTINCT FROM CASE WHEN p.charge = 'NEVER' THEN 0 ELSE p.price END
            """);

    private static final Check ORPHAN = Check.always(
            "J3-orphan-intent",
            "An intent that is open or to be repeated belongs to a batch that is leased or due.",
            "WITH " + Views.BATCHES + """
            SELECT format('job %s row %s step %s place %s', i.job_id, i.row_idx, i.step, i.place),
                   format('an intent of %s in state %s, its batch %s', i.amount, i.state,
                          CASE WHEN b.states[width_bucket(i.row_idx, b.los)] IS NULL THEN 'is not there' ELSE 'is done' END)
            FROM weir.intent i LEFT JOIN batches b ON b.job_id = i.job_id
            WHERE i.state <> 1 AND coalesce(b.states[width_bucket(i.row_idx, b.los)], 2) = 2
            """);

    private static final Check OPEN_BESIDE_FINAL =
            Check.always("J2-open-intent-of-final-cell", "A final cell has no call on its way.", """
            SELECT format('job %s row %s step %s place %s', i.job_id, i.row_idx, i.step, i.place),
                   format('an intent of %s in state %s beside a cell in state %s', i.amount, i.state, c.state)
            FROM weir.intent i
            JOIN weir.cell c ON c.job_id = i.job_id AND c.row_idx = i.row_idx AND c.step = i.step
            WHERE i.state <> 1 AND c.state <> 1
            """);

    // Under SKIP the cell goes on without the doubtful provider; a row that was given up keeps its doubts too.
    private static final Check HIDDEN_DOUBT = Check.always(
            "P3-hidden-doubt",
            "A call in doubt shows in its cell: in doubt, waiting, dead, or gone on as its job's policy says.",
            """
            SELECT format('job %s row %s step %s place %s', i.job_id, i.row_idx, i.step, i.place),
                   format('in doubt with %s, its cell is in state %s', i.amount, c.state)
            FROM weir.intent i
            JOIN weir.job j ON j.id = i.job_id
            JOIN weir.cell c ON c.job_id = i.job_id AND c.row_idx = i.row_idx AND c.step = i.step
            WHERE i.state = 1 AND j.on_doubt <> 'SKIP' AND c.state NOT IN (1, 5, 7)
            """);

    private static final Check EPOCH = Check.always(
            "J4-intent-epoch",
            "No intent was written under a lease that its batch has not granted yet.",
            "WITH " + Views.BATCHES + """
            SELECT format('job %s row %s step %s place %s', i.job_id, i.row_idx, i.step, i.place),
                   format('epoch %s, its batch is at %s', i.epoch, b.epochs[width_bucket(i.row_idx, b.los)])
            FROM weir.intent i JOIN batches b ON b.job_id = i.job_id
            WHERE i.epoch > b.epochs[width_bucket(i.row_idx, b.los)]
            """);

    private static final Check CANCELLED = Check.always(
            "P3-cancelled-doubt-without-intent", "A cell that a cancel found in doubt has a call in doubt.", """
            SELECT format('job %s row %s step %s', c.job_id, c.row_idx, c.step), 'cancelled in doubt, and no intent says why'
            FROM weir.cell c
            WHERE c.state = 5 AND c.reason = 'cancelled' AND NOT EXISTS (
                SELECT FROM weir.intent i
                WHERE i.job_id = c.job_id AND i.row_idx = c.row_idx AND i.step = c.step AND i.state IN (1, 2))
            """);

    // A cell may be in doubt because it followed another row's call: then that call's intent stands, at an operation
    // which this step asks too. A doubt that is being settled frees its followers when they are next run.
    private static final Check DOUBT = Check.quiet(
            "P3-doubt-without-intent",
            "A cell in doubt about a call has that call's intent, its own or the one it followed.",
            "WITH " + Views.PLACE + """
            , doubted AS (
                SELECT DISTINCT p.workspace_id, p.operation
                FROM weir.intent i
                JOIN place p ON p.job_id = i.job_id AND p.step = i.step AND p.place = i.place
                WHERE i.state IN (1, 2))
            , followable AS (
                SELECT DISTINCT p.job_id, p.step
                FROM place p JOIN doubted d ON d.workspace_id = p.workspace_id AND d.operation = p.operation)
            SELECT format('job %s row %s step %s', c.job_id, c.row_idx, c.step), 'in doubt about a call, and no intent stands'
            FROM weir.cell c
            WHERE c.state = 5 AND c.reason = 'call'
              AND NOT EXISTS (SELECT FROM weir.intent i
                              WHERE i.job_id = c.job_id AND i.row_idx = c.row_idx AND i.step = c.step AND i.state IN (1, 2))
              AND NOT EXISTS (SELECT FROM followable f WHERE f.job_id = c.job_id AND f.step = c.step)
            """);

    private static final Check DEPENDS = Check.always(
            "P3-depends-on-no-doubt",
            "A cell that waits for another cell's doubt has such a cell before it in its row.",
            """
            SELECT format('job %s row %s step %s', c.job_id, c.row_idx, c.step), 'no earlier cell of the row is in doubt'
            FROM weir.cell c
            WHERE c.state = 5 AND c.reason = 'depends' AND NOT EXISTS (
                SELECT FROM weir.cell e
                WHERE e.job_id = c.job_id AND e.row_idx = c.row_idx AND e.step < c.step AND e.state = 5)
            """);

    private static final Check OLD =
            Check.warning("P3-old-doubt", "A doubt is resolved within 30 days.", Check.When.ALWAYS, """
            SELECT format('job %s row %s step %s place %s', job_id, row_idx, step, place),
                   format('in doubt with %s since %s', amount, at)
            FROM weir.intent WHERE state IN (1, 2) AND at < weir.now() - interval '30 days'
            """);
}
