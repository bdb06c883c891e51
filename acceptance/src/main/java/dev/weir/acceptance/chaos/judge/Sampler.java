package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.ServerNode;
import dev.weir.acceptance.temporal.Leases;
import dev.weir.server.verify.Report;
import dev.weir.server.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Looks all the time whether what must hold at every moment does, while the installation is disturbed. A database that is away
 * is looked at again when it is back.
 */
public final class Sampler {

    private static final Duration EVERY = Duration.ofMillis(500);

    /** A look of {@code weir verify} reads everything; the servers want the machine too. */
    private static final int VERIFIED_EVERY = 20;

    private static final String IDLE = """
            SELECT count(*) FROM pg_stat_activity
            WHERE usename = 'weir_app' AND state LIKE 'idle in transaction%'
              AND clock_timestamp() - state_change > interval '1 second'
            """;

    private static final String ENDED = "SELECT job_id, status FROM weir.job_state";

    /** What is seen for a while only, by the name of its counter. */
    private static final Map<String, String> PASSING = Map.of(
            "breaker seen open", "SELECT count(*) FROM weir.breaker WHERE phase <> 'CLOSED'",
            "destination seen failing", "SELECT count(*) FROM weir.destination WHERE failures > 0",
            "intents seen in doubt", "SELECT count(*) FROM weir.intent WHERE state IN (1, 2)",
            "batch seen with crashes", "SELECT count(*) FROM weir.batch WHERE crashes > 0",
            "poisonous row suspected", "SELECT count(*) FROM weir.poison");

    private final JdbcClient sql;
    private final Verification verification;
    private final BooleanSupplier calm;
    private final Leases leases;
    private final Thread thread;
    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, Long> passing = new TreeMap<>();
    private final Map<String, Discrepancy> broken = new LinkedHashMap<>();
    private volatile boolean found;
    private int verified;
    private int away;
    private volatile boolean over;

    private Sampler(Installation site, BooleanSupplier calm) {
        this.sql = site.database().sql();
        this.verification = new Verification(site.asProgram());
        this.calm = calm;
        this.leases = Leases.watch(sql, EVERY);
        this.thread = Thread.ofPlatform().name("chaos-sampler").unstarted(this::look);
    }

    /**
     * Begins to look.
     *
     * @param calm whether at this moment nobody is held still or dead and no line is slow
     */
    public static Sampler begin(Installation site, BooleanSupplier calm) {
        Sampler sampler = new Sampler(site, calm);
        sampler.thread.start();
        return sampler;
    }

    /** The same where it is calm while all servers move. */
    public static Sampler begin(Installation site) {
        return begin(site, () -> site.servers().stream().allMatch(Sampler::moves));
    }

    /** Whether its process is there and is not stopped, by whomever. */
    private static boolean moves(ServerNode server) {
        OptionalLong pid = server.pid();
        if (pid.isEmpty()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid.getAsLong() + "/stat"));
            // Behind the name, which stands in brackets.
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'T' && state != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * What was seen.
     *
     * @param found what did not hold
     * @param looks that could be made
     * @param verified how often everything was verified
     * @param away how often the database was not there
     * @param counts of what happened, by its name
     */
    public record Seen(List<Discrepancy> found, int looks, int verified, int away, Map<String, Long> counts) {

        public Seen {
            found = List.copyOf(found);
            counts = Map.copyOf(counts);
        }
    }

    /** Whether something has been seen that must not be. */
    public boolean hasFound() {
        return found;
    }

    private void look() {
        for (int turn = 0; !over; turn++) {
            try {
                sample();
                if (turn % VERIFIED_EVERY == 0) {
                    verify();
                }
                found = !broken.isEmpty();
            } catch (DataAccessException | TransactionException gone) {
                away++;
            }
            Waiting.pause(EVERY);
        }
    }

    private void sample() {
        boolean before = calm.getAsBoolean();
        long idle = sql.sql(IDLE).query(Long.class).single();
        Map<Long, String> ended = new HashMap<>();
        sql.sql(ENDED).query((ResultSet row) -> {
            if (Sample.isFinal(row.getString(2))) {
                ended.put(row.getLong(1), row.getString(2));
            }
        });
        PASSING.forEach((name, statement) ->
                passing.merge(name, sql.sql(statement).query(Long.class).single() > 0 ? 1L : 0L, Long::sum));
        samples.add(new Sample(before && calm.getAsBoolean(), idle, ended));
        // Of all that are judged only the last one's ends are wanted again.
        if (samples.size() > 1) {
            Sample earlier = samples.get(samples.size() - 2);
            Sample.judge(List.of(new Sample(false, 0, earlier.ended()), new Sample(false, 0, ended)))
                    .forEach(one -> broken.putIfAbsent(one.toString(), one));
            samples.set(samples.size() - 2, new Sample(earlier.calm(), earlier.idle(), Map.of()));
        }
    }

    private void verify() {
        Report report = verification.run();
        verified++;
        // One that could not be run, on a disk that is full at the moment, says nothing; in the end every one has to
        // run.
        report.findings().stream()
                .filter(one -> report.checksRun().contains(one.check()))
                .forEach(one -> broken.putIfAbsent(
                        one.check() + one.subject(),
                        new Discrepancy(Kind.INVARIANT_BROKEN, one.subject(), "while it ran: " + one)));
    }

    /** Ends looking. */
    public Seen stop() throws InterruptedException {
        over = true;
        thread.join();
        leases.close();
        List<Discrepancy> found = new ArrayList<>(broken.values());
        samples.replaceAll(one -> new Sample(one.calm(), one.idle(), Map.of()));
        found.addAll(Sample.judge(samples));
        leases.doubled()
                .forEach(held -> found.add(new Discrepancy(
                        Kind.INVARIANT_BROKEN, "batch " + held.batch(), "two nodes had its grant " + held.epoch())));
        Map<String, Long> counts = new TreeMap<>(passing);
        counts.put("batch seen in other hands", leases.changedHands());
        return new Seen(found, samples.size(), verified, away, counts);
    }
}
