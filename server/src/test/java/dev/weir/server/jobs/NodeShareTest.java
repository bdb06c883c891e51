package dev.weir.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.credits.Ledger;
import dev.weir.server.testing.WeirDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What share of a pace a node may use, and from when on. */
class NodeShareTest {

    private static final Duration COUNTED = Leases.RENEWAL.multipliedBy(2);

    private final WeirDatabase database = WeirDatabase.fresh();
    private long nanos = 1_000;

    @AfterEach
    void close() {
        database.close();
    }

    private Leases program() {
        Ledger ledger = new Ledger(database.jdbc());
        Events events = new Events(database.jdbc(), ledger, Events.Audience.NOBODY);
        return new Leases(database.jdbc(), database.transactions(), ledger, events, () -> nanos);
    }

    /** Both clocks, the database's and this machine's. */
    private void pass(Duration time) {
        database.crank(time);
        nanos += time.toNanos();
    }

    @Test
    void aNodeThatIsAloneUsesThePaceAtOnce() {
        Leases first = program();
        first.begin(UUID.randomUUID());
        assertThat(first.liveNodes()).isEqualTo(1);
    }

    @Test
    void aNodeThatJoinsWaitsUntilAllOthersHaveCountedIt() {
        program().begin(UUID.randomUUID());
        Leases second = program();
        second.begin(UUID.randomUUID());
        pass(COUNTED.minusMillis(1));
        assertThat(second.liveNodes()).isZero();
        pass(Duration.ofMillis(1));
        assertThat(second.liveNodes()).isEqualTo(2);
    }

    @Test
    void theSuccessorOfADeadNodeUsesItsShareAtOnceWhileOthersStillCountIt() {
        program().begin(UUID.randomUUID());
        UUID home = UUID.randomUUID();
        program().begin(home);
        pass(COUNTED);
        Leases successor = program();
        successor.begin(home);
        assertThat(successor.liveNodes()).isEqualTo(2);
    }

    @Test
    void successorsOfANodeThatWasNeverCountedWaitOnlyForTheRestOfItsTime() {
        program().begin(UUID.randomUUID());
        UUID home = UUID.randomUUID();
        program().begin(home);
        pass(Duration.ofSeconds(1));
        program().begin(home);
        pass(Duration.ofSeconds(1));
        Leases third = program();
        third.begin(home);
        assertThat(third.liveNodes()).isZero();
        pass(COUNTED.minusSeconds(2));
        assertThat(third.liveNodes()).isEqualTo(2);
    }

    @Test
    void theSuccessorOfANodeThatOthersNoLongerCountWaitsLikeAnyNewOne() {
        UUID home = UUID.randomUUID();
        program().begin(home);
        Leases other = program();
        long number = other.begin(UUID.randomUUID());
        pass(Leases.LEASE.plusMillis(1));
        other.renew(number, List.of());
        Leases successor = program();
        successor.begin(home);
        assertThat(successor.liveNodes()).isZero();
        pass(COUNTED);
        assertThat(successor.liveNodes()).isEqualTo(2);
    }

    @Test
    void theSuccessorOfANodeThatHasEndedWaitsLikeAnyNewOne() {
        program().begin(UUID.randomUUID());
        UUID home = UUID.randomUUID();
        Leases ended = program();
        long number = ended.begin(home);
        pass(COUNTED);
        ended.end(number);
        Leases successor = program();
        successor.begin(home);
        assertThat(successor.liveNodes()).isZero();
    }
}
