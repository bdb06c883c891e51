package dev.weir.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.credits.Ledger;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether anybody is at work on a job, as the tables of leases and nodes tell. */
class UnattendedTest {

    private static final Set<UUID> NONE = Set.of();

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestWeir test;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Job job;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Leases leases;

    @BeforeEach
    void open() {
        test = new TestWeir(SandboxSettings.DEFAULT, folder);
        job = test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "pdl")),
                TestWeir.companies(3),
                NoEngine.INSTANCE);
        leases = new Leases(
                test.database().jdbc(),
                test.database().transactions(),
                new Ledger(test.database().jdbc()),
                new Events(test.database().jdbc(), new Ledger(test.database().jdbc()), Events.Audience.NOBODY),
                System::nanoTime);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private boolean unattended(Set<UUID> ended) {
        return test.weir().jobs().isUnattended(job, ended);
    }

    private Lease claim(long node) {
        return leases.claim(node, job.id(), 1).getFirst();
    }

    @Test
    void aJobThatNobodyHasBegunIsUnattendedUntilANodeLives() {
        assertThat(unattended(NONE)).isTrue();
        leases.begin(UUID.randomUUID());
        assertThat(unattended(NONE)).as("it may be about to begin").isFalse();
    }

    @Test
    void aJobWhoseHomeIsKnownToBeDeadIsUnattendedAtOnceElseWhenItsLeaseHasRunOut() {
        UUID home = UUID.randomUUID();
        claim(leases.begin(home));
        assertThat(unattended(NONE)).isFalse();
        assertThat(unattended(Set.of(UUID.randomUUID()))).isFalse();
        assertThat(unattended(Set.of(home))).isTrue();
        test.database().crank(Leases.LEASE.plusMillis(1));
        assertThat(unattended(NONE)).isTrue();
    }

    @Test
    void aNodeThatLivesAndHoldsNothingOfItMayWaitForAProviderButNotForLong() {
        long node = leases.begin(UUID.randomUUID());
        Lease lease = claim(node);
        leases.finish(lease, new Next.Later(Duration.ofMinutes(1)));
        assertThat(unattended(NONE)).isFalse();
        test.database().crank(Duration.ofMinutes(2));
        leases.renew(node, List.of());
        assertThat(unattended(NONE))
                .as("it has been due for a minute and nobody took it")
                .isTrue();
    }

    @Test
    void whatADeadNodeLeftIsUnattendedThoughAnotherNodeLives() {
        UUID dead = UUID.randomUUID();
        claim(leases.begin(dead));
        leases.begin(UUID.randomUUID());
        assertThat(unattended(Set.of(dead))).isTrue();
        assertThat(unattended(NONE)).isFalse();
    }
}
