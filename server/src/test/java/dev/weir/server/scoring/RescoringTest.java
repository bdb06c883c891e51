package dev.weir.server.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Values;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.Arrived;
import dev.weir.server.audience.AudienceSettings;
import dev.weir.server.audience.Dutiful;
import dev.weir.server.audience.Finding;
import dev.weir.server.audience.From;
import dev.weir.server.audience.Kept;
import dev.weir.server.audience.Source;
import dev.weir.server.audience.Sources;
import dev.weir.server.audience.Subscriber;
import dev.weir.server.audience.Subscribers;
import dev.weir.server.audience.Turns;
import dev.weir.server.problem.Problem;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.Workspaces;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RescoringTest {

    private static final String TITLE = "person.job_title";
    private static final LongSupplier STANDING_STILL = () -> 0;

    private final WeirDatabase database = WeirDatabase.fresh();
    private final Turns turns = new Turns(database.jdbc(), database.transactions());
    private final Vault vault =
            new Vault(database.jdbc(), database.transactions(), new Workspaces(database.jdbc()), MasterKeys.passing());
    private final Subscribers subscribers =
            new Subscribers(database.jdbc(), turns, new Suppressions(database.jdbc(), vault));
    private final Sources sources = new Sources(database.jdbc(), turns, vault);
    private final IcpModels models = new IcpModels(
            database.jdbc(),
            database.transactions(),
            turns,
            subscribers,
            sources,
            new AudienceSettings(database.jdbc(), turns));

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

    private List<Long> receive(String title, int from, int upto) {
        return in(() -> {
            long source = sources.ensure(workspace, Source.API).id();
            List<Arrival> arrivals = new ArrayList<>();
            for (int i = from; i < upto; i++) {
                arrivals.add(
                        new Arrival("somebody" + i + "@acme.example", Values.of(TITLE, title), null, null, null, "{}"));
            }
            return subscribers.receive(workspace, new From(source, From.Merge.NEWER, From.Kind.API), arrivals).stream()
                    .map(Arrived::subscriberId)
                    .map(Objects::requireNonNull)
                    .toList();
        });
    }

    private static IcpModel model(String points, String title) {
        return new IcpModel(
                List.of(
                        new IcpModel.Criterion("title", new BigDecimal(points), TITLE + " == '" + title + "'", null),
                        new IcpModel.Criterion("api", BigDecimal.ONE, "subscriber.source == 'api'", null)),
                Map.of("A", BigDecimal.TEN),
                null,
                null);
    }

    private IcpVersion save(IcpModel model) {
        return in(() -> models.save(workspace, model, "test"));
    }

    private Rescoring duty(LongSupplier nanos) {
        return duty(nanos, Set.of());
    }

    private Rescoring duty(LongSupplier nanos, Set<String> foundFirst) {
        return new Rescoring(
                database.transactions(),
                new IcpModelTable(database.jdbc()),
                new DatabaseTime(database.jdbc()),
                subscribers,
                workspaceId -> new Lens(sources.slugs(workspaceId), foundFirst),
                nanos);
    }

    private Collection<Subscriber> sample(int most) {
        return in(() -> subscribers.find(
                        workspace, subscribers.sample(workspace, most).some()))
                .values();
    }

    /** The scores of all, by how many have each: {@code 11 A v2}. */
    private Map<String, Integer> scores() {
        Map<String, Integer> counts = new HashMap<>();
        sample(100_000).forEach(one -> {
            Subscriber.Score score = one.score();
            counts.merge(
                    score == null
                            ? "none"
                            : score.points().stripTrailingZeros().toPlainString() + " " + score.tier() + " v"
                                    + score.version(),
                    1,
                    Integer::sum);
        });
        return counts;
    }

    @Test
    void withoutAModelNobodyHasAScoreAndTheFirstOneScoresAll() {
        receive("CTO", 0, 3);
        assertThat(duty(STANDING_STILL).work(workspace)).isNull();
        assertThat(scores()).containsExactly(Map.entry("none", 3));

        save(model("30", "CTO"));
        assertThat(duty(STANDING_STILL).work(workspace)).isNull();
        assertThat(scores()).containsExactly(Map.entry("31 A v1", 3));
        assertThat(in(() -> models.model(workspace)).rescoredAt()).isNotNull();
    }

    @Test
    void whoeverChangesIsScoredAnew() {
        save(model("30", "CTO"));
        List<Long> ids = receive("CTO", 0, 3);
        duty(STANDING_STILL).work(workspace);
        receive("CEO", 1, 2);
        assertThat(duty(STANDING_STILL).work(workspace)).isNull();

        assertThat(scores()).isEqualTo(Map.of("31 A v1", 2, "1 null v1", 1));
        assertThat(in(() -> models.score(workspace, ids.get(1))).explanation()).isEqualTo("1 = 1 for api");
        assertThat(in(() -> models.score(workspace, ids.get(0))).explanation())
                .isEqualTo("31 = 30 for title + 1 for api");
    }

    @Test
    void aNewVersionScoresAllPageByPageAndOneInTheMiddleBeginsAnew() {
        receive("CTO", 0, 1_200);
        save(model("30", "CTO"));
        Rescoring duty = duty(STANDING_STILL);
        duty.work(workspace);
        assertThat(scores()).containsExactly(Map.entry("31 A v1", 1_200));

        save(model("2", "CTO"));
        // One page for each look at the time, and no time for a second one.
        AtomicLong looks = new AtomicLong();
        Rescoring hurried = duty(() -> looks.incrementAndGet() > 1_100 ? Long.MAX_VALUE / 2 : 0);
        assertThat(hurried.work(workspace)).isEqualTo(Dutiful.AT_ONCE);
        assertThat(scores()).hasSize(2).containsKeys("3 null v2", "31 A v1");

        save(model("4", "CTO"));
        assertThat(duty.work(workspace)).isNull();
        assertThat(scores()).containsExactly(Map.entry("5 null v3", 1_200));
        assertThat(in(() -> models.versions(workspace)).stream().map(version -> version.rescoredAt() != null))
                .containsExactly(true, false, true);
    }

    @Test
    void aPageThatTakesLongIsBrokenOffAndGoneOnWith() {
        receive("CTO", 0, 10);
        save(model("30", "CTO"));
        AtomicLong time = new AtomicLong();
        Rescoring slow = duty(() -> time.addAndGet(100_000_000));
        int turns = 0;
        while (slow.work(workspace) != null) {
            assertThat(++turns).isLessThan(30);
        }
        assertThat(turns).isPositive();
        assertThat(scores()).containsExactly(Map.entry("31 A v1", 10));
    }

    /** Does that in a thread of its own once rows are locked, and waits until it stands still or is done. */
    private LongSupplier whileLocked(String statement, Runnable meanwhile, AtomicReference<Thread> thread) {
        AtomicBoolean started = new AtomicBoolean();
        AtomicLong looks = new AtomicLong();
        return () -> {
            // The third look is the first one after a page was read.
            if (looks.incrementAndGet() >= 3 && started.compareAndSet(false, true)) {
                thread.set(Thread.ofVirtual().start(meanwhile));
                long begun = System.nanoTime();
                while (!database.isKeptWaiting(statement)) {
                    assertThat(thread.get().isAlive()).as("it has to wait").isTrue();
                    assertThat(System.nanoTime() - begun).isLessThan(20_000_000_000L);
                }
            }
            return 0;
        };
    }

    @Test
    void whatChangesWhileAPageIsScoredIsScoredNext() throws InterruptedException {
        save(model("30", "CTO"));
        receive("CTO", 0, 3);
        AtomicReference<Thread> other = new AtomicReference<>();
        duty(whileLocked("SELECT id, email", () -> receive("CEO", 0, 3), other)).work(workspace);
        other.get().join();
        duty(STANDING_STILL).work(workspace);
        assertThat(scores()).containsExactly(Map.entry("1 null v1", 3));
    }

    @Test
    void noScoreOfAnOlderVersionIsWrittenOnceANewerOneIsThere() throws InterruptedException {
        save(model("30", "CTO"));
        receive("CTO", 0, 3);
        AtomicReference<Thread> other = new AtomicReference<>();
        duty(whileLocked("SELECT pg_advisory_xact_lock", () -> save(model("7", "CTO")), other))
                .work(workspace);
        other.get().join();
        duty(STANDING_STILL).work(workspace);
        assertThat(scores()).containsExactly(Map.entry("8 null v2", 3));
    }

    @Test
    void aModelThatIsTakenAwayTakesTheScoresAlongAndCanBeHadBack() {
        receive("CTO", 0, 3);
        save(model("30", "CTO"));
        duty(STANDING_STILL).work(workspace);
        List<Long> ids = in(() -> subscribers.sample(workspace, 3)).some();

        assertThat(in(() -> models.remove(workspace, "test")).removed()).isTrue();
        assertThat(duty(STANDING_STILL).work(workspace)).isNull();
        assertThat(scores()).containsExactly(Map.entry("none", 3));
        assertThat(in(() -> models.score(workspace, ids.getFirst())).explanation())
                .contains("there is no model");
        assertThatThrownBy(() -> in(() -> models.model(workspace))).hasMessageContaining("PUT makes one");
        assertThatThrownBy(() -> in(() -> models.remove(workspace, "test"))).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> in(() -> models.rollBack(workspace, 2, "test")))
                .hasMessageContaining("taken away");

        assertThat(in(() -> models.rollBack(workspace, 1, "test")).version()).isEqualTo(3);
        duty(STANDING_STILL).work(workspace);
        assertThat(scores()).containsExactly(Map.entry("31 A v3", 3));
    }

    @Test
    void byAModelThatIsNotUnderstoodAnyMoreNobodyIsScoredAndItSaysSo() {
        save(model("30", "CTO"));
        receive("CTO", 0, 3);
        duty(STANDING_STILL).work(workspace);
        save(model("20", "CTO"));
        database.ownerJdbc()
                .sql("UPDATE weir.icp_model SET content = replace(content, 'person.job_title', 'person.no_such')"
                        + " WHERE workspace_id = ? AND version = 2")
                .param(workspace)
                .update();
        List<Long> late = receive("CTO", 3, 4);

        assertThat(duty(STANDING_STILL).work(workspace)).isAfter(Instant.now().plusSeconds(3_000));
        assertThat(scores()).isEqualTo(Map.of("31 A v1", 3, "none", 1));
        assertThat(in(() -> models.score(workspace, late.getFirst())).explanation())
                .contains("version 2", "not understood");
        assertThat(models.preview(workspace, model("2", "CTO"), "").sampled()).isEqualTo(4);
        assertThatThrownBy(() -> models.preview(workspace, null, "")).hasMessageContaining("Nobody can be scored");

        save(model("2", "CTO"));
        assertThat(duty(STANDING_STILL).work(workspace)).isNull();
        assertThat(scores()).isEqualTo(Map.of("3 null v3", 4));
    }

    @Test
    void whoseWordCountsFirstHasAllScoredAnewAndNobodyLockedUntilThen() {
        save(model("30", "CTO"));
        List<Long> ids = receive("CTO", 0, 3);
        in(() -> {
            Kept found = Kept.found("CEO", Instant.parse("2026-11-02T08:00:00Z"), 9, "fullenrich");
            subscribers.found(workspace, List.of(new Finding(ids.getFirst(), 9, 0, Map.of(TITLE, found))));
            return true;
        });
        duty(STANDING_STILL).work(workspace);
        assertThat(scores()).containsExactly(Map.entry("31 A v1", 3));

        in(() -> {
            models.rescore(workspace);
            return true;
        });
        assertThat(in(() -> models.model(workspace)).rescoredAt()).isNull();
        assertThat(in(() -> subscribers.unscored(workspace, 10)))
                .as("they are not written to")
                .isEmpty();
        duty(STANDING_STILL, Set.of(TITLE)).work(workspace);
        assertThat(scores()).isEqualTo(Map.of("31 A v1", 2, "1 null v1", 1));
    }

    @Test
    void theSameModelIsNoNewVersion() {
        IcpVersion first = save(model("30", "CTO"));
        assertThat(save(model("30.0", "CTO"))).isEqualTo(first);
        assertThat(save(model("31", "CTO")).version()).isEqualTo(2);
    }

    @Test
    void aPreviewTellsWhatWouldChangeAndChangesNothing() {
        receive("CTO", 0, 20);
        receive("CEO", 20, 30);
        save(model("30", "CTO"));
        duty(STANDING_STILL).work(workspace);
        Map<String, Integer> before = scores();

        Preview preview = models.preview(workspace, model("40", "CEO"), "");
        assertThat(preview.subscribers()).isEqualTo(30);
        assertThat(preview.sampled()).isEqualTo(30);
        assertThat(preview.changed()).isEqualTo(30);
        assertThat(preview.tierChanged()).isEqualTo(30);
        assertThat(preview.tiers()).containsExactly(new Preview.Tier("A", 20, 10), new Preview.Tier(null, 10, 20));
        assertThat(preview.criteria())
                .containsExactly(new Preview.Effect("title", 10, 0), new Preview.Effect("api", 30, 0));
        assertThat(preview.histogram()).hasSize(10);
        assertThat(preview.histogram().getFirst())
                .isEqualTo(new Preview.Bin(new BigDecimal("1"), new BigDecimal("5"), 10, 20));
        assertThat(preview.histogram().getLast().after()).isEqualTo(10);
        assertThat(preview.histogram().stream().mapToInt(Preview.Bin::before).sum())
                .isEqualTo(30);
        assertThat(preview.examples()).hasSize(10);
        assertThat(preview.examples().getFirst().after().explanation()).isEqualTo("41 = 40 for title + 1 for api");
        assertThat(Objects.requireNonNull(preview.examples().getFirst().before())
                        .explanation())
                .isEqualTo("1 = 1 for api");
        assertThat(preview.examples().getLast().after().explanation()).isEqualTo("1 = 1 for api");

        assertThat(models.preview(workspace, null, "").changed()).isZero();
        assertThat(scores()).isEqualTo(before);
        assertThat(in(() -> models.versions(workspace))).hasSize(1);
        assertThat(in(() -> subscribers.sample(workspace, 7)).some())
                .as("spread evenly")
                .hasSize(6)
                .extracting(one -> one % 5)
                .hasSize(6)
                .satisfies(rests -> assertThat(Set.copyOf(rests)).hasSize(1));
    }
}
