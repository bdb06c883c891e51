package dev.weir.server.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.provider.Values;
import dev.weir.server.audience.Arrived.Outcome;
import dev.weir.server.problem.Problem;
import dev.weir.server.suppression.Handle;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Workspaces;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubscribersTest {

    private static final Instant MONDAY = Instant.parse("2026-11-02T08:00:00Z");
    private static final Instant TUESDAY = MONDAY.plus(Duration.ofDays(1));
    private static final From NEWER = new From(7, From.Merge.NEWER, From.Kind.API);
    private static final From BLANKS = new From(8, From.Merge.BLANKS, From.Kind.API);
    private static final String TITLE = "person.job_title";
    private static final String COMPANY = "company.name";

    private final WeirDatabase database = WeirDatabase.fresh();
    private final Turns turns = new Turns(database.jdbc(), database.transactions());
    private final Suppressions suppressions = new Suppressions(
            database.jdbc(),
            new Vault(database.jdbc(), database.transactions(), new Workspaces(database.jdbc()), MasterKeys.passing()));
    private final Subscribers subscribers = new Subscribers(database.jdbc(), turns, suppressions);

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

    private List<Arrived> receive(From from, Arrival... arrivals) {
        return in(() -> subscribers.receive(workspace, from, List.of(arrivals)));
    }

    private static Arrival says(String email, Map<String, Object> values) {
        return new Arrival(email, new Values(values), null, null, null, "{}");
    }

    private static Arrival says(String email, Instant at, Map<String, Object> values) {
        return new Arrival(email, new Values(values), null, at, null, "{}");
    }

    private static Arrival status(boolean subscribed, @Nullable Instant at) {
        return new Arrival("ada@acme.example", Values.none(), subscribed, at, null, "{}");
    }

    private static Arrival delivered(String email, String key, String title) {
        return new Arrival(
                email,
                Values.of(TITLE, title),
                null,
                null,
                key.getBytes(StandardCharsets.UTF_8),
                "{\"title\": \"" + title + "\"}");
    }

    private static long id(Arrived arrived) {
        return Objects.requireNonNull(arrived.subscriberId());
    }

    private Subscriber of(Arrived arrived) {
        long id = id(arrived);
        return Objects.requireNonNull(
                in(() -> subscribers.find(workspace, List.of(id))).get(id));
    }

    private static Kept kept(Map<String, Kept> of, String field) {
        return Objects.requireNonNull(of.get(field), field);
    }

    private Map<String, Object> values(Subscriber subscriber) {
        return subscriber.known(Set.of()).byField();
    }

    @Test
    void anAddressIsOnePersonHoweverItIsWritten() {
        List<Arrived> arrived = receive(
                NEWER,
                says("Ada Lovelace <ADA@Acme.example>", Map.of(TITLE, "Analyst")),
                says("no address", Map.of()),
                says("ada@acme.example", Map.of(TITLE, "Director")),
                says("  ", Map.of()),
                says("mailto:ada@acme.example", Map.of(TITLE, "Director")));

        assertThat(arrived)
                .extracting(Arrived::outcome)
                .containsExactly(Outcome.CREATED, Outcome.REFUSED, Outcome.UPDATED, Outcome.REFUSED, Outcome.UNCHANGED);
        assertThat(arrived.get(1).reason()).doesNotContain("no address").contains("e-mail address");
        assertThat(arrived.get(2).subscriberId()).isEqualTo(arrived.get(0).subscriberId());
        Subscriber ada = of(arrived.get(0));
        assertThat(ada.email()).isEqualTo("ada@acme.example");
        assertThat(values(ada)).isEqualTo(Map.of(TITLE, "Director", "person.work_email", "ada@acme.example"));
        assertThat(kept(ada.given(), TITLE).sourceId()).isEqualTo(7);
    }

    @Test
    void addressesAreOfFourTypes() {
        assertThat(receive(
                        NEWER,
                        says("ada@gmail.com", Map.of()),
                        says("ada@acme.example", Map.of()),
                        says("info@acme.example", Map.of()),
                        says("ada@mailinator.com", Map.of())))
                .extracting(arrived -> of(arrived).type())
                .containsExactly("personal", "corporate", "role", "disposable");
    }

    @Test
    void theNewerWordCountsWhicheverComesLast() {
        Arrived arrived = receive(NEWER, says("ada@acme.example", TUESDAY, Map.of(TITLE, "Director")))
                .getFirst();
        Arrived late = receive(NEWER, says("ada@acme.example", MONDAY, Map.of(TITLE, "Analyst")))
                .getFirst();

        assertThat(late)
                .isEqualTo(new Arrived(Outcome.UNCHANGED, arrived.subscriberId(), "something newer is known", false));
        assertThat(values(of(arrived))).containsEntry(TITLE, "Director");

        assertThat(receive(NEWER, says("ada@acme.example", MONDAY, Map.of(TITLE, "Analyst", COMPANY, "Acme")))
                        .getFirst()
                        .outcome())
                .isEqualTo(Outcome.UPDATED);
        assertThat(values(of(arrived))).containsEntry(TITLE, "Director").containsEntry(COMPANY, "Acme");
    }

    @Test
    void aSourceThatFillsBlanksLeavesWhatIsKnown() {
        Arrived arrived = receive(NEWER, says("ada@acme.example", MONDAY, Map.of(TITLE, "Analyst")))
                .getFirst();
        receive(BLANKS, says("ada@acme.example", TUESDAY, Map.of(TITLE, "Director", COMPANY, "Acme")));
        assertThat(values(of(arrived))).containsEntry(TITLE, "Analyst").containsEntry(COMPANY, "Acme");
    }

    @Test
    void whoHasLeftComesBackByANewerWordAlone() {
        Arrived arrived = receive(NEWER, status(false, TUESDAY)).getFirst();
        assertThat(of(arrived).subscribed()).isFalse();

        receive(NEWER, status(true, MONDAY));
        assertThat(of(arrived).subscribed()).isFalse();
        receive(NEWER, status(true, TUESDAY));
        assertThat(of(arrived).subscribed()).as("of two words of one time").isFalse();
        receive(NEWER, says("ada@acme.example", Map.of(TITLE, "Director")));
        assertThat(of(arrived).subscribed()).as("nothing was said of it").isFalse();
        receive(NEWER, status(true, null));
        assertThat(of(arrived).subscribed()).isTrue();
    }

    @Test
    void nothingIsSaidLaterThanNow() {
        Instant faraway = Instant.MAX;
        Arrived arrived = receive(NEWER, says("ada@acme.example", faraway, Map.of(TITLE, "Analyst")))
                .getFirst();
        receive(NEWER, says("ada@acme.example", Map.of(TITLE, "Director")));
        assertThat(values(of(arrived))).containsEntry(TITLE, "Director");
    }

    @Test
    void anyOrderAndRepetitionOfTheSameWordsGivesTheSamePerson() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            List<Arrival> words = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Map<String, Object> values = new HashMap<>();
                for (String field : List.of(TITLE, COMPANY, "company.employee_count")) {
                    if (random.nextBoolean()) {
                        values.put(
                                field,
                                field.endsWith("count")
                                        ? (Object) (long) (1 + random.nextInt(3))
                                        : "x" + random.nextInt(3));
                    }
                }
                words.add(new Arrival(
                        "p" + seed + "@acme.example",
                        new Values(values),
                        random.nextInt(3) == 0 ? null : (Boolean) random.nextBoolean(),
                        MONDAY.plusSeconds(random.nextInt(5)),
                        null,
                        "{}"));
            }
            Subscriber expected =
                    of(receive(NEWER, words.toArray(Arrival[]::new)).getFirst());

            List<Arrival> shuffled = new ArrayList<>(words);
            shuffled.addAll(words.subList(0, random.nextInt(words.size())));
            Collections.shuffle(shuffled, random);
            int cut = random.nextInt(shuffled.size());
            List<Arrival> other = shuffled.stream()
                    .map(word -> new Arrival(
                            "q" + word.email(), word.values(), word.subscribed(), word.occurredAt(), null, "{}"))
                    .toList();
            Arrived first = receive(NEWER, other.getFirst()).getFirst();
            receive(NEWER, other.subList(0, cut).toArray(Arrival[]::new));
            receive(NEWER, other.subList(cut, other.size()).toArray(Arrival[]::new));

            Subscriber same = of(first);
            assertThat(same.given()).as("seed %s", seed).isEqualTo(expected.given());
            assertThat(same.subscribed()).as("seed %s", seed).isEqualTo(expected.subscribed());
        }
    }

    @Test
    void whatIsDeliveredAgainHasNoEffect() {
        Arrived once =
                receive(NEWER, delivered("ada@acme.example", "1", "Analyst")).getFirst();
        receive(NEWER, delivered("ada@acme.example", "2", "Director"));
        List<Arrived> again = receive(
                NEWER,
                delivered("ada@acme.example", "1", "Analyst"),
                delivered("bob@acme.example", "3", "Clerk"),
                delivered("bob@acme.example", "3", "Clerk"),
                delivered("none", "4", "Clerk"));

        assertThat(again)
                .extracting(Arrived::outcome, Arrived::duplicate)
                .containsExactly(
                        tuple(Outcome.CREATED, true),
                        tuple(Outcome.CREATED, false),
                        tuple(Outcome.CREATED, true),
                        tuple(Outcome.REFUSED, false));
        assertThat(again.getFirst().subscriberId()).isEqualTo(once.subscriberId());
        assertThat(values(of(once))).containsEntry(TITLE, "Director");
        assertThat(receive(NEWER, delivered("none", "4", "Clerk")).getFirst().duplicate())
                .isTrue();
        assertThat(receive(BLANKS, delivered("ada@acme.example", "1", "Analyst"))
                        .getFirst()
                        .duplicate())
                .as("another source's")
                .isFalse();
    }

    @Test
    void theSameDeliveryAtTwoNodesAtOnceIsTakenInOnce() throws InterruptedException {
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<Arrived> first = new AtomicReference<>();
        Thread slow = Thread.ofVirtual()
                .start(() -> in(() -> {
                    first.set(subscribers
                            .receive(workspace, NEWER, List.of(delivered("ada@acme.example", "1", "Analyst")))
                            .getFirst());
                    received.countDown();
                    await(goOn);
                    return true;
                }));
        received.await();
        AtomicReference<Arrived> second = new AtomicReference<>();
        Thread other = Thread.ofVirtual()
                .start(() -> second.set(receive(NEWER, delivered("eve@acme.example", "1", "Analyst"))
                        .getFirst()));
        while (!database.isKeptWaiting("INSERT INTO weir.subscriber_event")) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        slow.join();
        other.join();

        assertThat(second.get()).isEqualTo(first.get().again());
        assertThat(count("weir.subscriber")).isEqualTo(1);
        assertThat(count("weir.subscriber_event")).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long count(String table) {
        return database.ownerJdbc()
                .sql("SELECT count(*) FROM " + table + " WHERE workspace_id = " + workspace)
                .query(Long.class)
                .single();
    }

    @Test
    void twoWhoReceiveTheSamePeopleAtOnceWaitForEachOther() throws InterruptedException {
        List<Arrival> people = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            people.add(says("p" + i + "@acme.example", Map.of(TITLE, "Analyst")));
        }
        List<List<Arrived>> results = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            List<Arrival> shuffled = new ArrayList<>(people);
            Collections.shuffle(shuffled, new Random(t));
            threads.add(Thread.ofVirtual()
                    .start(() -> results.add(in(() -> subscribers.receive(workspace, NEWER, shuffled)))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(results).hasSize(4);
        assertThat(results.stream().flatMap(List::stream).filter(one -> one.outcome() == Outcome.CREATED))
                .hasSize(300);
        assertThat(count("weir.subscriber")).isEqualTo(300);
    }

    @Test
    void triggersSeeEachChangeOnceAndEnrichmentNever() {
        long ada = id(receive(NEWER, says("ada@acme.example", Map.of(TITLE, "Analyst")))
                .getFirst());
        receive(NEWER, says("ada@acme.example", Map.of(TITLE, "Analyst")));
        receive(NEWER, new Arrival("ada@acme.example", Values.of(TITLE, "Director"), false, null, null, "{}"));
        in(() -> {
            subscribers.found(
                    workspace,
                    List.of(new Finding(ada, 9, 0, Map.of(COMPANY, Kept.found("Acme", MONDAY, 9, "fullenrich")))));
            return true;
        });

        List<News> news = in(() -> subscribers.unconsidered(workspace, 10));
        assertThat(news)
                .extracting(News::created, News::changed, News::sourceId)
                .containsExactly(tuple(true, Set.of(TITLE), 7L), tuple(false, Set.of(TITLE, News.STATUS), 7L));
        assertThat(values(news.getFirst().subscriber())).containsEntry(TITLE, "Director");

        in(() -> {
            subscribers.considered(workspace, List.of(news.getFirst().eventId()));
            return true;
        });
        assertThat(in(() -> subscribers.unconsidered(workspace, 10)))
                .extracting(News::eventId)
                .containsExactly(news.getLast().eventId());
    }

    @Test
    void anArrivalThatSomebodyHasInHandIsWaitedForAndNotPassedOver() throws InterruptedException {
        receive(NEWER, says("held@acme.example", Map.of(TITLE, "CTO")));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform()
                .start(() -> in(() -> {
                    database.jdbc()
                            .sql("SELECT id FROM weir.subscriber_event WHERE workspace_id = ? FOR UPDATE")
                            .param(workspace)
                            .query(Long.class)
                            .list();
                    held.countDown();
                    try {
                        return done.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
        held.await();
        assertThatThrownBy(() -> in(() -> {
                    database.jdbc().sql("SET LOCAL lock_timeout = 20").update();
                    return subscribers.unconsidered(workspace, 10);
                }))
                .hasMessageContaining("lock timeout");
        done.countDown();
        holder.join();
        assertThat(in(() -> subscribers.unconsidered(workspace, 10))).hasSize(1);
    }

    @Test
    void whatIsKnownOfOneHasABound() {
        Map<String, Object> many = new HashMap<>();
        for (int i = 0; i < Draft.MOST_FIELDS - 1; i++) {
            many.put("custom.f" + i, "x");
        }
        Arrived ada = receive(NEWER, says("ada@acme.example", many)).getFirst();
        assertThat(ada.reason()).isNull();
        Arrived more = receive(NEWER, says("ada@acme.example", Map.of(TITLE, "CTO", "custom.more", "x")))
                .getFirst();
        assertThat(more.outcome()).isEqualTo(Arrived.Outcome.UPDATED);
        assertThat(more.reason()).contains("at most 500 fields");
        assertThat(of(ada).given()).hasSize(Draft.MOST_FIELDS);
        assertThat(receive(NEWER, says("ada@acme.example", Map.of("custom.f0", "y")))
                        .getFirst()
                        .reason())
                .as("what is there can change")
                .isNull();

        String text = "x".repeat(9_000);
        Map<String, Object> large = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            large.put("custom.f" + i, text);
        }
        Arrived eve = receive(NEWER, says("eve@acme.example", large)).getFirst();
        assertThat(eve.outcome()).isEqualTo(Arrived.Outcome.CREATED);
        assertThat(eve.reason()).contains("left out");
        assertThat(of(eve).given()).hasSize(29);
    }

    @Test
    void dutiesAreWokenByChangesAlone() {
        receive(NEWER, says("ada@acme.example", MONDAY, Map.of(TITLE, "Analyst")));
        assertThat(wakes()).isEqualTo(Map.of(1, 1L, 4, 1L));
        receive(NEWER, says("ada@acme.example", MONDAY, Map.of(TITLE, "Analyst")), says("none", Map.of()));
        assertThat(wakes()).isEqualTo(Map.of(1, 1L, 4, 1L));
    }

    /** By the code of the duty. */
    private Map<Integer, Long> wakes() {
        Map<Integer, Long> wakes = new HashMap<>();
        database.ownerJdbc()
                .sql("SELECT duty, wakes FROM weir.audience_turn WHERE workspace_id = " + workspace)
                .query(row -> {
                    wakes.put(row.getInt("duty"), row.getLong("wakes"));
                });
        return wakes;
    }

    @Test
    void whatWasSaidComesBeforeWhatWasFoundButWhereTheWorkspaceWantsItOtherwise() {
        Arrived ada =
                receive(NEWER, says("ada@gmail.com", Map.of(TITLE, "Analyst"))).getFirst();
        find(ada, 1, MONDAY, TITLE, "Director");
        find(ada, 1, MONDAY, COMPANY, "Acme");

        Subscriber known = of(ada);
        assertThat(known.known(Set.of()).byField())
                .isEqualTo(Map.of(TITLE, "Analyst", COMPANY, "Acme", "person.personal_email", "ada@gmail.com"));
        assertThat(known.known(Set.of(TITLE)).byField()).containsEntry(TITLE, "Director");
        assertThat(known.said().byField())
                .isEqualTo(Map.of(TITLE, "Analyst", "person.personal_email", "ada@gmail.com"));
        assertThat(known.found().get(COMPANY)).isEqualTo(Kept.found("Acme", MONDAY, 1, "fullenrich"));
    }

    @Test
    void aFindingIsToldTwiceWithoutHarmAndANewerOneCounts() {
        Arrived ada = receive(NEWER, says("ada@gmail.com", Map.of())).getFirst();
        find(ada, 1, TUESDAY, COMPANY, "Acme");
        find(ada, 1, TUESDAY, COMPANY, "Acme");
        find(ada, 2, MONDAY, COMPANY, "Older");
        assertThat(kept(of(ada).found(), COMPANY).value()).isEqualTo("Acme");
        assertThat(of(ada).enrichedAt()).isNotNull();
        // Created, enriched by job 1, enriched by job 2 that found nothing newer.
        assertThat(count("weir.subscriber_event")).isEqualTo(3);

        in(() -> {
            subscribers.found(workspace, List.of(new Finding(-1, 3, 0, Map.of())));
            return true;
        });
        assertThat(count("weir.subscriber_event")).as("of nobody").isEqualTo(3);
    }

    private void find(Arrived of, long job, Instant at, String field, Object value) {
        in(() -> {
            subscribers.found(
                    workspace,
                    List.of(new Finding(id(of), job, 0, Map.of(field, Kept.found(value, at, job, "fullenrich")))));
            return true;
        });
    }

    @Test
    void whoHasChangedIsToBeScoredAnew() {
        Arrived ada = receive(NEWER, says("ada@gmail.com", Map.of())).getFirst();
        Arrived bob = receive(NEWER, says("bob@gmail.com", Map.of())).getFirst();
        assertThat(in(() -> subscribers.unscored(workspace, 10)))
                .extracting(Subscriber::id)
                .containsExactly(ada.subscriberId(), bob.subscriberId());

        Subscriber.Score score = new Subscriber.Score(new BigDecimal("72.500"), "A", 3, "[]", MONDAY);
        in(() -> {
            subscribers.score(workspace, List.of(new Scored(id(ada), score)));
            return true;
        });
        assertThat(of(ada).score()).isEqualTo(score);
        assertThat(in(() -> subscribers.unscored(workspace, 10)))
                .extracting(Subscriber::id)
                .containsExactly(bob.subscriberId());
        find(ada, 1, MONDAY, COMPANY, "Acme");
        assertThat(in(() -> subscribers.unscored(workspace, 1)))
                .extracting(Subscriber::id)
                .containsExactly(ada.subscriberId());
        assertThat(in(() -> subscribers.after(workspace, id(ada), 10)))
                .extracting(Subscriber::id)
                .containsExactly(bob.subscriberId());
    }

    @Test
    void numbersListsAndPayloadsComeBackAsTheyWent() {
        Map<String, Object> said = Map.of(
                "company.annual_revenue",
                new BigDecimal("31000000"),
                "company.employee_count",
                500L,
                "person.skills",
                List.of("analysis", "engines"),
                "company.local_ids",
                Map.of("siren", "1"),
                "custom.note",
                "yes");
        Arrived ada = receive(NEWER, new Arrival("ada@acme.example", new Values(said), null, null, null, "a\0b"))
                .getFirst();
        assertThat(of(ada).known(Set.of()).only(said.keySet()).byField()).isEqualTo(said);
        assertThat(receive(NEWER, says("ada@acme.example", said)).getFirst().outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void tenThousandAtOnceAreTakenInAndChangeNothingTheSecondTime() {
        List<Arrival> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(says("p" + i + "@acme.example", Map.of(TITLE, "Analyst")));
        }
        assertThat(receive(NEWER, many.toArray(Arrival[]::new)))
                .extracting(Arrived::outcome)
                .containsOnly(Outcome.CREATED);
        assertThat(receive(NEWER, many.toArray(Arrival[]::new)))
                .extracting(Arrived::outcome)
                .containsOnly(Outcome.UNCHANGED);
    }

    @Test
    void anUploadThatNothingIsHeardOfIsGivenUpAndKeepsWhatItTook() {
        Uploads uploads = new Uploads(database.jdbc());
        Upload.Counts counts = new Upload.Counts(1, 2, 3, 4);
        long id = in(() -> uploads.begin(workspace, 7, "list.csv", "key 1"));
        taken(uploads, id, counts);
        database.crank(Uploads.SILENCE.minusSeconds(10));
        taken(uploads, id, counts);
        database.crank(Uploads.SILENCE.minusSeconds(10));
        assertThat(in(() -> uploads.get(workspace, id)).state()).isEqualTo(Upload.State.RUNNING);

        database.crank(Duration.ofSeconds(20));
        Upload given = in(() -> uploads.page(workspace, Long.MAX_VALUE, 0, 10)).getFirst();
        assertThat(given.state()).isEqualTo(Upload.State.FAILED);
        assertThat(given.counts()).isEqualTo(counts.and(counts));
        assertThat(given.error()).contains("send the list again");
        assertThatThrownBy(() -> taken(uploads, id, counts)).isInstanceOf(Problem.class);
        assertThat(in(() -> uploads.get(workspace, id)).counts().lines()).isEqualTo(20);
    }

    private void taken(Uploads uploads, long id, Upload.Counts counts) {
        in(() -> {
            uploads.taken(workspace, id, counts);
            return true;
        });
    }

    @Test
    void whoIsOnTheSuppressionListDoesNotBecomeASubscriberAndWhoIsOneStaysOne() {
        workspace = database.transactions()
                .inNone(() -> new Workspaces(database.jdbc())
                        .ensure("with a list", true, true)
                        .id());
        String profile = "https://www.linkedin.com/in/ada-1";
        Arrived there =
                receive(NEWER, says("bob@acme.example", Map.of(TITLE, "Chief"))).getFirst();
        in(() -> suppressions.add(
                workspace,
                List.of(
                        Handle.read("ada@acme.example").orElseThrow(),
                        Handle.read("bob@acme.example").orElseThrow(),
                        Handle.read(profile).orElseThrow(),
                        Handle.read("rivals.example").orElseThrow()),
                "test"));

        List<Arrived> arrived = receive(
                NEWER,
                delivered("Ada@acme.example", "once", "Canary"),
                says("other@mail.example", Map.of("person.linkedin_url", profile)),
                says("bob@acme.example", Map.of(TITLE, "Head")),
                says("carl@rivals.example", Map.of()));

        assertThat(arrived)
                .extracting(Arrived::outcome, Arrived::reason)
                .containsExactly(
                        tuple(Outcome.REFUSED, "is on the suppression list"),
                        tuple(Outcome.REFUSED, "is on the suppression list"),
                        tuple(Outcome.UPDATED, null),
                        tuple(Outcome.CREATED, null));
        assertThat(kept(of(there).given(), TITLE).value()).isEqualTo("Head");
        assertThat(database.ownerJdbc()
                        .sql("SELECT payload FROM weir.subscriber_event WHERE workspace_id = ? AND outcome = 'refused'")
                        .param(workspace)
                        .query((row, _) -> Optional.ofNullable(row.getString(1)))
                        .list())
                .containsExactly(Optional.empty(), Optional.empty());
        assertThat(receive(NEWER, delivered("ada@acme.example", "once", "Canary"))
                        .getFirst()
                        .duplicate())
                .isTrue();
    }
}
