package dev.weir.acceptance.chaos.load;

import dev.weir.acceptance.Program;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.audience.Source;
import dev.weir.acceptance.audience.Worth;
import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.storage.DestinationServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The workspaces of an installation with all that their jobs need.
 *
 * @param all one for each {@link Tenant}
 * @param source where deliveries to {@link Tenant#INITECH}'s audience go
 */
public record Customers(Map<Tenant, Customer> all, Source source) {

    /** What {@link Work#FIELDS} asks for. */
    static final List<String> FIELDS = List.of("company.industry", "company.employee_range");

    /** Whom it asks. */
    static final String FIELDS_ASK = """
            {"company.industry": ["hunter.company", "pdl.company"],
             "company.employee_range": ["prospeo.company", "findymail.company"]}""";

    /** {@link Tenant#GLOBEX}'s own database. */
    public static final String DATABASE = "globex";

    /** Where results go: by step, the table without a schema; {@code sector} to Weir's database, {@code staff} to their own. */
    public static final Map<String, String> TABLES = Map.of("sector", "sectors", "staff", "staffs");

    private static final long AMPLE = 1_000_000_000;
    private static final long FEW = 300;
    private static final int GATHER_SECONDS = 2;
    private static final int FROM_HOME = 10;

    /** An unavailable vendor is waited for until it is back: only then does what comes of a row follow from the row. */
    private static final String PATIENT = "\"maxWait\": \"12h\"";

    // No two steps of a blueprint ask one operation: the first to do so would pay for both, and a doubt decides which
    // it is.
    private static final List<String> STEPS = List.of("""
            {"name": "title", "fields": ["person.job_title"], "waterfall": ["apollo.person", "pdl.person"], %s}""", """
            {"name": "industry", "fields": ["company.industry"], "waterfall": ["hunter.company", "pdl.company"], %s}""", """
            {"name": "contact", "fields": ["person.work_email"], "waterfall": ["findymail.email", "prospeo.person", "hunter.email-finder"],
             "onFailure": "continue", %s}""", """
            {"name": "address", "fields": ["person.work_email"], "waterfall": ["prospeo.person", "findymail.email"],
             "verify": ["zerobounce"], %s}""", """
            {"name": "reach", "fields": ["person.work_email"], "waterfall": ["fullenrich.email", "findymail.email"],
             "timeOut": "7d", "onFailure": "continue", %s}""", """
            {"name": "research", "provider": "http-function", "function": "research",
             "fields": ["company.industry", "company.employee_count"],
             "config": {"inputs": [["company.domain"]], "credits": 0.5}, "timeOut": "7d", %s}""", """
            {"name": "guess", "fields": ["person.work_email"], "waterfall": ["leadmagic.email-finder", "datagma.email-finder"], "maxWait": "4s"}""", """
            {"name": "study", "provider": "n8n", "function": "study", "fields": ["company.industry"],
             "config": {"inputs": [["company.domain"]], "credits": 0.5}, "timeOut": "4s", "onFailure": "continue"}""", """
            {"name": "reviewed", "kind": "await", "config": {"events": ["reviewed"]}, "timeOut": "7d"}""", """
            {"name": "owner", "kind": "compute", "function": "formula", "fields": ["custom.owner"],
             "config": {"values": {"custom.owner": "has(event.by) ? event.by : 'nobody'"}}}""", """
            {"name": "mailbox", "kind": "compute", "function": "classify_email", "fields": ["custom.mailbox"],
             "config": {"email": "person.work_email"}, "condition": "has(person.work_email)"}""", """
            {"name": "icp", "kind": "compute", "function": "score", "fields": ["custom.icp"],
             "types": {"custom.icp": "number"},
             "config": {"terms": [
                {"name": "found", "weight": 60, "when": "has(person.work_email)"},
                {"name": "corporate", "weight": 40, "when": "has(custom.mailbox) && custom.mailbox == 'corporate'"},
                {"name": "base", "weight": 1, "value": "1.0"}]}}""");

    private static final List<String> STORED = List.of("""
            {"name": "sector", "fields": ["company.industry"], "waterfall": ["prospeo.company", "pdl.company"], %s,
             "destination": {"db": "hq", "tableName": "sectors", "keys": ["company_domain"],
                             "fieldMappings": {"company.industry": "industry"}}}""", """
            {"name": "staff", "fields": ["company.employee_range"], "waterfall": ["hunter.company", "findymail.company"], %s,
             "destination": {"db": "workspace", "tableName": "staffs", "keys": ["company_domain"],
                             "fieldMappings": {"company.employee_range": "size"}}}""");

    private static final String STAFFS = """
            CREATE TABLE staffs (company_domain text NOT NULL UNIQUE, company_id bigint, size text, weir_key text)
            """;

    public Customers {
        all = Map.copyOf(all);
    }

    /**
     * A workspace.
     *
     * @param keys its owner's, and the installation's
     * @param webhookSecret what its events are signed with
     */
    public record Customer(Tenant tenant, Served.Keys keys, String webhookSecret) {

        /** Its number. */
        public long workspace() {
            return keys.workspace();
        }
    }

    /** The credits that a workspace begins with. */
    public static long granted(Tenant tenant) {
        return tenant.isAmple() ? AMPLE : FEW;
    }

    /** That one's. */
    public Customer of(Tenant tenant) {
        return Objects.requireNonNull(all.get(tenant));
    }

    /** Makes all of them. @throws IOException when no server is up */
    public static Customers furnish(Installation site) throws IOException, InterruptedException {
        Served first = site.servers().stream()
                .flatMap(node -> node.served().stream())
                .findFirst()
                .orElseThrow(() -> new IOException("no server is up to furnish workspaces at"));
        Map<Tenant, Customer> all = new EnumMap<>(Tenant.class);
        Source source = null;
        for (Tenant tenant : Tenant.values()) {
            Served server = tenant == Tenant.ACME ? first : first.withWorkspace(tenant.title());
            server.grant(granted(tenant));
            for (String step : STEPS) {
                server.post("/registry/steps", step.formatted(PATIENT));
            }
            if (tenant == Tenant.GLOBEX) {
                tables(site, server);
            }
            for (Work work : Work.values()) {
                if (work != Work.FIELDS && (work != Work.STORED || tenant == Tenant.GLOBEX)) {
                    String names = String.join("\", \"", work.steps());
                    server.post("/blueprints", "{\"slug\": \"" + work.slug() + "\", \"steps\": [\"" + names + "\"]}");
                }
            }
            if (tenant == Tenant.INITECH) {
                source = audience(server);
            }
            all.put(tenant, new Customer(tenant, server.keys(), subscribe(site, server, tenant)));
        }
        return new Customers(all, Objects.requireNonNull(source));
    }

    private static String subscribe(Installation site, Served server, Tenant tenant)
            throws IOException, InterruptedException {
        return server.post("/webhooks", """
                        {"callbackUrl": "http://%s/%s", "eventTypes": ["job.started", "job.completed",
                         "job.partially_completed", "job.failed", "job.cancelled", "job.paused", "row.updated", "row.completed",
                         "step.failed", "subscriber.enriched", "subscriber.enrichment_failed", "audience.cap_reached",
                         "credits.low", "provider.stopped"]}
                        """.formatted(site.receiver().address(), tenant.title()))
                .at("/data/secret")
                .asString();
    }

    private static Source audience(Served server) throws IOException, InterruptedException {
        server.put("/audience/icp", new Worth(FROM_HOME).content());
        server.post("/audience/triggers/created-personal/enable", "");
        server.put("/audience", "{\"gatherSeconds\": " + GATHER_SECONDS + "}");
        return Source.make(server, Duration.ZERO);
    }

    /** Makes the tables, and the steps that fill them. */
    private static void tables(Installation site, Served server) throws IOException, InterruptedException {
        DestinationServer destination = site.destination();
        JdbcClient theirs = destination.make(DATABASE);
        theirs.sql(STAFFS).update();
        theirs.sql("GRANT SELECT, INSERT, UPDATE ON staffs TO " + DestinationServer.WRITER)
                .update();
        server.put("/database", destination.connection(DATABASE));
        Path folder = Files.createDirectories(site.folder().resolve("steps"));
        String sector = STORED.getFirst().formatted(PATIENT);
        // JSON is YAML.
        Path file = Files.writeString(folder.resolve("sector.yaml"), sector);
        String workspace = String.valueOf(server.keys().workspace());
        Program.Ended made =
                site.asOwner().run("destination", "create-table", file.toString(), "--workspace", workspace, "--apply");
        if (made.code() != 0) {
            throw new IOException("the table is not made; see " + site.program().log());
        }
        for (String step : STORED) {
            server.post("/registry/steps", step.formatted(PATIENT));
        }
    }

    /** Who asks for the fields of {@link Work#FIELDS}, as a part of an order. */
    static void ask(ObjectNode order) {
        JsonNode asked = JsonMapper.shared().readTree(FIELDS_ASK);
        FIELDS.forEach(order.putArray("fields")::add);
        order.set("waterfallConfig", asked);
    }
}
