package dev.weir.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

final class WeirDatabaseTest {

    private final WeirDatabase database = WeirDatabase.fresh();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void theProgramsDoorIsBoundByRowLevelSecurity() {
        database.ownerJdbc()
                .sql("INSERT INTO weir.account (workspace_id, kind) VALUES (1, 1), (2, 1)")
                .update();

        assertThat(accountsSeenBy(1)).isEqualTo(1);
        assertThat(database.transactions().inNone(this::accounts)).isZero();
        assertThat(database.ownerJdbc()
                        .sql("SELECT count(*) FROM weir.account")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    private long accountsSeenBy(long workspace) {
        return database.transactions().in(workspace, this::accounts);
    }

    private long accounts() {
        return database.jdbc()
                .sql("SELECT count(*) FROM weir.account")
                .query(Long.class)
                .single();
    }

    @Test
    void theProgramsDoorCannotRewriteWhatIsAppendOnly() {
        assertThatThrownBy(() -> database.jdbc()
                        .sql("UPDATE weir.transfer SET amount = 1")
                        .update())
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void theClockIsMovedByHand() {
        Instant before = now();
        database.crank(Duration.ofDays(2));
        assertThat(Duration.between(before, now()))
                .isBetween(Duration.ofDays(2), Duration.ofDays(2).plusHours(1));
    }

    private Instant now() {
        return database.jdbc()
                .sql("SELECT weir.now()")
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .single();
    }
}
