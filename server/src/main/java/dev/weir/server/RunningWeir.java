package dev.weir.server;

import dev.weir.server.audience.Deliveries;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Duty;
import dev.weir.server.audience.Upkeep;
import dev.weir.server.callbacks.Callbacks;
import dev.weir.server.conductor.ClosingGrants;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.Courier;
import dev.weir.server.egress.CredentialState;
import dev.weir.server.egress.CredentialStopped;
import dev.weir.server.egress.Dialer;
import dev.weir.server.egress.Egress;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrichment.AccessBook;
import dev.weir.server.enrichment.Enrichment;
import dev.weir.server.enrichment.Expiry;
import dev.weir.server.enrichment.JournalCounts;
import dev.weir.server.enrichment.LateAnswers;
import dev.weir.server.enrichment.Traces;
import dev.weir.server.enrolment.Gatherer;
import dev.weir.server.intake.Intake;
import dev.weir.server.jobs.Leases;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.jobs.engine.EngineStarter;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.retention.Rounds;
import dev.weir.server.rights.Erasing;
import dev.weir.server.storage.Storage;
import dev.weir.server.storage.TargetTables;
import dev.weir.server.storage.WorkspaceDatabases;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.webhooks.Webhooks;
import dev.weir.server.workspace.DueLook;
import dev.weir.server.workspace.Workspace;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An engine at work. Closing it lets what is in flight settle and leaves the rest for whoever comes next. */
public final class RunningWeir implements AutoCloseable {

    /** How often it is asked whether the daily round of retention is due, and whether jobs were left half taken in. */
    private static final Duration RETENTION_LOOK = Duration.ofMinutes(10);

    /** What a person alone ends. */
    private static final Set<CredentialState.Phase> STOPPED =
            Set.of(CredentialState.Phase.KEY_REJECTED, CredentialState.Phase.OUT_OF_CREDITS);

    private final Weir weir;
    private final long node;
    private final Egress egress;
    private final Enrichment enrichment;
    private final StartedEngine engine;
    private final LateAnswers late;
    private final Expiry expiry;
    private final Rounds retention;
    private final Intake intake;
    private final AccessBook accessBook;
    private final Webhooks webhooks;
    private final Callbacks callbacks;
    private final Dialer dialer;
    private final TargetTables targets;
    private final Storage storage;
    private final Erasing erasing;
    private final Gatherer gatherer;
    private final Upkeep upkeep;
    private final DueLook look;
    private final Deliveries deliveries;
    private final @Nullable URI publicUrl;

    RunningWeir(
            Weir weir,
            UUID home,
            AccessBook accessBook,
            WeirSettings settings,
            Consumer<CredentialStopped> onStopped,
            Failpoint failpoint,
            EngineStarter engine) {
        this.weir = weir;
        this.accessBook = accessBook;
        weir.jobs().sweepOrphans();
        this.node = weir.leases.begin(home);
        this.dialer = Dialer.open(settings.egress().reach());
        this.targets = weir.targets(dialer);
        this.egress =
                Egress.open(settings.egress(), weir.jdbc, weir.leases::liveNodes, weir::stopped, onStopped, failpoint);
        this.enrichment = new Enrichment(
                weir.jdbc,
                weir.transactions(),
                weir.ledger(),
                weir.jobs(),
                weir.catalog(),
                weir.tickets(),
                weir.suppressions(),
                egress,
                accessBook,
                settings.enrichment(),
                settings.traces(),
                failpoint);
        Grants grants = settings.traces().equals(Traces.NONE)
                ? weir.leases
                : new ClosingGrants(weir.leases, enrichment::closed);
        this.engine = engine.start(grants, enrichment.batches(), node);
        this.late = enrichment.late(this.engine, weir.workspaces()::ids, settings.publicUrl());
        this.webhooks = new Webhooks(
                weir.jdbc,
                weir.transactions(),
                weir.events(),
                weir.vault(),
                weir.fanout,
                Courier.open(settings.egress().with(settings.webhooks().reach())),
                settings.webhooks(),
                failpoint);
        webhooks.begin();
        this.callbacks = new Callbacks(
                weir.jdbc,
                weir.transactions(),
                weir.catalog(),
                weir.tickets(),
                weir.submissions(),
                new BookedSecrets(accessBook, weir.credentials(), weir.transactions()),
                weir.workspaces()::ids,
                this.engine::start,
                settings.callbacks());
        callbacks.begin();
        this.storage = new Storage(
                weir.jdbc, weir.transactions(), weir.registry(), weir.outbox, targets, settings.storage(), failpoint);
        storage.begin();
        this.expiry = Expiry.start(
                weir.doubts(), weir.workspaces()::ids, settings.enrichment().expiryLook());
        this.retention = Rounds.start(
                weir.retention(),
                weir.jdbc,
                weir.transactions(),
                weir.workspaces()::ids,
                weir.jobs()::sweepOrphans,
                RETENTION_LOOK);
        this.erasing = Erasing.start(weir.eraser(), weir.destinationErasure(targets), weir.workspaces()::ids);
        this.intake = new Intake(
                weir.catalog(),
                weir.jobs(),
                weir.insight().quotes(),
                weir.registry(),
                weir.transactions(),
                this.engine,
                (workspace, provider) -> provider.guesses() || accessBook.has(workspace.id(), provider.slug()),
                settings.publicUrl() != null);
        this.publicUrl = settings.publicUrl();
        this.deliveries = new Deliveries(weir.jdbc, weir.transactions(), weir.subscribers(), weir.vault());
        this.gatherer = weir.gatherer(intake, this::isStopped, failpoint);
        Map<Duty, Dutiful> duties = new EnumMap<>(Duty.class);
        duties.put(Duty.SCORES, weir.icpModels().duty());
        duties.put(Duty.TRIGGERS, weir.triggers().duty(weir.transactions()));
        duties.put(Duty.SUBMIT, gatherer::submit);
        duties.put(Duty.SCHEDULE, weir.scheduling());
        duties.put(Duty.REFRESH, weir.refreshing());
        duties.put(Duty.OUTCOMES, weir.outcomes());
        this.upkeep = Upkeep.start(weir.jdbc, weir.transactions(), weir.turns(), duties);
        this.look = new DueLook(weir.jdbc, weir.transactions());
        Leases.watch(look, this.engine::look);
        Submissions.watch(look, late::look);
        callbacks.watch(look);
        if (settings.webhooks().delivers()) {
            weir.fanout.watch(look);
        }
        if (settings.storage().delivers()) {
            weir.outbox.watch(look);
        }
        weir.turns().watch(look);
        erasing.watch(look);
        look.start();
    }

    /** Tells the engine of new work. */
    public Engine engine() {
        return engine;
    }

    /** What the engine relies on beside the database, if anything. */
    public Optional<StartedEngine.Cluster> cluster() {
        return engine.cluster();
    }

    /** Takes orders, which this engine then runs. */
    public Intake intake() {
        return intake;
    }

    /** By which credentials providers are reached, as they are just now. */
    public AccessBook accessBook() {
        return accessBook;
    }

    /** What the journal has written since the start. */
    public JournalCounts journal() {
        return enrichment.journal();
    }

    /** Whether the database has heard of this engine for less than a lease ago. */
    public boolean isBeating() {
        return weir.leases.isBeating(node);
    }

    /** The only door out, for looking at breakers and resetting them. */
    public Egress egress() {
        return egress;
    }

    /** Who carries erasures out. */
    public Erasing erasing() {
        return erasing;
    }

    /** Where answers come in from outside. */
    public Callbacks callbacks() {
        return callbacks;
    }

    /** What tools send to the addresses of sources. */
    public Deliveries deliveries() {
        return deliveries;
    }

    /** Where the outside reaches this server, without a trailing slash; null when that was not said. */
    public @Nullable URI publicUrl() {
        return publicUrl;
    }

    /** Customers' addresses that are told of events. */
    public Webhooks webhooks() {
        return webhooks;
    }

    /** Results on their way to the tables of their steps. */
    public Storage storage() {
        return storage;
    }

    /** The databases that workspaces connect. */
    public WorkspaceDatabases databases() {
        return weir.databases(dialer);
    }

    private boolean isStopped(Workspace workspace, String provider) {
        return accessBook
                .find(workspace.id(), provider)
                .map(Access::key)
                .filter(key -> egress.state().stream()
                        .anyMatch(state -> state.key().equals(key) && STOPPED.contains(state.phase())))
                .isPresent();
    }

    /** Makes jobs of what is to be run for subscribers. */
    public Gatherer gatherer() {
        return gatherer;
    }

    /** The tables that results go to. */
    public TargetTables targets() {
        return targets;
    }

    @Override
    public void close() {
        look.close();
        callbacks.close();
        deliveries.close();
        upkeep.close();
        engine.close();
        late.close();
        webhooks.close();
        expiry.close();
        retention.close();
        erasing.close();
        enrichment.close();
        storage.close();
        egress.close();
        targets.close();
        dialer.close();
        weir.leases.end(node);
    }
}
