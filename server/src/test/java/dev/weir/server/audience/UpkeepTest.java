package dev.weir.server.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.workspace.DatabaseTime;
import dev.weir.server.workspace.DueLook;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

@Timeout(60)
class UpkeepTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Set<Duty> TRIGGERS = Set.of(Duty.TRIGGERS);

    private final WeirDatabase database = WeirDatabase.fresh();
    private final Turns turns = new Turns(database.jdbc(), database.transactions());
    private final TurnTable table = new TurnTable(database.jdbc());

    @AfterEach
    void drop() {
        database.close();
    }

    private void wake(long workspaceId) {
        database.transactions().inNone(() -> {
            turns.wake(workspaceId, Duty.TRIGGERS);
            return true;
        });
    }

    private Optional<TurnTable.Claim> claim() {
        return database.transactions().inNone(() -> table.claim(LEASE, TRIGGERS));
    }

    private void end(TurnTable.Claim claim, Instant next) {
        database.transactions().inNone(() -> {
            table.end(claim, next);
            return true;
        });
    }

    private Instant now() {
        return new DatabaseTime(database.jdbc()).now();
    }

    @Test
    void aTurnIsOneNodesUntilItEndsOrItsLeaseDoes() {
        wake(1);
        TurnTable.Claim first = claim().orElseThrow();
        assertThat(claim()).isEmpty();

        database.crank(LEASE.plusSeconds(1));
        TurnTable.Claim second = claim().orElseThrow();
        end(first, Dutiful.AT_ONCE);
        assertThat(claim()).as("whoever lost it cannot end it").isEmpty();
        end(second, Dutiful.AT_ONCE);
        assertThat(claim()).isPresent();
    }

    @Test
    void whatIsWokenDuringATurnIsNotSleptOver() {
        wake(1);
        TurnTable.Claim claim = claim().orElseThrow();
        wake(1);
        end(claim, now().plusSeconds(3_600));
        assertThat(claim()).isPresent();
    }

    @Test
    void aTurnComesAgainWhenItSaysSo() {
        wake(1);
        end(claim().orElseThrow(), now().plusSeconds(3_600));
        assertThat(claim()).isEmpty();
        database.crank(Duration.ofSeconds(3_601));
        assertThat(claim()).isPresent();
    }

    @Test
    void ofTwoWorkspacesTheOneThatWaitedLongerIsFirst() {
        wake(2);
        wake(1);
        assertThat(claim().orElseThrow().workspaceId()).isEqualTo(2);
    }

    @Test
    void whoeverHasMoreToDoAtOnceLetsOthersHaveTheirTurnFirst() {
        wake(1);
        TurnTable.Claim busy = claim().orElseThrow();
        wake(2);
        end(busy, Dutiful.AT_ONCE);
        assertThat(claim().orElseThrow().workspaceId()).isEqualTo(2);
        assertThat(claim().orElseThrow().workspaceId()).isEqualTo(1);
    }

    @Test
    void oneTurnIsTakenAtATimeAlsoWhereOnlyOneIsThoughtToBeThere() {
        wake(1);
        end(claim().orElseThrow(), now().plusSeconds(3_600));
        // As maintenance of a new database leaves it; from then on the planner goes by one row.
        database.ownerJdbc().sql("VACUUM ANALYZE weir.audience_turn").update();
        wake(2);
        wake(3);
        assertThat(claimAsTheProgramDoes()).isPresent();
        assertThat(claimAsTheProgramDoes()).isPresent();
        assertThat(claimAsTheProgramDoes()).isEmpty();
    }

    private Optional<TurnTable.Claim> claimAsTheProgramDoes() {
        return database.transactions().inNone(() -> {
            for (String way : new String[] {"seqscan", "hashjoin", "mergejoin"}) {
                var _ = database.jdbc()
                        .sql("SELECT set_config('enable_" + way + "', 'off', true)")
                        .query(String.class)
                        .single();
            }
            return table.claim(LEASE, TRIGGERS);
        });
    }

    @Test
    void dutiesOfOthersAreLeftAlone() {
        wake(1);
        assertThat(database.transactions().inNone(() -> table.claim(LEASE, Set.of(Duty.SCORES))))
                .isEmpty();
    }

    @Test
    void anErrorEndsNoLane() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        JdbcClient failing = (JdbcClient) Proxy.newProxyInstance(
                UpkeepTest.class.getClassLoader(), new Class<?>[] {JdbcClient.class}, (_, method, arguments) -> {
                    if (looks.incrementAndGet() <= 2) {
                        throw new OutOfMemoryError("planned");
                    }
                    return method.invoke(database.jdbc(), arguments);
                });
        CountDownLatch done = new CountDownLatch(1);
        Dutiful duty = _ -> {
            done.countDown();
            return null;
        };
        wake(1);
        try (Upkeep _ = Upkeep.start(failing, database.transactions(), turns, Map.of(Duty.TRIGGERS, duty));
                DueLook _ = look()) {
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private DueLook look() {
        DueLook look = new DueLook(database.jdbc(), database.transactions());
        turns.watch(look);
        look.start();
        return look;
    }

    @Test
    void aDutyThatFailsIsTriedAgainAndKeepsNoOtherOneWaiting() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        Map<Duty, Dutiful> duties = Map.of(Duty.TRIGGERS, workspaceId -> {
            if (workspaceId == 2) {
                other.countDown();
                return null;
            }
            if (tries.incrementAndGet() == 3) {
                third.countDown();
                return null;
            }
            database.crank(Duration.ofMinutes(10));
            throw new IllegalStateException("planned");
        });
        try (Upkeep _ = Upkeep.start(database.jdbc(), database.transactions(), turns, duties);
                DueLook _ = look()) {
            wake(1);
            wake(2);
            other.await();
            while (third.getCount() > 0) {
                database.crank(Duration.ofMinutes(10));
                third.await(200, TimeUnit.MILLISECONDS);
            }
        }
        assertThat(tries).hasValue(3);
    }
}
