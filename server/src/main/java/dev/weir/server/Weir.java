package dev.weir.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.provider.Provider;
import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.Sources;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.audience.Turns;
import dev.weir.server.audience.Uploads;
import dev.weir.server.audit.Audit;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.PlanJson;
import dev.weir.server.companies.Companies;
import dev.weir.server.conductor.ChosenJobs;
import dev.weir.server.conductor.ChosenWorkspaces;
import dev.weir.server.conductor.Conductor;
import dev.weir.server.credits.Ledger;
import dev.weir.server.egress.CredentialStopped;
import dev.weir.server.egress.Dialer;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrichment.AccessBook;
import dev.weir.server.enrichment.AdjustedCaps;
import dev.weir.server.enrichment.Caps;
import dev.weir.server.enrichment.Doubts;
import dev.weir.server.enrichment.LateRecords;
import dev.weir.server.enrichment.Memory;
import dev.weir.server.enrichment.Repayments;
import dev.weir.server.enrichment.Statistics;
import dev.weir.server.enrichment.VaultAccess;
import dev.weir.server.enrolment.EnrichmentRequests;
import dev.weir.server.enrolment.Gatherer;
import dev.weir.server.enrolment.Outcomes;
import dev.weir.server.enrolment.Refreshing;
import dev.weir.server.enrolment.Scheduling;
import dev.weir.server.enrolment.Triggers;
import dev.weir.server.insight.Insight;
import dev.weir.server.intake.Intake;
import dev.weir.server.jobs.Events;
import dev.weir.server.jobs.IngestLock;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.Leases;
import dev.weir.server.jobs.OriginalRows;
import dev.weir.server.jobs.Reruns;
import dev.weir.server.jobs.RowPages;
import dev.weir.server.jobs.RowViews;
import dev.weir.server.jobs.StoredRows;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.registry.Registry;
import dev.weir.server.requests.Requests;
import dev.weir.server.retention.Retention;
import dev.weir.server.rights.Eraser;
import dev.weir.server.rights.Erasures;
import dev.weir.server.rights.Subjects;
import dev.weir.server.scoring.IcpModels;
import dev.weir.server.storage.DestinationErasure;
import dev.weir.server.storage.HqConnections;
import dev.weir.server.storage.Outbox;
import dev.weir.server.storage.PlayProgress;
import dev.weir.server.storage.ResultsLog;
import dev.weir.server.storage.Storage;
import dev.weir.server.storage.TargetTables;
import dev.weir.server.storage.WorkspaceDatabases;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.vault.Credentials;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.vault.Vault;
import dev.weir.server.verify.Verification;
import dev.weir.server.webhooks.Fanout;
import dev.weir.server.workspace.ApiKeys;
import dev.weir.server.workspace.Installation;
import dev.weir.server.workspace.Members;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import dev.weir.server.workspace.Workspaces;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The rooms, put together over one database. Close it last. */
public final class Weir implements AutoCloseable {

    private final HikariDataSource dataSource;
    private final HqConnections hq;
    final JdbcClient jdbc;
    private final Transactions transactions;
    private final Catalog catalog;
    private final Workspaces workspaces;
    private final ApiKeys keys;
    private final Audit audit;
    private final Requests requests;
    private final Ledger ledger;
    final Fanout fanout;
    final Outbox outbox;
    private final Events events;
    private final Jobs jobs;
    final Leases leases;
    private final Vault vault;
    private final Registry registry;
    private final Tickets tickets;
    private final Turns turns;

    /**
     * @param password of {@link Database#APP_ROLE}
     * @param providers in default order
     * @param masterKeys what secrets are sealed under
     */
    public Weir(String jdbcUrl, String password, Collection<Provider> providers, MasterKeys masterKeys) {
        this.catalog = new Catalog(providers);
        this.dataSource = pool(jdbcUrl, password);
        this.hq = HqConnections.to(jdbcUrl, Database.APP_ROLE, password);
        this.jdbc = JdbcClient.create(dataSource);
        this.transactions = new Transactions(jdbc, new JdbcTransactionManager(dataSource));
        this.workspaces = new Workspaces(jdbc);
        this.keys = new ApiKeys(jdbc, transactions);
        this.audit = new Audit(jdbc, transactions);
        this.requests = new Requests(jdbc, transactions);
        this.ledger = new Ledger(jdbc);
        this.fanout = new Fanout(jdbc, transactions);
        this.events = new Events(jdbc, ledger, fanout);
        this.outbox = new Outbox(jdbc, transactions);
        this.jobs =
                new Jobs(jdbc, transactions, ledger, new PlanJson(catalog), new IngestLock(dataSource), events, outbox);
        this.leases = new Leases(jdbc, transactions, ledger, events, System::nanoTime);
        this.vault = new Vault(jdbc, transactions, workspaces, masterKeys);
        this.registry = new Registry(jdbc, catalog);
        this.turns = new Turns(jdbc, transactions);
        this.tickets =
                new Tickets(jdbc, jobs.cells(), new LateRecords(jdbc, jobs, ledger), new AdjustedCaps(jobs, ledger));
    }

    private static HikariDataSource pool(String jdbcUrl, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(Database.APP_ROLE);
        config.setPassword(password);
        config.setPoolName("weir");
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(10_000);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        config.addDataSourceProperty("ApplicationName", "weir");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // The detail of an error shows rows, which logs must not; row security hides only those of tables that have it.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        // Everything the program does touches rows by key; a plan made while a table was empty must not outlive that.
        config.addDataSourceProperty(
                "options", "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off");
        // Else the look of every second is two questions, the first of which is whether the connection lives.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "1500");
        return new HikariDataSource(config);
    }

    public Catalog catalog() {
        return catalog;
    }

    public Workspaces workspaces() {
        return workspaces;
    }

    /** The keys by which programs say who they are. */
    public ApiKeys keys() {
        return keys;
    }

    /** Who works in a workspace. */
    public Members members() {
        return new Members(jdbc, keys);
    }

    /** The first start, and the installation's own keys. */
    public Installation installation() {
        return new Installation(jdbc, workspaces, keys, transactions, audit::note);
    }

    /** Who did what to security and money. */
    public Audit audit() {
        return audit;
    }

    /** Requests that may be sent again, and what was answered to them. */
    public Requests requests() {
        return requests;
    }

    /** For verbs of several rooms that are to be one transaction. */
    public Transactions transactions() {
        return transactions;
    }

    public Jobs jobs() {
        return jobs;
    }

    /** The companies that workspaces know; its verbs join the caller's transaction. */
    public Companies companies() {
        return new Companies(jdbc);
    }

    /** How far plays are for companies; its verbs join the caller's transaction. */
    public PlayProgress plays() {
        return new PlayProgress(jdbc);
    }

    /** When somebody is to look after a workspace's subscribers; its verbs join the caller's transaction. */
    public Turns turns() {
        return turns;
    }

    /** Who has subscribed; its verbs join the caller's transaction. */
    public Subscribers subscribers() {
        return new Subscribers(jdbc, turns, suppressions());
    }

    /** Where subscribers come from; its verbs join the caller's transaction. */
    public Sources sources() {
        return new Sources(jdbc, turns, vault);
    }

    /** By which models subscribers are scored; its verbs join the caller's transaction, but for those that say otherwise. */
    public IcpModels icpModels() {
        return new IcpModels(jdbc, transactions, turns, subscribers(), sources(), audienceSettings());
    }

    /** What workspaces want of their audiences; its verbs join the caller's transaction. */
    public AudienceSettings audienceSettings() {
        return new AudienceSettings(jdbc, turns);
    }

    /** What is to be run for subscribers; its verbs join the caller's transaction. */
    public EnrichmentRequests enrichmentRequests() {
        return new EnrichmentRequests(jdbc, turns);
    }

    /** Lists of subscribers that are uploaded; its verbs join the caller's transaction. */
    public Uploads uploads() {
        return new Uploads(jdbc);
    }

    /** What is wanted for subscribers when something of them arrives; its verbs join the caller's transaction. */
    public Triggers triggers() {
        return new Triggers(jdbc, registry, enrichmentRequests(), turns, subscribers(), sources(), audienceSettings());
    }

    /**
     * Makes jobs of what is to be run for subscribers.
     *
     * @param intake by which they are submitted
     * @param stopped whether a vendor, by its slug, has stopped a workspace's key until a person acts
     */
    public Gatherer gatherer(Intake intake, BiPredicate<Workspace, String> stopped, Failpoint failpoint) {
        return new Gatherer(
                jdbc,
                transactions,
                workspaces,
                audienceSettings(),
                subscribers(),
                turns,
                ledger,
                events,
                registry,
                intake,
                stopped,
                failpoint);
    }

    /** Has what is pending submitted when its source's time comes. */
    public Scheduling scheduling() {
        return new Scheduling(jdbc, transactions, audienceSettings(), sources(), turns);
    }

    /** Takes what jobs have come to back to what was to be run, and to subscribers. */
    public Outcomes outcomes() {
        return new Outcomes(jdbc, transactions, jobs, events, subscribers(), enrichmentRequests());
    }

    /** Wants anew what was found of subscribers too long ago. */
    public Refreshing refreshing() {
        return new Refreshing(jdbc, transactions, audienceSettings(), enrichmentRequests());
    }

    /** Steps and blueprints; its verbs join the caller's transaction. */
    public Registry registry() {
        return registry;
    }

    /** Where secrets are kept. */
    public Vault vault() {
        return vault;
    }

    /** Whom workspaces never ask about; its verbs join the caller's transaction. */
    public Suppressions suppressions() {
        return new Suppressions(jdbc, vault);
    }

    /** Orders to remove people and companies from what workspaces keep; its verbs join the caller's transaction. */
    public Erasures erasures() {
        return new Erasures(jdbc, vault, suppressions());
    }

    /** Carries those out. */
    public Eraser eraser() {
        return new Eraser(jdbc, transactions, vault, suppressions(), audit, jobs.cells());
    }

    /** Tells what workspaces keep of people and companies. */
    public Subjects subjects() {
        return new Subjects(jdbc, transactions, suppressions(), jobs);
    }

    /** What workspaces show to providers. */
    public Credentials credentials() {
        return new Credentials(jdbc, vault);
    }

    /** The access book of a server: by the vault's credentials, and for sandbox workspaces by {@code played}. */
    public VaultAccess access(VaultAccess.Played played) {
        return new VaultAccess(credentials(), transactions, workspaces, catalog, played, System::nanoTime);
    }

    /** Credits of a workspace. */
    public long available(long workspaceId) {
        return transactions.in(workspaceId, () -> ledger.available(workspaceId));
    }

    /** Adds credits to a workspace. @throws dev.weir.server.problem.Problem when it is not more than nothing */
    public void grant(long workspaceId, long milli) {
        transactions.in(workspaceId, () -> {
            ledger.grant(workspaceId, milli);
            audienceSettings().tryAgain(workspaceId);
            return milli;
        });
    }

    /** What has happened, for those who tell of what they do in the transaction in which they do it. */
    public Events events() {
        return events;
    }

    /** A credential's stop and the event that tells of it are one change. */
    boolean stopped(CredentialStopped stopped, BooleanSupplier store) {
        long workspaceId = stopped.key().workspaceId();
        return transactions.in(workspaceId, () -> {
            boolean stored = store.getAsBoolean();
            if (stored) {
                events.providerStopped(
                        workspaceId,
                        stopped.key().provider(),
                        stopped.key().credential(),
                        stopped.why().name().toLowerCase(Locale.ROOT));
            }
            return stored;
        });
    }

    /** What stands for cells that wait. Its verbs join the caller's transaction. */
    public Tickets tickets() {
        return tickets;
    }

    /** What tickets were handed over in. Its verbs join the caller's transaction. */
    public Submissions submissions() {
        return new Submissions(jdbc);
    }

    public RowViews rows() {
        return new RowViews(jdbc, transactions);
    }

    /** Rows as they came in, with their cells. */
    public StoredRows storedRows() {
        return new StoredRows(jdbc, transactions);
    }

    /** What is kept of the lists that jobs were uploaded as. */
    public OriginalRows originalRows() {
        return new OriginalRows(jdbc, transactions);
    }

    /** Rows as they stand now, a page at a time. */
    public RowPages rowPages() {
        return new RowPages(jdbc, transactions);
    }

    /** The books. Every verb joins the caller's transaction. */
    public Ledger ledger() {
        return ledger;
    }

    /** Gives charges of closed jobs back; its verbs join the caller's transaction. */
    public Repayments repayments() {
        return new Repayments(ledger, jobs);
    }

    /** What workspaces may spend in a day; its verbs join the caller's transaction. */
    public Caps caps() {
        return new Caps(jdbc, ledger, catalog);
    }

    /** Does rows of jobs again. */
    public Reruns reruns() {
        return new Reruns(jdbc, transactions, catalog, jobs);
    }

    /** How long workspaces keep what. */
    public Retention retention() {
        return new Retention(jdbc, transactions);
    }

    public Doubts doubts() {
        return new Doubts(jdbc, transactions, ledger, jobs);
    }

    /** What providers have answered, as far as it would be reused. */
    public Memory memory() {
        return new Memory(jdbc, transactions);
    }

    public Statistics statistics() {
        return new Statistics(jdbc, transactions);
    }

    /** What jobs have taught, read from their books. */
    public Insight insight() {
        return new Insight(jdbc, transactions, catalog, jobs);
    }

    /** Every result whose way was over, and where companies' steps are complete; its verbs join the caller's transaction. */
    public ResultsLog resultsLog() {
        return new ResultsLog(jdbc);
    }

    /** The databases that workspaces connect. @param dialer by which they are reached */
    public WorkspaceDatabases databases(Dialer dialer) {
        return new WorkspaceDatabases(jdbc, transactions, vault, dialer);
    }

    /** Empties tables that results went to. @param targets how they are reached */
    public DestinationErasure destinationErasure(TargetTables targets) {
        return new DestinationErasure(jdbc, transactions, registry, targets);
    }

    /** The tables that results go to. @param dialer by which databases of workspaces are reached */
    public TargetTables targets(Dialer dialer) {
        return new TargetTables(databases(dialer), hq);
    }

    /** Results on their way, for whoever looks and delivers none. */
    public Storage storage() {
        return Storage.looking(jdbc, transactions, registry, outbox);
    }

    /** Which migration the schema is at. @throws SQLException when the database cannot be used */
    public int schemaVersion() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Database.version(connection);
        }
    }

    /** Recomputes what must hold, from raw rows. */
    public Verification verification() {
        return new Verification(dataSource);
    }

    /**
     * Starts running what is due on this machine.
     *
     * @param home names the folder whose lock the caller holds: what a dead predecessor of it had leased is free at once
     * @param accessBook the credentials, by workspace and provider
     * @param onStopped hears of credentials that a vendor has refused
     */
    public RunningWeir start(
            UUID home,
            AccessBook accessBook,
            WeirSettings settings,
            Consumer<CredentialStopped> onStopped,
            Failpoint failpoint) {
        return start(home, accessBook, settings, onStopped, failpoint, _ -> true);
    }

    /** {@link #start}, for the jobs alone whose number {@code chosen} takes. */
    public RunningWeir start(
            UUID home,
            AccessBook accessBook,
            WeirSettings settings,
            Consumer<CredentialStopped> onStopped,
            Failpoint failpoint,
            LongPredicate chosen) {
        return start(
                home,
                accessBook,
                settings,
                onStopped,
                failpoint,
                (grants, batches, node) ->
                        Conductor.start(new ChosenJobs(grants, chosen), batches, node, settings.conductor()));
    }

    /** {@link #start}, with that engine, for the jobs alone of workspaces whose number {@code chosen} takes. */
    public RunningWeir serve(
            UUID home,
            AccessBook accessBook,
            WeirSettings settings,
            Consumer<CredentialStopped> onStopped,
            LongPredicate chosen,
            EngineStarter engine) {
        return start(
                home,
                accessBook,
                settings,
                onStopped,
                Failpoint.NONE,
                (grants, batches, node) -> engine.start(new ChosenWorkspaces(grants, chosen), batches, node));
    }

    /** {@link #start}, with that engine. */
    public RunningWeir start(
            UUID home,
            AccessBook accessBook,
            WeirSettings settings,
            Consumer<CredentialStopped> onStopped,
            Failpoint failpoint,
            EngineStarter engine) {
        return new RunningWeir(this, home, accessBook, settings, onStopped, failpoint, engine);
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
