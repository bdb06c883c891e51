package dev.weir.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.testing.WeirDatabase;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DueLookTest {

    private WeirDatabase database;
    private long first;
    private long second;

    @BeforeAll
    void open() {
        database = WeirDatabase.fresh();
        Workspaces workspaces = new Workspaces(database.jdbc());
        first = workspaces.ensure("first", true, false).id();
        second = workspaces.ensure("second", true, false).id();
    }

    @AfterAll
    void close() {
        database.close();
    }

    private static String accountOf(long workspaceId, int kind) {
        return "SELECT EXISTS (SELECT FROM weir.account WHERE workspace_id = " + workspaceId + " AND kind = " + kind
                + ")";
    }

    private void account(long workspaceId, int kind) {
        int _ = database.transactions()
                .in(
                        workspaceId,
                        () -> database.jdbc()
                                .sql("INSERT INTO weir.account (workspace_id, kind) VALUES (?, ?)")
                                .params(workspaceId, kind)
                                .update());
    }

    @Test
    void whoeverHasSomethingDueInAnyWorkspaceIsToldUntilItHasNot() throws InterruptedException {
        Semaphore ofFirst = new Semaphore(0);
        Semaphore ofSecond = new Semaphore(0);
        Semaphore ofNobody = new Semaphore(0);
        try (DueLook look = new DueLook(database.jdbc(), database.transactions())) {
            look.on(accountOf(first, 1), ofFirst::release);
            look.on("SELECT false", ofNobody::release);
            look.on(accountOf(second, 1), ofSecond::release);
            account(first, 1);
            look.start();
            ofFirst.acquire(2);
            assertThat(ofSecond.availablePermits()).isZero();
            account(second, 1);
            ofSecond.acquire(2);
            assertThat(ofNobody.availablePermits()).isZero();
        }
    }

    @Test
    void aLookThatFailedIsFollowedByAnotherOne() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        database.ownerJdbc().sql("CREATE SEQUENCE weir.looks").update();
        database.ownerJdbc()
                .sql("GRANT USAGE ON SEQUENCE weir.looks TO weir_app")
                .update();
        try (DueLook look = new DueLook(database.jdbc(), database.transactions())) {
            // A sequence keeps what a transaction that was undone has taken: the first look divides by zero.
            look.on("SELECT 1 / (nextval('weir.looks') - 1) >= 0", told::countDown);
            look.start();
            told.await();
        }
    }
}
