package dev.weir.server.enrolment;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Values;
import dev.weir.server.Weir;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.Arrived;
import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.audience.AudienceSettings.Waiting;
import dev.weir.server.audience.AudienceSettings.Wish;
import dev.weir.server.audience.From;
import dev.weir.server.audience.Source;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.enrolment.EnrichmentRequests.Want;
import dev.weir.server.intake.Intake;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.StepForm;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import dev.weir.server.workspace.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A workspace with a blueprint for its subscribers. */
final class TestAudience {

    /** Asks {@link #vendor} for a job title, by a private address. */
    static final String BLUEPRINT = "titles";

    static final String TITLE = "person.job_title";

    private final TestWeir test;
    private final Workspace workspace;
    private final long sourceId;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final Set<String> stopped = ConcurrentHashMap.newKeySet();

    TestAudience(TestWeir test, String name, boolean autoGrant) {
        this.test = test;
        this.workspace = test.weir().workspaces().ensure(name, true, autoGrant);
        blueprint(BLUEPRINT);
        this.sourceId = in(
                () -> test.weir().sources().ensure(workspace.id(), Source.API).id());
    }

    static ScriptedVendor vendor() {
        return ScriptedVendor.named("acme", _ -> ScriptedVendor.found(TITLE, "Weaver"))
                .operation("find", Set.of("person.personal_email"), List.of(TITLE), Charge.ACCEPTED, Repeat.UNKNOWN);
    }

    /** One that gives the same, and asks for a domain. */
    static ScriptedVendor other() {
        return ScriptedVendor.giving("other", TITLE, _ -> ScriptedVendor.found(TITLE, "Weaver"));
    }

    /** Vendors that the workspace has no key for. */
    Set<String> lost() {
        return lost;
    }

    /** Vendors that have stopped the workspace's key. */
    Set<String> stopped() {
        return stopped;
    }

    /** One more that does the same. */
    void blueprint(String slug) {
        blueprint(slug, ", \"provider\": \"acme\"");
    }

    /** One that asks whomever the workspace has a key for. */
    void whoeverIsThere(String slug) {
        blueprint(slug, "");
    }

    private void blueprint(String slug, String whom) {
        StepForm step = JsonMapper.shared()
                .readValue("{\"name\": \"" + slug + "\", \"fields\": [\"" + TITLE + "\"]" + whom + "}", StepForm.class);
        in(() -> {
            test.weir().registry().save(workspace.id(), step, "test");
            return test.weir()
                    .registry()
                    .save(workspace.id(), new BlueprintForm(slug, null, List.of(slug), null), "test");
        });
    }

    long id() {
        return workspace.id();
    }

    long sourceId() {
        return sourceId;
    }

    <T extends @Nullable Object> T in(Supplier<T> work) {
        return test.weir().transactions().in(workspace.id(), work);
    }

    AudienceSettings settings() {
        return test.weir().audienceSettings();
    }

    Settings standing() {
        return in(() -> settings().get(workspace.id()));
    }

    void wish(Wish wish) {
        in(() -> settings().change(workspace.id(), wish, "test"));
    }

    EnrichmentRequests requests() {
        return test.weir().enrichmentRequests();
    }

    /** A gatherer of that program, whose jobs no engine runs. */
    Gatherer gatherer(Weir program, Failpoint failpoint) {
        return gatherer(program, failpoint, _ -> {});
    }

    /** One to whom something happens each time it looks whether there is a key for a vendor. */
    Gatherer gatherer(Consumer<String> looking) {
        return gatherer(test.weir(), Failpoint.NONE, looking);
    }

    private Gatherer gatherer(Weir program, Failpoint failpoint, Consumer<String> looking) {
        return program.gatherer(
                new Intake(
                        program.catalog(),
                        program.jobs(),
                        program.insight().quotes(),
                        program.registry(),
                        program.transactions(),
                        NoEngine.INSTANCE,
                        (_, provider) -> {
                            looking.accept(provider.slug());
                            return !lost.contains(provider.slug());
                        },
                        true),
                (_, provider) -> stopped.contains(provider),
                failpoint);
    }

    Gatherer gatherer() {
        return gatherer(test.weir(), Failpoint.NONE);
    }

    /** New subscribers with private addresses, from that number on. */
    List<Long> subscribers(int from, int count) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            arrivals.add(new Arrival(
                    "person" + i + "@gmail.com", Values.of("person.first_name", "P" + i), true, null, null, "{}"));
        }
        return receive(arrivals);
    }

    List<Long> receive(List<Arrival> arrivals) {
        return in(() -> test
                .weir()
                .subscribers()
                .receive(workspace.id(), new From(sourceId, From.Merge.NEWER, From.Kind.API), arrivals)
                .stream()
                .map(Arrived::subscriberId)
                .map(Objects::requireNonNull)
                .toList());
    }

    void want(List<Long> subscribers, String blueprint, @Nullable Long trigger, boolean automatic) {
        in(() -> {
            requests()
                    .want(
                            workspace.id(),
                            subscribers.stream()
                                    .map(id -> new Want(id, blueprint, sourceId, trigger, automatic, false))
                                    .toList());
            return automatic;
        });
    }

    long trigger(String slug, @Nullable Integer maxPerDay) {
        return test.database()
                .ownerJdbc()
                .sql("""
                        INSERT INTO weir.audience_trigger (workspace_id, slug, on_created, on_changed, condition, blueprint,
                                                           mode, max_per_day, updated_by)
                        VALUES (?, ?, true, false, 'true', 'titles', 'run', ?, 'test') RETURNING id
                        """)
                .param(workspace.id())
                .param(slug)
                .param(maxPerDay)
                .query(Long.class)
                .single();
    }

    /** Submits by itself whatever is ready. */
    @Nullable
    Instant submitAll(Gatherer gatherer) {
        Instant next = gatherer.submit(workspace.id());
        while (Instant.MIN.equals(next)) {
            next = gatherer.submit(workspace.id());
        }
        return next;
    }

    Gathered runPending(Gatherer gatherer) {
        return gatherer.runPending(workspace.id(), null, null, Gatherer.MOST, somebody());
    }

    Gatherer.Somebody somebody() {
        return new Gatherer.Somebody(new Caller.Key(1, workspace, Role.MEMBER, null), null, _ -> {});
    }

    List<EnrichmentRequest> all() {
        return in(() -> requests()
                .page(
                        workspace.id(),
                        new EnrichmentRequests.Filter(null, null, null, null),
                        Long.MAX_VALUE,
                        0,
                        10_000));
    }

    /** Why that waits. */
    Waiting waiting(String what) {
        return Objects.requireNonNull(standing().waiting().get(what), what);
    }

    /** The job of its latest run. */
    static long job(EnrichmentRequest request) {
        return Objects.requireNonNull(request.jobId(), "job");
    }

    long in(EnrichmentRequest.State state) {
        return all().stream().filter(request -> request.state() == state).count();
    }

    /** How many subscribers each job of theirs has. */
    List<Integer> jobs() {
        return test.database()
                .ownerJdbc()
                .sql("SELECT rows FROM weir.audience_job WHERE workspace_id = ? ORDER BY job_id")
                .param(workspace.id())
                .query((row, _) -> row.getInt("rows"))
                .list();
    }

    long count(String sql) {
        return test.database()
                .ownerJdbc()
                .sql(sql)
                .param(workspace.id())
                .query(Long.class)
                .single();
    }

    Map<String, Long> told() {
        Map<String, Long> told = new TreeMap<>();
        test.database()
                .ownerJdbc()
                .sql("SELECT type, count(*) AS times FROM weir.event WHERE workspace_id = ? GROUP BY type")
                .param(workspace.id())
                .query(row -> {
                    told.put(row.getString("type"), row.getLong("times"));
                });
        return told;
    }
}
