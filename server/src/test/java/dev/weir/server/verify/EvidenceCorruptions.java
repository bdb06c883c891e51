package dev.weir.server.verify;

import java.util.List;

/** What can be done to values and where they come from, and to the walls around them. */
final class EvidenceCorruptions {

    private EvidenceCorruptions() {}

    static List<Corruption> all() {
        return List.of(
                Corruption.of("a kept value is changed", List.of("J5-value-without-record"), """
                        UPDATE weir.cell SET kept = '{"email":["x@y.z",0]}' WHERE job_id = 1 AND row_idx = 0 AND step = 0
                        """),
                Corruption.of(
                        "the record of a kept value is lost",
                        List.of("J5-value-without-record"),
                        "DELETE FROM weir.enrichment_record WHERE kind = 2"),
                Corruption.of("a value was rejected and is kept", List.of("J5-value-without-record"), """
                        UPDATE weir.cell SET kept = '{"email":["a@b.c",1]}' WHERE job_id = 1 AND row_idx = 1 AND step = 0
                        """),
                Corruption.of(
                        "a record of a place that is not there",
                        List.of("J5-record-beyond-plan"),
                        "UPDATE weir.enrichment_record SET place = 5 WHERE kind = 4 AND place = 1"),
                Corruption.of(
                        "nobody was asked, and a question is named",
                        List.of("P1-record-kind"),
                        "UPDATE weir.enrichment_record SET answer_key = '\\x01' WHERE kind = 4 AND place = 1"),
                Corruption.of(
                        "a record accepted what it was not given",
                        List.of("J5-kept-not-given"),
                        "UPDATE weir.enrichment_record SET kept = 'email,phone' WHERE job_id = 1 AND kept = 'email'"),
                Corruption.of(
                        "a record comes from a lease to come",
                        List.of("J4-record-epoch"),
                        "UPDATE weir.enrichment_record SET epoch = 2 WHERE kind = 4"),
                Corruption.of(
                        "a remembered answer is changed",
                        List.of("A1-answer-without-record"),
                        "UPDATE weir.answer SET outputs = '{\"email\":\"x@y.z\"}' WHERE job_id = 2"),
                Corruption.of(
                        "an answer from nowhere",
                        List.of("A2-answer-from-nowhere"),
                        "UPDATE weir.enrichment_record SET answer_key = '\\x02' WHERE kind = 3"),
                Corruption.of("a vendor's cost at a place that is not there", List.of("P1-stray-cost"), """
                        INSERT INTO weir.stray_cost SELECT workspace_id, job_id, row_idx, step, 9, 1, 0, 2, 500, weir.now()
                        FROM weir.enrichment_record WHERE job_id = 1 AND kind = 1 LIMIT 1
                        """),
                Corruption.of(
                        "row-level security is switched off",
                        List.of("S9-rls-not-forced"),
                        "ALTER TABLE weir.cell DISABLE ROW LEVEL SECURITY"),
                Corruption.of(
                        "row-level security is not forced",
                        List.of("S9-rls-not-forced"),
                        "ALTER TABLE weir.transfer NO FORCE ROW LEVEL SECURITY"),
                Corruption.of(
                        "a new table of tenants' rows has no policy",
                        List.of("S9-rls-not-forced", "S9-policy"),
                        "CREATE TABLE weir.newcomer (workspace_id bigint)"),
                Corruption.of(
                        "a policy lets everybody through",
                        List.of("S9-policy"),
                        "CREATE POLICY gap ON weir.answer FOR SELECT USING (true)"),
                Corruption.of("a policy is dropped", List.of("S9-policy"), "DROP POLICY tenant ON weir.evidence"),
                Corruption.of(
                        "the program may rewrite transfers",
                        List.of("L10-append-only"),
                        "GRANT UPDATE ON weir.transfer TO weir_app"),
                Corruption.of(
                        "the program may rewrite what a record says",
                        List.of("L10-append-only"),
                        "GRANT UPDATE (verdict) ON weir.enrichment_record TO weir_app"),
                Corruption.of(
                        "the program owns a table", List.of("S9-role"), "ALTER TABLE weir.poison OWNER TO weir_app"),
                Corruption.of("commits are not awaited", List.of("T4-durable"), """
                        DO $$ BEGIN
                            EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database());
                        END $$
                        """));
    }
}
