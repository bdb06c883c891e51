package dev.weir.server.testing.contract;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Reply;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cases of a node that loses its lease with calls in flight, as one does that the machine has stopped for a while. */
@Timeout(240)
public abstract class LostLeaseCases extends EngineDatabaseCase {

    private final CountDownLatch inFlight = new CountDownLatch(5);
    private final Semaphore answers = new Semaphore(0);

    private final ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> {
        inFlight.countDown();
        answers.acquireUninterruptibly();
        return found("company.name", "Acme");
    });

    private void expireLeases(TestWeir test) {
        test.database()
                .ownerJdbc()
                .sql("UPDATE weir.batch SET lease_until = weir.now() - interval '1 second' WHERE state = 1")
                .update();
    }

    /** An engine whose calls nobody answers does not end, and would hide what the job was at instead. */
    private JobProgress awaitDoubts(TestWeir test, Job job) {
        try {
            return test.await(job);
        } catch (AssertionError inVain) {
            answers.release(100);
            throw inVain;
        }
    }

    @Test
    void aReplyThatComesAfterTheLeaseIsLostResolvesItsCellWithoutAnotherCall() throws Exception {
        try (TestWeir test = open(vendor);
                RunningWeir first = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(5), first.engine());
            assertThat(inFlight.await(60, TimeUnit.SECONDS)).isTrue();
            // Whoever sweeps next frees the batch, and whoever looks next takes it, under a younger epoch.
            expireLeases(test);
            try (RunningWeir second = test.start()) {
                second.engine().start(job.id());
                JobProgress doubtful = awaitDoubts(test, job);
                assertThat(doubtful.rows().inDoubt()).isEqualTo(5);
                assertThat(doubtful.credits().doubt()).isEqualTo(5 * PRICE);
                test.assertVerified();

                answers.release(100);
                JobProgress end = test.await(
                        job,
                        "resolved",
                        progress -> progress.closed() && progress.rows().completed() == 5);
                assertThat(end.rows().inDoubt()).isZero();
                assertThat(end.status()).isEqualTo(JobStatus.FAILED);
                assertThat(end.credits().posted()).isEqualTo(5 * PRICE);
                assertThat(end.credits().balance()).isZero();
                assertThat(vendor.calls()).isEqualTo(5);
            }
            test.assertVerified();
        }
    }

    @Test
    void aReplyThatComesAfterTheLeaseIsLostTellsOfTheTriesBeforeIt() throws Exception {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        ScriptedVendor troubled = ScriptedVendor.giving("acme", "company.name", ask -> {
            if (asked.add(ask.text("company.domain"))) {
                return new Reply.Trouble(500, "once");
            }
            inFlight.countDown();
            answers.acquireUninterruptibly();
            return found("company.name", "Acme");
        });
        try (TestWeir test = open(troubled);
                RunningWeir first = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(5), first.engine());
            assertThat(inFlight.await(60, TimeUnit.SECONDS)).isTrue();
            expireLeases(test);
            try (RunningWeir second = test.start()) {
                second.engine().start(job.id());
                awaitDoubts(test, job);
                answers.release(100);
                test.await(
                        job,
                        "resolved",
                        progress -> progress.closed() && progress.rows().completed() == 5);
            }
            assertThat(test.database()
                            .ownerJdbc()
                            .sql("SELECT DISTINCT tries || ' ' || vendor_certain || ' ' || vendor_possible"
                                    + " FROM weir.enrichment_record")
                            .query(String.class)
                            .list())
                    .containsExactly("2 " + PRICE + " " + PRICE);
            test.assertVerified();
        }
    }

    @Test
    void aReplyThatComesWhileTheNextOwnerIsAtItIsNotForgotten() throws Exception {
        CountDownLatch loaded = new CountDownLatch(1);
        CountDownLatch filed = new CountDownLatch(1);
        Failpoint afterReading = name -> {
            if (name.equals("enrichment.loaded") && loaded.getCount() > 0) {
                loaded.countDown();
                try {
                    filed.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        try (TestWeir test = open(vendor)) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(5), NoEngine.INSTANCE);
            try (Weir program = test.another()) {
                RunningWeir first = test.start(program, UUID.randomUUID(), Failpoint.NONE);
                assertThat(inFlight.await(60, TimeUnit.SECONDS)).isTrue();
                // The second node alone takes it from here: the first takes nothing new while it closes.
                Thread closing = Thread.ofPlatform().start(first::close);
                expireLeases(test);
                try (RunningWeir _ = test.start(UUID.randomUUID(), afterReading)) {
                    assertThat(loaded.await(60, TimeUnit.SECONDS)).isTrue();
                    answers.release(100);
                    closing.join();
                    filed.countDown();
                    JobProgress end = test.await(
                            job,
                            "resolved",
                            progress -> progress.closed() && progress.rows().completed() == 5);
                    assertThat(end.credits().posted()).isEqualTo(5 * PRICE);
                    assertThat(end.credits().balance()).isZero();
                    assertThat(vendor.calls()).isEqualTo(5);
                }
            }
            test.assertVerified();
        }
    }
}
