package dev.weir.server.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.provider.Values;
import dev.weir.providers.Providers;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.Arrived;
import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.From;
import dev.weir.server.audience.Source;
import dev.weir.server.audience.Sources;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.audience.Turns;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.Registry;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Workspaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TriggersTest {

    private static final String READY_MADE = Triggers.READY_MADE;
    private static final String ENRICH = SubscriberEnrichment.SLUG;
    private static final String MINE = "mine";
    private static final String ME = "me";

    private final WeirDatabase database = WeirDatabase.fresh();
    private final Turns turns = new Turns(database.jdbc(), database.transactions());
    private final Vault vault =
            new Vault(database.jdbc(), database.transactions(), new Workspaces(database.jdbc()), MasterKeys.passing());
    private final Subscribers subscribers =
            new Subscribers(database.jdbc(), turns, new Suppressions(database.jdbc(), vault));
    private final Sources sources = new Sources(database.jdbc(), turns, vault);
    private final AudienceSettings settings = new AudienceSettings(database.jdbc(), turns);
    private final EnrichmentRequests requests = new EnrichmentRequests(database.jdbc(), turns);
    private final Registry registry =
            new Registry(database.jdbc(), new Catalog(Providers.shipped().all()));
    private final Triggers triggers =
            new Triggers(database.jdbc(), registry, requests, turns, subscribers, sources, settings);
    private final Dutiful duty = triggers.duty(database.transactions());

    /** Each test's own. */
    private long workspace = 100;

    @BeforeEach
    void moveOn() {
        workspace++;
    }

    @AfterAll
    void drop() {
        database.close();
    }

    private <T extends @Nullable Object> T in(Supplier<T> work) {
        return database.transactions().in(workspace, work);
    }

    private static Arrival says(String email, Map<String, Object> values) {
        return new Arrival(email, new Values(values), null, null, null, "{}");
    }

    /** Their numbers. */
    private List<Long> arrive(Arrival... arrivals) {
        return in(() -> {
            Source api = sources.ensure(workspace, Source.API);
            return subscribers
                    .receive(workspace, new From(api.id(), From.Merge.NEWER, From.Kind.API), List.of(arrivals))
                    .stream()
                    .map(Arrived::subscriberId)
                    .map(Objects::requireNonNull)
                    .toList();
        });
    }

    private List<Long> arrive(String... emails) {
        return arrive(
                List.of(emails).stream().map(email -> says(email, Map.of())).toArray(Arrival[]::new));
    }

    private void look() {
        while (duty.work(workspace) != null) {
            // There is more at once.
        }
    }

    private static TriggerForm form(String slug, String condition, String mode, String... on) {
        return new TriggerForm(slug, null, List.of(on), condition, ENRICH, mode, null);
    }

    private Trigger save(String slug, String condition, String mode, String... on) {
        return in(() -> triggers.save(workspace, form(slug, condition, mode, on), ME));
    }

    private Trigger trigger(String slug) {
        return in(() -> triggers.one(workspace, slug));
    }

    private List<EnrichmentRequest> wanted() {
        return in(() -> requests.page(
                workspace, new EnrichmentRequests.Filter(null, null, null, null), Long.MAX_VALUE, 0, 10_000));
    }

    private List<Long> wantedSubscribers() {
        return wanted().stream().map(EnrichmentRequest::subscriberId).sorted().toList();
    }

    private long unseen() {
        return database.ownerJdbc()
                .sql("SELECT count(*) FROM weir.subscriber_event WHERE workspace_id = ? AND NOT considered")
                .param(workspace)
                .query(Long.class)
                .single();
    }

    @Test
    void onlyWhoIsPersonalAndSubscribedIsNotedByTheReadyMadeOne() {
        List<Long> ids = arrive("ada@gmail.com", "bob@acme.example", "info@acme.example", "carl@mailinator.com");
        arrive(new Arrival("dora@gmail.com", Values.none(), false, null, null, "{}"));
        look();

        assertThat(wanted())
                .extracting(
                        EnrichmentRequest::subscriberId,
                        EnrichmentRequest::blueprint,
                        EnrichmentRequest::state,
                        EnrichmentRequest::automatic)
                .containsExactly(tuple(ids.getFirst(), ENRICH, EnrichmentRequest.State.PENDING, false));
        assertThat(trigger(READY_MADE).fired()).isEqualTo(1);
        assertThat(trigger(READY_MADE).mode()).isEqualTo(Trigger.Mode.NOTE);
        assertThat(unseen()).isZero();

        arrive(says("ada@gmail.com", Map.of("person.job_title", "Analyst")));
        look();
        assertThat(trigger(READY_MADE).fired()).as("a change creates nobody").isEqualTo(1);
    }

    @Test
    void oneCallSwitchesItOnAndWhatWasNotedBeforeStaysPending() {
        long before = arrive("ada@gmail.com").getFirst();
        look();
        assertThat(in(() -> triggers.enable(workspace, READY_MADE, ME)).mode()).isEqualTo(Trigger.Mode.RUN);
        assertThat(in(() -> registry.blueprint(workspace, ENRICH)).slug()).isEqualTo(ENRICH);
        long behind = arrive("bob@gmail.com").getFirst();
        look();

        assertThat(wanted())
                .extracting(EnrichmentRequest::subscriberId, EnrichmentRequest::automatic)
                .containsExactlyInAnyOrder(tuple(before, false), tuple(behind, true));

        assertThat(in(() -> triggers.disable(workspace, READY_MADE, ME)).mode()).isEqualTo(Trigger.Mode.NOTE);
        assertThat(wanted())
                .as("what it has not submitted yet, it does not any more")
                .extracting(EnrichmentRequest::state, EnrichmentRequest::automatic)
                .containsOnly(tuple(EnrichmentRequest.State.PENDING, false));
    }

    @Test
    void whatIsBeingGatheredForATriggerThatIsSwitchedOffIsNotSubmittedUnlessSomebodyHasItRun() {
        save(MINE, "true", "run", "created");
        arrive("ada@acme.example", "bob@acme.example");
        look();
        GatherTable gathering = new GatherTable(database.jdbc());
        List<GatherTable.Candidate> chosen =
                in(() -> gathering.choose(workspace, gathering.groups(workspace, null), null, 9));
        assertThat(chosen).hasSize(2);
        assertThat(in(() -> gathering.lock(workspace, chosen, false))).isTrue();

        in(() -> triggers.disable(workspace, MINE, ME));
        assertThat(in(() -> gathering.lock(workspace, chosen, false))).isFalse();
        assertThat(in(() -> gathering.lock(workspace, chosen, true))).isTrue();
    }

    @Test
    void whoHasLeftIsNotGoneThroughWhenOthersAreGatheredAndIsThereAgainOnceTheyComeBack() {
        save(MINE, "true", "run", "created");
        List<Long> two = arrive("ada@acme.example", "bob@acme.example");
        look();
        arrive(new Arrival("ada@acme.example", Values.none(), false, null, null, "{}"));
        arrive(new Arrival("eve@acme.example", Values.none(), false, null, null, "{}"));
        look();
        assertThat(heldSubscribers()).hasSize(2).contains(two.getFirst()).doesNotContain(two.getLast());
        database.ownerJdbc()
                .sql("UPDATE weir.audience_turn SET due_at = 'infinity' WHERE workspace_id = ?")
                .param(workspace)
                .update();

        arrive(new Arrival("ada@acme.example", Values.none(), true, null, null, "{}"));
        look();
        assertThat(heldSubscribers()).hasSize(1).doesNotContain(two.getFirst());
        assertThat(database.ownerJdbc()
                        .sql("SELECT count(*) FROM weir.audience_turn WHERE workspace_id = ? AND duty = 2"
                                + " AND due_at <= weir.now()")
                        .param(workspace)
                        .query(Long.class)
                        .single())
                .as("what is pending for whoever came back is looked at")
                .isEqualTo(1);
        GatherTable gathering = new GatherTable(database.jdbc());
        assertThat(in(() -> gathering.choose(workspace, gathering.groups(workspace, null), null, 9)))
                .extracting(GatherTable.Candidate::subscriberId)
                .containsExactlyElementsOf(two);
    }

    private List<Long> heldSubscribers() {
        return database.ownerJdbc()
                .sql("SELECT subscriber_id FROM weir.enrichment_request WHERE workspace_id = ? AND held")
                .param(workspace)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    @Test
    void aTriggerThatFailsFailsNeitherAnArrivalNorOtherTriggers() {
        save("a-mistyped", "custom.plan > 5", "run", "created");
        save("b-unknown", "company.domain == 'acme.example'", "run", "created");
        save("c-broken", "true", "run", "created");
        database.ownerJdbc()
                .sql(
                        "UPDATE weir.audience_trigger SET condition = 'no longer understood' WHERE workspace_id = ? AND slug = ?")
                .params(workspace, "c-broken")
                .update();
        save("d-good", "subscriber.created && custom.plan == 'secret plan'", "run", "created");

        long id = arrive(says("ada@acme.example", Map.of("custom.plan", "secret plan")))
                .getFirst();
        look();

        assertThat(wantedSubscribers()).containsExactly(id);
        assertThat(trigger("d-good").fired()).isEqualTo(1);
        assertThat(trigger("d-good").error()).isNull();
        assertThat(trigger("a-mistyped").error())
                .isEqualTo("subscriber " + id + ": a value is of another type than it takes (column 13)");
        assertThat(trigger("b-unknown").error()).isEqualTo("subscriber " + id + ": company.domain is not known");
        assertThat(trigger("c-broken").error()).contains("is not understood at column 4");
        assertThat(unseen()).isZero();

        assertThat(save("b-unknown", "has(company.domain)", "run", "created").error())
                .as("it is changed")
                .isNull();
    }

    @Test
    void whoeverIsChangedIsSeenByTriggersOfChangesWithWhatHasChanged() {
        save(MINE, "'person.job_title' in subscriber.changed && subscriber.from == 'api'", "note", "changed");
        List<Long> ids = arrive(says("ada@acme.example", Map.of("person.job_title", "Analyst")));
        arrive("bob@acme.example");
        look();
        assertThat(wanted()).as("both were created").isEmpty();

        arrive(says("bob@acme.example", Map.of("company.name", "Acme")));
        arrive(says("ada@acme.example", Map.of("person.job_title", "Analyst")));
        look();
        assertThat(wanted()).as("one changed otherwise, one not at all").isEmpty();

        arrive(says("ada@acme.example", Map.of("person.job_title", "Director")));
        look();
        assertThat(wantedSubscribers()).isEqualTo(ids);
    }

    @Test
    void whatTwoTriggersWantIsWantedOnceAndSubmittedByItselfIfEitherWantsThat() {
        save("a", "true", "note", "created");
        Trigger runs = save("b", "true", "run", "created");
        save("c", "true", "off", "created");
        arrive("ada@acme.example");
        look();

        assertThat(wanted())
                .extracting(EnrichmentRequest::automatic, EnrichmentRequest::triggerId)
                .containsExactly(tuple(true, runs.id()));
        assertThat(trigger("a").fired()).isEqualTo(1);
        assertThat(trigger("c").fired()).isZero();
    }

    @Test
    void theKillSwitchKeepsTriggersFromLookingUntilItIsLifted() {
        in(() -> settings.pause(workspace, true, ME));
        save(MINE, "true", "run", "created");
        arrive("ada@acme.example");
        assertThat(duty.work(workspace)).isNull();
        assertThat(wanted()).isEmpty();
        assertThat(unseen()).isEqualTo(1);

        in(() -> settings.pause(workspace, false, ME));
        look();
        assertThat(wanted()).hasSize(1);
    }

    /** Arrivals are numbered; odd ones are on plan a, even ones on plan b. */
    private List<Long> arriveOnPlans(String phase, int count) {
        return arrive(IntStream.range(0, count)
                .mapToObj(i -> says(phase + i + "@acme.example", Map.of("custom.plan", i % 2 == 0 ? "b" : "a")))
                .toArray(Arrival[]::new));
    }

    @Test
    void aChangeCountsForAllThatArriveBehindItsAnswerWhileTwoNodesLook() throws InterruptedException {
        save(MINE, "custom.plan == 'a'", "note", "created");
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> nodes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Dutiful own = triggers.duty(database.transactions());
            nodes.add(Thread.ofPlatform().start(() -> {
                try {
                    while (!over.get()) {
                        own.work(workspace);
                    }
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            }));
        }
        List<Long> first = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            first.addAll(arriveOnPlans("first" + i + "-", 40));
        }
        save(MINE, "custom.plan == 'b'", "note", "created");
        List<Long> second = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            second.addAll(arriveOnPlans("second" + i + "-", 40));
        }
        in(() -> triggers.disable(workspace, MINE, ME));
        long untilNow = trigger(MINE).fired();
        List<Long> third = arriveOnPlans("third", 40);
        over.set(true);
        for (Thread node : nodes) {
            node.join();
        }
        look();

        assertThat(failure.get()).isNull();
        assertThat(unseen()).isZero();
        List<Long> wanted = wantedSubscribers();
        assertThat(wanted).as("each once").hasSize((int) trigger(MINE).fired());
        assertThat(wanted).doesNotContainAnyElementsOf(third);
        assertThat(trigger(MINE).fired()).isEqualTo(untilNow);
        assertThat(wanted)
                .as("those on plan a who came behind the answer")
                .doesNotContainAnyElementsOf(IntStream.range(0, second.size())
                        .filter(i -> i % 2 == 1)
                        .mapToObj(second::get)
                        .toList());
        assertThat(wanted)
                .as("somebody before, and somebody behind")
                .containsAnyElementsOf(first)
                .containsAnyElementsOf(second);
    }

    @Test
    void whatIsWrongWithATriggerIsToldAllAtOnce() {
        TriggerForm wrong = new TriggerForm(
                "No Name", null, List.of("deleted"), "subscriber.typ == 'personal'", "nothing", "on", 0);
        assertThatThrownBy(() -> in(() -> triggers.create(workspace, wrong, ME)))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo("bad_trigger");
                    assertThat(problem.errors())
                            .extracting(Problem.At::pointer)
                            .containsExactly("/slug", "/on", "/condition", "/blueprint", "/mode", "/maxPerDay");
                    assertThat(problem.errors().get(2).detail()).contains("did you mean 'type'");
                });
        assertThatThrownBy(() -> in(() -> triggers.enable(workspace, "created-persnal", ME)))
                .hasMessageContaining("Did you mean 'created-personal'?");
    }

    @Test
    void aTriggerIsMadeOnceChangedAndDeletedButTheReadyMadeOneStays() {
        save(MINE, "true", "run", "created");
        assertThatThrownBy(() -> in(() -> triggers.create(workspace, form(MINE, "true", "run", "created"), ME)))
                .hasMessageContaining("There is a trigger 'mine' already");
        Trigger changed = in(() -> triggers.save(
                workspace,
                new TriggerForm(MINE, "Mine", List.of("created", "changed"), "1 == 1", ENRICH, null, 5),
                ME));
        assertThat(changed)
                .extracting(Trigger::title, Trigger::on, Trigger::condition, Trigger::mode, Trigger::maxPerDay)
                .containsExactly("Mine", List.of("created", "changed"), "1 == 1", Trigger.Mode.RUN, 5);
        arrive("ada@acme.example");
        look();

        in(() -> triggers.delete(workspace, MINE));
        assertThat(in(() -> triggers.all(workspace))).extracting(Trigger::slug).containsExactly(READY_MADE);
        assertThat(wanted()).extracting(EnrichmentRequest::automatic).containsExactly(false);
        assertThatThrownBy(() -> in(() -> triggers.delete(workspace, READY_MADE)))
                .hasMessageContaining("is ready-made and stays");
        assertThat(save(READY_MADE, "subscriber.type == 'corporate'", "note", "created")
                        .readyMade())
                .as("it may say something else")
                .isTrue();
    }

    @Test
    void aBlueprintThatIsRetiredIsNotWanted() {
        in(() -> {
            SubscriberEnrichment.ensure(registry, workspace, ME);
            BlueprintForm shipped = SubscriberEnrichment.blueprint();
            registry.save(workspace, new BlueprintForm("other", null, shipped.steps(), null), ME);
            return registry.retireBlueprint(workspace, "other");
        });
        assertThatThrownBy(() -> in(() ->
                        triggers.save(workspace, new TriggerForm(MINE, null, null, "true", "other", null, null), ME)))
                .hasMessageContaining("/blueprint The blueprint 'other' is retired");
    }

    @Test
    void thereIsAnEndToTheNumberOfTriggers() {
        for (int i = 1; i < 50; i++) {
            save("t" + i, "true", "off", "created");
        }
        assertThatThrownBy(() -> save("one-more", "true", "off", "created"))
                .hasMessageContaining("at most 50 triggers");
        save("t1", "false", "off", "created");
    }

    @Test
    void aConditionIsTriedOnThoseThereAreAndNothingIsStored() {
        List<Long> ids = arrive(
                says("ada@gmail.com", Map.of("custom.plan", "a")),
                says("bob@acme.example", Map.of("custom.plan", "b")),
                says("carl@gmail.com", Map.of()));
        String condition = "custom.plan == 'a' && subscriber.created";
        assertThat(in(() -> triggers.tryOut(workspace, condition, true, null)))
                .extracting(trial -> trial.subscriber().id(), Triggers.Trial::taken, Triggers.Trial::trouble)
                .containsExactly(
                        tuple(ids.get(2), false, "custom.plan is not known"),
                        tuple(ids.get(1), false, null),
                        tuple(ids.get(0), true, null));
        assertThat(in(() -> triggers.tryOut(workspace, condition, false, List.of(ids.getFirst()))))
                .extracting(Triggers.Trial::taken)
                .containsExactly(false);
        assertThatThrownBy(() -> in(() -> triggers.tryOut(workspace, "subscriber.", true, List.of())))
                .hasMessageContaining("/condition");
        assertThatThrownBy(() -> in(() -> triggers.tryOut(workspace, "true", true, List.of(ids.getFirst(), -1L))))
                .hasMessageContaining("/subscriberIds/1 is no subscriber's number");
        assertThat(wanted()).isEmpty();
    }
}
