package dev.weir.server.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One job of a {@link World}: each verb writes what the program would have written in one transaction. */
final class JobWorld {

    static final int WAITING = 1;
    static final int COMPLETED = 2;
    static final int FAILED = 3;
    static final int SKIPPED = 4;
    static final int IN_DOUBT = 5;
    static final int DEAD = 7;

    static final int ASKED = 1;
    static final int REMEMBERED = 2;
    static final int FOLLOWED = 3;
    static final int NOT_ASKED = 4;

    private static final int EPOCH = 1;

    private final World world;
    private final List<World.Step> steps;
    final long id;
    final long workspace;
    final int rows;
    final long account;

    JobWorld(
            World world,
            long workspace,
            List<World.Step> steps,
            String onDoubt,
            int rows,
            int batchRows,
            @Nullable Long rowCap) {
        this.world = world;
        this.workspace = workspace;
        this.steps = steps;
        this.rows = rows;
        long worst = steps.stream().mapToLong(step -> worst(step, onDoubt)).sum();
        long worstRow = rowCap == null ? worst : Math.min(rowCap, worst);
        this.id = world.sql("""
                INSERT INTO weir.job (workspace_id, name, plan, on_doubt, max_row_credits, worst_row, fresh)
                VALUES (?, 'leads', ?, ?, ?, ?, false) RETURNING id
                """, workspace, World.plan(steps, onDoubt), onDoubt, rowCap, worstRow)
                .query(Long.class)
                .single();
        world.sql("""
                INSERT INTO weir.job_state (job_id, workspace_id, status, phase, total_rows, started_at)
                VALUES (?, ?, 'running', 'running', ?, weir.now())
                """, id, workspace, rows).update();
        world.sql(
                        "INSERT INTO weir.job_row SELECT ?, ?, n, '{}' FROM generate_series(0, ? - 1) AS n",
                        workspace,
                        id,
                        rows)
                .update();
        world.sql("""
                INSERT INTO weir.batch (job_id, workspace_id, lo, hi, open_rows, epoch)
                SELECT ?, ?, lo, least(lo + ?, ?), least(lo + ?, ?) - lo, ? FROM generate_series(0, ? - 1, ?) AS lo
                """, id, workspace, batchRows, rows, batchRows, rows, EPOCH, rows, batchRows)
                .update();
        world.sql("INSERT INTO weir.account (workspace_id, kind, job_id) VALUES (?, 2, ?)", workspace, id)
                .update();
        this.account = world.account(workspace, 2, id);
        hold(worstRow * rows);
    }

    private static long worst(World.Step step, String onDoubt) {
        long answered = 0;
        long sum = 0;
        long most = 0;
        for (World.Place place : step.places()) {
            if (place.charge().equals("ANSWERED")) {
                answered += place.price();
            } else if (place.charge().equals("ACCEPTED")) {
                sum += place.price();
                most = Math.max(most, place.price());
            }
        }
        return answered + (onDoubt.equals("SKIP") || step.fields().size() > 1 ? sum : most);
    }

    private void hold(long amount) {
        if (amount == 0) {
            return;
        }
        long from = world.account(workspace, 1, 0);
        world.transfer(workspace, 1, world.account(workspace, 4, 0), from, amount + 7, 0);
        world.transfer(workspace, 2, from, account, amount, id);
        world.sql("UPDATE weir.account SET balance = balance + 7 WHERE id = ?", from)
                .update();
        world.sql("UPDATE weir.account SET balance = ?, held = ? WHERE id = ?", amount, amount, account)
                .update();
    }

    /** What a place charges for a verdict. */
    long charge(int step, int place, String verdict) {
        World.Place pinned = steps.get(step).places().get(place);
        boolean kept = verdict.equals("accepted") || verdict.equals("partial");
        return switch (pinned.charge()) {
            case "ACCEPTED" -> kept ? pinned.price() : 0;
            case "ANSWERED" -> kept || verdict.equals("rejected") || verdict.equals("not_found") ? pinned.price() : 0;
            default -> 0;
        };
    }

    /** A call that left and was answered: record, charge, memory. Returns the question's key. */
    byte[] asked(int row, int step, int place, String verdict, @Nullable String outputs, @Nullable String kept) {
        byte[] key = world.question();
        long charged = charge(step, place, verdict);
        record(row, step, place, ASKED, verdict, null, outputs, kept, charged, key);
        if (verdict.equals("accepted") || verdict.equals("partial") || verdict.equals("rejected")) {
            answer(row, step, place, key, 1, outputs);
        } else if (verdict.equals("not_found")) {
            answer(row, step, place, key, 2, null);
        }
        post(row, step, place, charged);
        return key;
    }

    /** A doubt that a person has settled. */
    void resolved(int row, int step, int place, boolean charged) {
        World.Place pinned = steps.get(step).places().get(place);
        long amount = charged && !pinned.charge().equals("NEVER") ? pinned.price() : 0;
        record(
                row,
                step,
                place,
                ASKED,
                "failed",
                amount > 0 ? "resolved: charged" : "resolved: not charged",
                null,
                null,
                amount,
                world.question());
        post(row, step, place, amount);
    }

    private void post(int row, int step, int place, long amount) {
        if (amount == 0) {
            return;
        }
        world.sql("""
                INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
                VALUES (?, ?, ?, ?, 3, ?, ?, ?, ?, weir.now())
                """, workspace, account, world.account(workspace, 3, 0), amount, id, row, step, place)
                .update();
        world.sql(
                        "UPDATE weir.account SET balance = balance - ?, posted = posted + ? WHERE id = ?",
                        amount,
                        amount,
                        account)
                .update();
    }

    /** An answer that cost nothing: remembered, followed, or none because nobody was asked. */
    void free(
            int row,
            int step,
            int place,
            int kind,
            String verdict,
            @Nullable String outputs,
            @Nullable String kept,
            byte @Nullable [] key) {
        record(row, step, place, kind, verdict, kind == NOT_ASKED ? "no_input" : null, outputs, kept, 0, key);
    }

    private void record(
            int row,
            int step,
            int place,
            int kind,
            String verdict,
            @Nullable String detail,
            @Nullable String outputs,
            @Nullable String kept,
            long charged,
            byte @Nullable [] key) {
        world.sql("""
                INSERT INTO weir.enrichment_record
                    (workspace_id, job_id, row_idx, step, place, kind, verdict, detail, outputs, kept, charged,
                     vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms, answer_key, epoch, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, false, 1, 1, 5, ?, ?, weir.now())
                """, workspace, id, row, step, place, kind, verdict, detail, outputs, kept, charged, key, EPOCH)
                .update();
    }

    private void answer(int row, int step, int place, byte[] key, int kind, @Nullable String outputs) {
        world.sql("""
                INSERT INTO weir.answer (workspace_id, answer_key, kind, outputs, body, packed, job_id, row_idx, step, place,
                                         fresh_until, at)
                VALUES (?, ?, ?, ?, '\\x', false, ?, ?, ?, ?, weir.now() + interval '1 day', weir.now())
                """, workspace, key, kind, outputs, id, row, step, place).update();
    }

    /** A call on its way (0), in doubt (1) or to be repeated (2). */
    void intent(int row, int step, int place, int state) {
        World.Place pinned = steps.get(step).places().get(place);
        long amount = pinned.charge().equals("NEVER") ? 0 : pinned.price();
        world.sql("""
                INSERT INTO weir.intent (workspace_id, answer_key, job_id, row_idx, step, place, amount, state, epoch, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, weir.now())
                """, workspace, world.question(), id, row, step, place, amount, state, EPOCH)
                .update();
        world.sql(
                        state == 0
                                ? "UPDATE weir.account SET open = open + ? WHERE id = ?"
                                : "UPDATE weir.account SET doubt = doubt + ? WHERE id = ?",
                        amount,
                        account)
                .update();
    }

    /** @param end 0 while the row has cells to come, else 1 completed, 2 failed, 3 failed and in doubt */
    void cell(
            int row,
            int step,
            int state,
            @Nullable String reason,
            @Nullable String kept,
            @Nullable String missing,
            int end) {
        world.sql("""
                INSERT INTO weir.cell (workspace_id, job_id, row_idx, step, state, reason, kept, missing, row_end, epoch, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, weir.now())
                """, workspace, id, row, step, state, reason, kept, missing, end, EPOCH)
                .update();
        world.sql("""
                UPDATE weir.batch SET open_rows = open_rows - ?, completed_rows = completed_rows + ?,
                                      failed_rows = failed_rows + ?, doubt_rows = doubt_rows + ?
                WHERE job_id = ? AND lo <= ? AND hi > ?
                """, end > 0 ? 1 : 0, end == 1 ? 1 : 0, end > 1 ? 1 : 0, end == 3 ? 1 : 0, id, row, row)
                .update();
    }

    /** Ends every batch whose rows have all ended, and the job with the last of them. */
    void settle() {
        world.sql("UPDATE weir.batch SET state = 2 WHERE job_id = ? AND open_rows = 0", id)
                .update();
        boolean open = world.sql("SELECT EXISTS (SELECT FROM weir.batch WHERE job_id = ? AND state <> 2)", id)
                .query(Boolean.class)
                .single();
        if (!open) {
            close();
        }
    }

    private void close() {
        long rest = world.sql("SELECT balance - doubt FROM weir.account WHERE id = ?", account)
                .query(Long.class)
                .single();
        if (rest > 0) {
            long to = world.account(workspace, 1, 0);
            world.transfer(workspace, 4, account, to, rest, id);
            world.sql(
                            "UPDATE weir.account SET balance = balance + CASE WHEN id = ? THEN ? ELSE - ? END WHERE id IN (?, ?)",
                            to,
                            rest,
                            rest,
                            to,
                            account)
                    .update();
        }
        world.sql("""
                UPDATE weir.job_state SET phase = 'closed', completed_at = weir.now(), closed_at = weir.now(),
                    status = (SELECT CASE WHEN sum(completed_rows) = total_rows THEN 'completed'
                                          WHEN sum(completed_rows) = 0 THEN 'failed' ELSE 'partially_completed' END
                              FROM weir.batch b WHERE b.job_id = job_state.job_id)
                WHERE job_id = ?
                """, id).update();
    }
}
