package dev.weir.acceptance;

import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.Waterfall;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What our own tables say of a job's calls and money, read as the owner, whom no policy binds. Amounts in 1/1000.
 *
 * @param asked records of calls of our own, not of remembered or shared answers
 * @param standing intents that have not been settled
 */
record Books(List<Asked> asked, List<Standing> standing, List<Posted> posts, Account account) {

    /** @param key of the asking, as the sandbox's ledger has it too */
    record Asked(String key, int attempt, int tries, long charged, long certain, long possible) {}

    /** @param cost what the call itself may have cost, beside {@code possible} of earlier attempts */
    record Standing(String key, int state, int attempt, long amount, long possible, long cost) {}

    record Posted(String key, long amount) {}

    record Account(long balance, long posted, long open, long doubt) {}

    private static final String ASKED = """
            SELECT row_idx, step, place, attempt, tries, charged, vendor_certain, vendor_possible
            FROM weir.enrichment_record WHERE job_id = ? AND kind = 1
            """;
    private static final String STANDING = """
            SELECT row_idx, step, place, state, attempt, amount, possible FROM weir.intent WHERE job_id = ?
            """;
    private static final String POSTS = """
            SELECT row_idx, step, place, amount FROM weir.transfer WHERE job_id = ? AND kind = 3
            """;
    private static final String ACCOUNT =
            "SELECT balance, posted, open, doubt FROM weir.account WHERE job_id = ? AND kind = 2";

    static Books of(JdbcClient owner, Job job) {
        return new Books(
                owner.sql(ASKED)
                        .param(job.id())
                        .query((row, _) -> new Asked(
                                key(job, row),
                                row.getInt(4),
                                row.getInt(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(8)))
                        .list(),
                owner.sql(STANDING)
                        .param(job.id())
                        .query((row, _) -> new Standing(
                                key(job, row),
                                row.getInt(4),
                                row.getInt(5),
                                row.getLong(6),
                                row.getLong(7),
                                place(job, row).spec().costMilli()))
                        .list(),
                owner.sql(POSTS)
                        .param(job.id())
                        .query((row, _) -> new Posted(key(job, row), row.getLong(4)))
                        .list(),
                owner.sql(ACCOUNT).param(job.id()).query(Account.class).single());
    }

    private static String key(Job job, ResultSet row) throws SQLException {
        return Waterfall.askingKey(job.id(), row.getInt("row_idx"), step(job, row), place(job, row));
    }

    private static Step step(Job job, ResultSet row) throws SQLException {
        return job.plan().steps().get(row.getInt("step"));
    }

    private static Place place(Job job, ResultSet row) throws SQLException {
        return step(job, row).place(row.getInt("place"));
    }

    long certain() {
        return asked.stream().mapToLong(Asked::certain).sum();
    }

    /** What vendors may have taken beyond {@link #certain}, by calls that were settled and by those that were not. */
    long possible() {
        return asked.stream().mapToLong(Asked::possible).sum()
                + standing.stream()
                        .mapToLong(one -> one.possible() + one.cost())
                        .sum();
    }
}
