package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkingRowsTest {

    private final WorkingRows rows = new WorkingRows(2);

    @Test
    void aThirdStartsWhenOneOfTwoHasEnded() throws Exception {
        rows.start();
        rows.start();
        Waiting third = new Waiting();
        third.untilItWaits();
        rows.end();
        third.started.await();
    }

    @Test
    void aThirdStartsWhileOneOfTwoStandsAside() throws Exception {
        rows.start();
        rows.start();
        Waiting third = new Waiting();
        third.untilItWaits();
        try (WorkingRows.Aside _ = rows.aside()) {
            third.started.await();
        }
    }

    @Test
    void whoComesBackDoesNotWaitAndCounts() throws Exception {
        rows.start();
        rows.start();
        WorkingRows.Aside aside = rows.aside();
        rows.start();
        aside.close();
        rows.end();
        // Two are at work still.
        Waiting next = new Waiting();
        next.untilItWaits();
        assertThat(next.started.getCount()).isOne();
        rows.end();
        next.started.await();
    }

    @Test
    void aRowOfASmallBatchDoesNotWaitAndCounts() throws Exception {
        rows.start();
        rows.start();
        rows.startAtOnce();
        rows.end();
        // Two are at work still.
        Waiting next = new Waiting();
        next.untilItWaits();
        assertThat(next.started.getCount()).isOne();
        rows.end();
        next.started.await();
    }

    @Test
    void somebodyMustBeAllowedToWork() {
        assertThatThrownBy(() -> new WorkingRows(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** One more that would start. */
    private final class Waiting {
        private final CountDownLatch started = new CountDownLatch(1);
        private final Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                rows.start();
                started.countDown();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        void untilItWaits() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
    }
}
