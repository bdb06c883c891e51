package dev.weir.server.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import dev.weir.server.suppression.Suppressions;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.Workspaces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveriesTest {

    private final WeirDatabase database = WeirDatabase.fresh();
    private final Turns turns = new Turns(database.jdbc(), database.transactions());
    private final Workspaces workspaces = new Workspaces(database.jdbc());
    private final long workspace = workspaces.ensure("deliveries", false, false).id();
    private final Vault vault = new Vault(database.jdbc(), database.transactions(), workspaces, MasterKeys.passing());
    private final Sources sources = new Sources(database.jdbc(), turns, vault);
    private final Deliveries deliveries = new Deliveries(
            database.jdbc(),
            database.transactions(),
            new Subscribers(database.jdbc(), turns, new Suppressions(database.jdbc(), vault)),
            vault);

    @AfterAll
    void drop() {
        deliveries.close();
        database.close();
    }

    private <R extends @Nullable Object> R in(Supplier<R> work) {
        return database.transactions().in(workspace, work);
    }

    private static Sources.Wish wish(@Nullable String cron, boolean active) {
        return new Sources.Wish(
                null,
                null,
                Signature.stored("{\"scheme\": \"address\"}"),
                JsonMapper.shared().readTree("{\"email\": \"/email\", \"deliveryId\": \"/id\"}"),
                null,
                cron,
                cron == null ? null : "Europe/Berlin",
                active,
                null);
    }

    private Sources.Shown make(String slug, @Nullable String cron) {
        return in(() -> sources.create(workspace, slug, wish(cron, true), "test"));
    }

    private Deliveries.Taken deliver(String token, String body) {
        return deliveries.take(
                deliveries.addressee(token),
                new Delivery(Map.of(), "application/json", body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void oneThatCannotBeKeptFailsNoOther() throws InterruptedException {
        database.ownerJdbc().sql("""
                CREATE FUNCTION weir.poison() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF new.payload LIKE '%poison%' THEN RAISE EXCEPTION 'poison'; END IF;
                    RETURN new;
                END $$;
                CREATE TRIGGER poison BEFORE INSERT ON weir.subscriber_event FOR EACH ROW EXECUTE FUNCTION weir.poison()
                """).update();
        String token = Objects.requireNonNull(make("poisoned", null).token());
        ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String name = i % 20 == 7 ? "poison" + i : "person" + i;
            senders.add(Thread.ofVirtual().start(() -> {
                try {
                    begin.await();
                    deliver(token, "{\"id\": \"" + name + "\", \"email\": \"" + name + "@gmail.com\"}");
                } catch (RuntimeException e) {
                    failed.add(name);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        begin.countDown();
        for (Thread sender : senders) {
            sender.join();
        }
        database.ownerJdbc().sql("DROP TRIGGER poison ON weir.subscriber_event").update();

        assertThat(failed).containsExactlyInAnyOrder("poison7", "poison27");
        assertThat(database.ownerJdbc()
                        .sql("SELECT count(*) FROM weir.subscriber WHERE email LIKE 'person%'")
                        .query(Long.class)
                        .single())
                .isEqualTo(38);
    }

    @Test
    void noTransactionTakesPeopleOfTwoSourcesOfAWorkspace() throws InterruptedException {
        // They would be locked in no order, and two such transactions wait for each other.
        List<String> tokens = List.of(
                Objects.requireNonNull(make("left", null).token()),
                Objects.requireNonNull(make("right", null).token()));
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int number = i;
            senders.add(Thread.ofVirtual().start(() -> {
                try {
                    begin.await();
                    deliver(
                            tokens.get(number % 2),
                            "{\"id\": \"" + number + "\", \"email\": \"pair" + number + "@gmail.com\"}");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        begin.countDown();
        for (Thread sender : senders) {
            sender.join();
        }

        List<@Nullable Long> sourcesOfEach = database.ownerJdbc()
                .sql(
                        "SELECT count(DISTINCT source_id) FROM weir.subscriber WHERE email LIKE 'pair%' GROUP BY xmin::text")
                .query(Long.class)
                .list();
        assertThat(sourcesOfEach).hasSizeBetween(2, 59).containsOnly(1L);
    }

    @Test
    void nothingIsTakenInFromASourceThatIsDeletedMeanwhile() {
        Sources.Shown made = make("leaving", null);
        Deliveries.Addressee addressee = deliveries.addressee(Objects.requireNonNull(made.token()));
        assertThat(in(() -> sources.delete(workspace, "leaving"))).isTrue();

        byte[] late = "{\"email\": \"late@gmail.com\"}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> deliveries.take(addressee, new Delivery(Map.of(), "application/json", late)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_FOUND));
    }

    @Test
    void aSourceWhoseTimeHasComeIsDueUntilItIsAdvanced() {
        Source source = make("scheduled", "0 7 * * *").source();
        Instant first = Objects.requireNonNull(source.next());

        assertThat(due()).isEmpty();
        database.crank(Duration.between(now(), first));
        assertThat(due()).containsExactly("scheduled");
        assertThat(due()).as("until it is advanced").containsExactly("scheduled");
        Instant next = database.transactions()
                .in(workspace, () -> sources.advance(workspace, source))
                .orElseThrow();
        assertThat(next).isAfter(first);
        assertThat(due()).isEmpty();

        // One that is not active has no times, and makes up for none.
        in(() -> sources.change(workspace, "scheduled", wish("0 7 * * *", false)));
        database.crank(Duration.ofDays(3));
        assertThat(due()).isEmpty();
        assertThat(in(() -> sources.nextSchedule(workspace))).isEmpty();
        in(() -> sources.change(workspace, "scheduled", wish("0 7 * * *", true)));
        assertThat(due()).isEmpty();
        next = in(() -> sources.nextSchedule(workspace)).orElseThrow();
        assertThat(next).isAfter(now());
        assertThat(database.transactions().in(workspace, () -> sources.nextSchedule(workspace)))
                .contains(next);
        assertThat(database.ownerJdbc()
                        .sql("SELECT due_at FROM weir.audience_turn WHERE workspace_id = ? AND duty = 5")
                        .param(workspace)
                        .query(java.sql.Timestamp.class)
                        .single()
                        .toInstant())
                .isEqualTo(first);
    }

    private Instant now() {
        return new DatabaseTime(database.jdbc()).now();
    }

    private List<String> due() {
        return database.transactions()
                .in(
                        workspace,
                        () -> sources.dueSchedules(workspace, 10).stream()
                                .map(Source::slug)
                                .toList());
    }
}
