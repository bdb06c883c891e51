package dev.weir.server.verify;

import static dev.weir.server.verify.JobWorld.COMPLETED;
import static dev.weir.server.verify.JobWorld.FAILED;
import static dev.weir.server.verify.JobWorld.FOLLOWED;
import static dev.weir.server.verify.JobWorld.IN_DOUBT;
import static dev.weir.server.verify.JobWorld.NOT_ASKED;
import static dev.weir.server.verify.JobWorld.REMEMBERED;
import static dev.weir.server.verify.JobWorld.SKIPPED;
import static dev.weir.server.verify.JobWorld.WAITING;

import java.util.List;
import javax.sql.DataSource;

/**
 * Two jobs of one workspace that hold one of everything. The first, number 1, is closed; its rows are, in order,
 * completed, failed, in doubt, and completed by what others had asked. The second, number 2, was left by a crash with
 * one call on its way.
 */
final class SmallWorld {

    private static final String EMAIL = "{\"email\":\"a@b.c\"}";
    private static final String INDUSTRY = "{\"industry\":\"Tools\"}";

    private SmallWorld() {}

    static void build(DataSource owner) {
        try (World world = new World(owner)) {
            long workspace = world.workspace("small");
            List<World.Step> steps = List.of(
                    new World.Step(
                            List.of("email"),
                            List.of(
                                    new World.Place("hunter.finder", 1000, "ACCEPTED"),
                                    new World.Place("apollo.match", 500, "ANSWERED"))),
                    new World.Step(List.of("industry"), List.of(new World.Place("pdl.company", 200, "ACCEPTED"))));
            closed(world.job(workspace, steps, "HOLD", 4, 2, null));
            left(world.job(workspace, steps, "HOLD", 2, 1, 1600L));
            audience(world);
        }
    }

    /**
     * Both jobs are for subscribers, in the order of their rows: 1 to 4 in the first, 5 and 6 in the second. The seventh is
     * to be enriched, and has just said more, which no trigger has seen.
     */
    private static void audience(World world) {
        world.sql("UPDATE weir.job SET source = 'audience'").update();
        world.sql("""
                INSERT INTO weir.icp_model (workspace_id, version, content, made_by) VALUES (1, 1, '{"tiers":{"A":20,"B":0}}', 'test')
                """).update();
        world.sql("""
                INSERT INTO weir.subscriber (workspace_id, email, email_type, status_at, source_id, created_at, changed_at, seen_at,
                                             score, tier, score_version, scored_at, score_working)
                SELECT 1, 'p' || n || '@mail.example', 'personal', weir.now(), 1, weir.now(), weir.now(), weir.now(),
                       CASE WHEN n = 1 THEN 25 END, CASE WHEN n = 1 THEN 'A' END, CASE WHEN n = 1 THEN 1 END,
                       CASE WHEN n = 1 THEN weir.now() END,
                       CASE WHEN n = 1 THEN '{"criteria":[{"name":"a","points":20},{"name":"b","points":10.5}],
                                             "bound":{"name":"most","points":-5.5}}' END
                FROM generate_series(1, 7) n ORDER BY n
                """).update();
        world.sql("""
                INSERT INTO weir.subscriber_event (workspace_id, subscriber_id, source_id, kind, outcome, considered, occurred_at)
                SELECT 1, n, 1, 'api', outcome, outcome = 'created', weir.now()
                FROM generate_series(1, 7) n, unnest(ARRAY['created', 'updated']) WITH ORDINALITY AS o (outcome, place)
                WHERE outcome = 'created' OR n = 7 ORDER BY n, place
                """).update();
        world.sql("""
                INSERT INTO weir.enrichment_request (workspace_id, subscriber_id, blueprint, source_id, trigger_id, cause, state,
                                                     automatic, job_id, row_idx, reason, ended_at)
                SELECT 1, id, 'b', 1, 9, 'trigger', state, true, job_id, row_idx, reason, CASE WHEN state > 1 THEN weir.now() END
                FROM (VALUES (1, 2, 1, 0, NULL), (2, 3, 1, 1, 'rejected'), (3, 3, 1, 2, 'in_doubt'), (4, 2, 1, 3, NULL),
                             (5, 1, 2, 0, NULL), (6, 1, 2, 1, NULL), (7, 0, NULL, NULL, NULL))
                     AS r (id, state, job_id, row_idx, reason)
                """).update();
        world.sql("""
                INSERT INTO weir.audience_job (job_id, workspace_id, blueprint, cause, day, rows, subscriber_ids, ended, watch_until)
                VALUES (1, 1, 'b', 'trigger', '2026-11-30', 4, '{1, 2, 3, 4}', true, weir.now()),
                       (2, 1, 'b', 'trigger', '2026-11-30', 2, '{5, 6}', false, weir.now())
                """).update();
        world.sql("""
                INSERT INTO weir.audience_day (workspace_id, day, trigger_id, submitted) VALUES (1, '2026-11-30', 0, 6), (1, '2026-11-30', 9, 6)
                """).update();
        world.sql("""
                INSERT INTO weir.audience_turn (workspace_id, duty, due_at) SELECT 1, duty, weir.now() FROM generate_series(1, 3) duty
                """).update();
    }

    private static void closed(JobWorld job) {
        job.asked(0, 0, 0, "accepted", EMAIL, "email");
        job.cell(0, 0, COMPLETED, null, "{\"email\":[\"a@b.c\",0]}", null, 0);
        byte[] industry = job.asked(0, 1, 0, "accepted", INDUSTRY, "industry");
        job.cell(0, 1, COMPLETED, null, "{\"industry\":[\"Tools\",0]}", null, 1);

        job.asked(1, 0, 0, "not_found", null, null);
        job.asked(1, 0, 1, "rejected", EMAIL, null);
        job.cell(1, 0, FAILED, "rejected", null, "email", 0);
        job.free(1, 1, 0, REMEMBERED, "accepted", INDUSTRY, "industry", industry);
        job.cell(1, 1, COMPLETED, null, "{\"industry\":[\"Tools\",0]}", null, 2);

        job.intent(2, 0, 0, 1);
        job.cell(2, 0, IN_DOUBT, "call", null, "email", 0);
        job.cell(2, 1, IN_DOUBT, "depends", null, "industry", 3);

        job.free(3, 0, 0, NOT_ASKED, "not_asked", null, null, null);
        job.free(3, 0, 1, NOT_ASKED, "not_asked", null, null, null);
        job.cell(3, 0, SKIPPED, "no_input", null, null, 0);
        job.free(3, 1, 0, FOLLOWED, "accepted", INDUSTRY, "industry", industry);
        job.cell(3, 1, COMPLETED, null, "{\"industry\":[\"Tools\",0]}", null, 1);
        job.settle();
    }

    private static void left(JobWorld job) {
        job.asked(0, 0, 0, "accepted", EMAIL, "email");
        job.cell(0, 0, COMPLETED, null, "{\"email\":[\"a@b.c\",0]}", null, 0);
        job.intent(0, 1, 0, 0);
        job.cell(0, 1, WAITING, null, null, null, 0);
    }
}
