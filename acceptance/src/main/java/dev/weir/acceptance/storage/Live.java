package dev.weir.acceptance.storage;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import dev.weir.acceptance.Waiting;
import dev.weir.sandbox.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Changes under a running server as a command; see docs/operating/faults.md. Exits with 0 when everything was shown. */
@Command(
        name = "live",
        mixinStandardHelpOptions = true,
        description =
                "Changes a mapping by the API and a destination by SQL, and inserts a step by SQL, while the server"
                        + " runs, and looks where the next results go.")
public final class Live implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String STEP = ShippedStep.CLAY.slug();

    private static final String MOVE = """
            UPDATE weir.enrichment_registry SET destination_table_name = 'moved' WHERE workflow_slug = 'clay-enrich'
            """;
    private static final String INSERT = """
            INSERT INTO weir.enrichment_registry (workspace_id, workflow_slug, fields, provider, operations, completeness,
                destination_db, destination_table_name, destination_field_mappings, destination_write_mode)
            VALUES (?, 'by-sql', '{web.answer,web.citations}', 'exa', '{answer}', 'complete',
                'workspace', 'by_sql', '{"web.answer": "said", "web.citations": "pages"}', 'insert')
            RETURNING workflow_id
            """;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private Live() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Live()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-live-", (folder, showing) -> show(program.weir(), folder, showing));
    }

    static void show(List<String> weir, Path folder, Showing showing) throws IOException, InterruptedException {
        Path unpack = folder.resolve("binaries");
        Path settings = Files.writeString(folder.resolve("sandbox.json"), DestinationsRun.sandbox(1));
        try (DestinationServer destination = DestinationServer.open(folder.resolve("destination"), unpack);
                Workplace workplace = Workplace.open(weir, folder, destination, unpack, settings)) {
            workplace.server().grant(1_000);
            workplace.furnish();
            new Stage(workplace, destination.owner(Workplace.DATABASE), showing).play();
        }
    }

    private record Stage(Workplace workplace, JdbcClient theirs, Showing showing) {

        void play() throws IOException, InterruptedException {
            List<String> domains = DestinationsRun.domains(5);
            List<Long> ids = workplace.companies(domains);
            Truth truth = Destinations.truth(1);

            run(workflow(STEP), ids.get(0));
            found("clay_companies", domains.get(0), "industry", truth, "a run by hand is stored");

            theirs.sql("ALTER TABLE clay_companies ADD COLUMN branch text").update();
            workplace.server().put("/registry/steps/" + STEP + "/destination", """
                    {"db": "workspace", "tableName": "clay_companies", "mode": "upsert", "keys": ["company_domain"],
                     "fieldMappings": {"company.industry": "branch", "company.employee_count": "employee_count"}}""");
            run(workflow(STEP), ids.get(1));
            found("clay_companies", domains.get(1), "branch", truth, "the next result follows a changed mapping");
            showing.mustHold(
                    theirs.sql("SELECT industry IS NULL FROM clay_companies WHERE company_domain = ?")
                            .param(domains.get(1))
                            .query(Boolean.class)
                            .single(),
                    "nothing is written where the mapping was before");

            theirs.sql("CREATE TABLE moved (LIKE clay_companies INCLUDING ALL)").update();
            grant("moved");
            workplace.tables().sql().sql(MOVE).update();
            run(workflow(STEP), ids.get(2));
            found("moved", domains.get(2), "branch", truth, "the next result follows a row changed by SQL");

            theirs.sql("CREATE TABLE by_sql (company_id bigint, company_domain text, said text, pages jsonb,"
                            + " weir_key text NOT NULL UNIQUE)")
                    .update();
            grant("by_sql");
            String inserted = workplace
                    .tables()
                    .sql()
                    .sql(INSERT)
                    .param(workplace.workspace())
                    .query(String.class)
                    .single();
            run(inserted, ids.get(3));
            answered(domains.get(3), truth, "a row inserted by SQL is run");

            workplace.server().post("/blueprints", "{\"slug\": \"by-sql\", \"steps\": [\"by-sql\"]}");
            workplace
                    .server()
                    .post(
                            "/enrichment-jobs",
                            "{\"blueprint\": \"by-sql\", \"records\": [{\"companyId\": " + ids.get(4) + "}]}");
            answered(domains.get(4), truth, "and so it is in a blueprint");

            workplace.end();
            String verified = workplace.program().verified();
            showing.mustHold(verified.isEmpty(), "weir verify finds nothing; it says " + verified);
        }

        private String workflow(String step) throws IOException, InterruptedException {
            return workplace
                    .server()
                    .get("/registry/steps/" + step)
                    .at("/data/workflowId")
                    .asString();
        }

        private void run(String workflow, long company) throws IOException, InterruptedException {
            workplace
                    .server()
                    .post("/workflows/" + workflow + "/runs", "{\"companies\": [{\"companyId\": " + company + "}]}");
        }

        private void grant(String table) {
            theirs.sql("GRANT SELECT, INSERT, UPDATE ON " + table + " TO " + DestinationServer.WRITER)
                    .update();
        }

        private void found(String table, String domain, String column, Truth truth, String what)
                throws IOException, InterruptedException {
            await(table, domain, column, said(ShippedStep.CLAY, truth, domain, "industry"), what);
        }

        private void answered(String domain, Truth truth, String what) throws IOException, InterruptedException {
            await("by_sql", domain, "said", said(ShippedStep.VERIFIED, truth, domain, "what_it_sells"), what);
        }

        private static String said(ShippedStep step, Truth truth, String domain, String column) {
            return Objects.requireNonNull(step.row(truth, domain).orElseThrow().get(column))
                    .asString();
        }

        private void await(String table, String domain, String column, String expected, String what)
                throws IOException, InterruptedException {
            long began = System.nanoTime();
            Waiting.until(
                    what,
                    PATIENCE,
                    () -> theirs.sql("SELECT " + column + " FROM " + table + " WHERE company_domain = ?")
                            .param(domain)
                            .query(String.class)
                            .list()
                            .equals(List.of(expected)));
            showing.say(String.format(Locale.ROOT, "  %s: after %.1f s", what, (System.nanoTime() - began) / 1e9));
        }
    }
}
