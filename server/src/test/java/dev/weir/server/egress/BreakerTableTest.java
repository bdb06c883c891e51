package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.provider.Call;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Pace;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.server.egress.CredentialState.Phase;
import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import dev.weir.server.egress.Permission.Granted;
import dev.weir.server.egress.Permission.Unavailable;
import dev.weir.server.testing.WeirDatabase;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The breakers as two nodes share them through PostgreSQL. */
@Timeout(60)
class BreakerTableTest {

    private static final CredentialKey KEY = new CredentialKey(7, "hunter", "main");
    private static final Reply MISS = new Reply.NotFound(Receipt.free(new byte[0]));

    private final WeirDatabase database = WeirDatabase.fresh();
    private final BreakerTable table = new BreakerTable(database.jdbc());
    private final ManualTicker ticker = new ManualTicker();
    private final List<CredentialStopped> stops = new ArrayList<>();
    private Reach reach = Reach.PUBLIC;
    private final Egress here = node();
    private final Egress there = node();

    @AfterEach
    void close() {
        here.close();
        there.close();
        database.close();
    }

    @Test
    void everyStateIsReadAsItWasWritten() {
        Instant noon = Instant.parse("2026-11-20T12:00:00.123456Z");
        BreakerSettings settings = BreakerSettings.DEFAULT;
        BreakerState some = BreakerState.NEW.after(Outcomes.NONE.and(true, 10).and(false, 10), noon, settings);
        BreakerState open = some.after(new Outcomes(31, 5), noon, settings);
        BreakerState probing = open.probing(noon.plusSeconds(60), settings);
        List<BreakerState> states = List.of(
                some,
                open,
                probing,
                probing.stopped(Permission.Why.KEY_REJECTED, 0, noon),
                probing.stopped(Permission.Why.OUT_OF_CREDITS, 0, noon),
                probing.reset());
        long version = 0;
        for (BreakerState state : states) {
            assertThat(table.replace(KEY, version, state)).isTrue();
            assertThat(table.replace(KEY, version, state))
                    .as("decided on an old version")
                    .isFalse();
            BreakerStore.Seen seen = table.read(KEY);
            assertThat(seen.state()).isEqualTo(state);
            assertThat(seen.version()).isEqualTo(++version);
        }
        assertThat(table.all()).singleElement().extracting(CredentialState::key).isEqualTo(KEY);
        assertThat(table.read(new CredentialKey(8, "hunter", "main")).state()).isEqualTo(BreakerState.NEW);
    }

    @Test
    void timesAreTheDatabases() {
        database.crank(Duration.ofDays(400));
        fail(5);
        assertThat(here.state()).singleElement().satisfies(state -> {
            assertThat(state.phase()).isEqualTo(Phase.OPEN);
            assertThat(state.since()).isAfter(Instant.now().plus(399, ChronoUnit.DAYS));
            assertThat(state.failures()).isEqualTo(5);
        });
    }

    @Test
    void twoNodesSendExactlyOneProbe() throws Exception {
        fail(5);
        ticker.advance(Duration.ofMillis(500));
        assertThat(there.permit(access())).isInstanceOf(Unavailable.class);
        database.crank(Duration.ofSeconds(61));
        ticker.advance(Duration.ofMillis(500));
        List<Permit> probes = rush(200);
        assertThat(probes).hasSize(1);

        database.crank(Duration.ofSeconds(110));
        ticker.advance(Duration.ofMillis(500));
        assertThat(rush(20)).as("the probe may still come back").isEmpty();
        database.crank(Duration.ofSeconds(11));
        ticker.advance(Duration.ofMillis(500));
        List<Permit> heirs = rush(200);
        assertThat(heirs).as("its node has died").hasSize(1);
        ask(heirs.getFirst(), MISS);
        ticker.advance(Duration.ofMillis(500));
        assertThat(here.permit(access())).isInstanceOf(Granted.class);
        assertThat(there.permit(access())).isInstanceOf(Granted.class);
    }

    @Test
    void aStopIsToldOnceAndAResetReachesTheOtherNode() throws Exception {
        Permit one = ((Granted) here.permit(access())).permit();
        Permit other = ((Granted) there.permit(access())).permit();
        ask(one, new Reply.OutOfCredits("402"));
        ask(other, new Reply.OutOfCredits("402"));
        assertThat(stops).hasSize(1);
        assertThat(((Unavailable) there.permit(access())).why()).isEqualTo(Permission.Why.OUT_OF_CREDITS);
        there.reset(KEY);
        ticker.advance(Duration.ofMillis(500));
        assertThat(here.permit(access())).isInstanceOf(Granted.class);
    }

    @Test
    void noConnectionIsHeldDuringACall() throws Exception {
        AtomicInteger heldAtMost = new AtomicInteger(-1);
        HikariDataSource pool = (HikariDataSource) database.app();
        try (RawVendor vendor = new RawVendor(visit -> {
            while (visit.read() != null) {
                int held = pool.getHikariPoolMXBean().getActiveConnections();
                heldAtMost.accumulateAndGet(held + idleInTransaction(), Math::max);
                visit.write("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            reach = Reach.only(new Target("127.0.0.1", vendor.port()));
            try (Egress egress = node();
                    Permit permit = ((Granted) egress.permit(access(vendor.base()))).permit()) {
                ScriptedOperation calling = ScriptedOperation.calling(ticker, Repeat.FREE, exchange -> {
                    exchange.send(Call.get("/"));
                    return new Reply.Trouble(503, "");
                });
                permit.ask(calling, ScriptedOperation.ASK, once(), () -> true);
            }
        }
        assertThat(heldAtMost.get()).isZero();
    }

    private int idleInTransaction() {
        return database.ownerJdbc().sql("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND state LIKE 'idle in transaction%'
                        """).query(Integer.class).single();
    }

    /** Many ask both nodes at once; answers the permits that were granted, still open. */
    private List<Permit> rush(int callers) throws Exception {
        List<Callable<Permission>> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Egress node = i % 2 == 0 ? here : there;
            all.add(() -> node.permit(access()));
        }
        List<Permit> granted = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(all)) {
                if (done.get() instanceof Granted(Permit permit)) {
                    granted.add(permit);
                }
            }
        }
        return granted;
    }

    private void fail(int times) {
        try {
            for (int i = 0; i < times; i++) {
                ask(((Granted) here.permit(access())).permit(), new Reply.NotSent("refused"));
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void ask(Permit permit, Reply reply) {
        try (permit) {
            permit.ask(
                    ScriptedOperation.replying(ticker, Repeat.UNKNOWN, reply),
                    ScriptedOperation.ASK,
                    once(),
                    () -> true);
        }
    }

    private static RetryPolicy once() {
        return new RetryPolicy(
                1, Duration.ZERO, RetryPolicy.Growth.CONSTANT, Duration.ZERO, RetryPolicy.DEFAULT.statuses());
    }

    private Access access() {
        return access(URI.create("https://vendor.example"));
    }

    private static Access access(URI base) {
        return new Access(KEY, base, Map.of(), Pace.unlimited(1_000));
    }

    private Egress node() {
        Guard guard = new Guard(reach, Guard.NameService.SYSTEM, ticker);
        EgressSettings settings = EgressSettings.defaults("9.9").with(reach);
        return Egress.open(
                settings,
                new BreakerTable(database.jdbc()),
                () -> 1,
                StopNews.NONE,
                stops::add,
                Failpoint.NONE,
                guard,
                ticker,
                () -> {});
    }
}
