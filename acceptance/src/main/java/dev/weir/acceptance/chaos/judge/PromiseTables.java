package dev.weir.acceptance.chaos.judge;

import com.google.common.collect.Range;
import dev.weir.acceptance.chaos.judge.PromiseFacts.Cancel;
import dev.weir.acceptance.chaos.judge.PromiseFacts.Effect;
import dev.weir.acceptance.chaos.judge.PromiseFacts.Submit;
import dev.weir.acceptance.chaos.load.ClientLog;
import dev.weir.acceptance.chaos.load.Customers;
import dev.weir.acceptance.chaos.load.Story;
import dev.weir.acceptance.chaos.load.Story.Act;
import dev.weir.acceptance.chaos.load.Story.Kind;
import dev.weir.acceptance.chaos.load.Story.Play;
import dev.weir.acceptance.chaos.load.Story.Submission;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What there is of what a client was told, read as the tables' owner. */
record PromiseTables(JdbcClient sql) {

    private static final Pattern CANCEL = Pattern.compile("POST .*/enrichment-jobs/(\\d+)/cancel");

    // By what the first row is about, of which no two plans have the same: keys are the product's own bookkeeping.
    private static final String FIRST_ROWS = """
            SELECT r.job_id, r.workspace_id, r.input FROM weir.job_row r JOIN weir.job j ON j.id = r.job_id
            JOIN weir.job_state s ON s.job_id = j.id
            WHERE r.row_idx = 0 AND j.rerun_of IS NULL AND s.phase <> 'ingesting'
            """;

    private static final String TOLD = "SELECT count(*) FROM weir.event WHERE job_id = ? AND type = ?";

    private static final String SIGNALLED = """
            SELECT count(*) FROM weir.signal WHERE job_id = ? AND (row_idx IS NULL) = ?
            """;

    // A plan asks for one at most.
    private static final String RERUN = "SELECT count(*) FROM weir.job WHERE rerun_of = ?";

    private static final String CAPS = "SELECT count(*) FROM weir.day_cap WHERE workspace_id = ? AND provider = ''";

    // An intent in doubt has the time at which it was found to be, by whoever took its batch over.
    private static final String BEGUN = """
            SELECT format('intent of row %s step %s', i.row_idx, i.step)
            FROM weir.intent i JOIN weir.event e ON e.job_id = i.job_id AND e.type = 'job.cancelled'
            WHERE i.job_id = ? AND i.state = 0 AND i.at > e.at
            UNION ALL
            SELECT format('ticket %s', t.id)
            FROM weir.ticket t JOIN weir.event e ON e.job_id = t.job_id AND e.type = 'job.cancelled'
            WHERE t.job_id = ? AND t.sent_at > e.at AND t.kind = 1
            """;

    private static final String KEPT = "SELECT encode(hash, 'hex') FROM weir.inbox";

    /** Of each call-back that its vendor was told to have been heard, whether it was kept. @param heard lines of JSON */
    List<Effect> callbacks(List<String> heard) {
        Set<String> kept = new HashSet<>(sql.sql(KEPT).query(String.class).list());
        return heard.stream()
                .map(JsonMapper.shared()::readTree)
                .map(one -> new Effect(
                        "call-back " + one.path("event").asInt() + " of "
                                + one.path("vendor").asString() + " "
                                + one.path("id").asString(),
                        kept.contains(one.path("sha256").asString()) ? 1 : 0))
                .toList();
    }

    /**
     * @param log of the client
     * @param calls of the vendors' ledger
     * @param askers that have been told who asks whom
     * @param still when a server stood still
     */
    PromiseFacts facts(
            Customers customers,
            Story story,
            List<ClientLog.Line> log,
            List<Call> calls,
            Askers askers,
            List<Range<Instant>> still) {
        Map<String, Set<Long>> there = new HashMap<>();
        sql.sql(FIRST_ROWS).query((ResultSet row) -> {
            String domain = JsonMapper.shared()
                    .readTree(row.getString(3))
                    .path("company.domain")
                    .asString("");
            there.computeIfAbsent(row.getLong(2) + " " + domain, _ -> new HashSet<>())
                    .add(row.getLong(1));
        });
        List<Submit> submits = new ArrayList<>();
        List<Effect> effects = new ArrayList<>();
        for (Play play : story.plays()) {
            long workspace = customers.of(play.plan().tenant()).workspace();
            String domain = play.plan().leads().records().getFirst().get("company.domain");
            Set<Long> answered = new HashSet<>();
            play.submissions().stream().filter(Submission::isTaken).forEach(one -> answered.add(one.job()));
            submits.add(
                    new Submit(play.plan().key(), answered, there.getOrDefault(workspace + " " + domain, Set.of())));
            acts(play, workspace, effects);
        }
        return new PromiseFacts(submits, effects, cancels(story, log, calls, askers, still));
    }

    private void acts(Play play, long workspace, List<Effect> effects) {
        long job = play.job().orElse(0);
        int signals = 0;
        for (Act act : play.acts()) {
            String what = act.kind() + " of " + play.plan().key();
            if (!act.isTaken()) {
                signals += act.kind() == Kind.SIGNAL ? 1 : 0;
                continue;
            }
            switch (act.kind()) {
                case PAUSE -> effects.add(new Effect(what, count(TOLD, job, "job.paused")));
                case CANCEL -> effects.add(new Effect(what, count(TOLD, job, "job.cancelled")));
                // The first is for one row, the second for all.
                case SIGNAL -> effects.add(new Effect(what, count(SIGNALLED, job, signals++ > 0)));
                case RERUN -> effects.add(new Effect(what, count(RERUN, job)));
                case CAPS -> effects.add(new Effect(what, count(CAPS, workspace)));
                case RESUME, GRANT -> {
                    // A job that is still paused has not closed, which is lost; and what was granted stands in
                    // balances.
                }
            }
        }
    }

    private long count(String statement, Object... parameters) {
        return sql.sql(statement).params(parameters).query(Long.class).single();
    }

    /**
     * By job what its cancel said of calls on their way. Those to a vendor that answers later are not among them: its cells'
     * intents end with the cancel, and what is handed over at that moment comes nevertheless.
     */
    static Map<Long, Integer> toldInFlight(Story story) {
        Map<Long, Integer> told = new HashMap<>();
        for (Play play : story.plays()) {
            if (!play.plan().work().answersLater()) {
                play.acts().stream()
                        .filter(act -> act.kind() == Kind.CANCEL && act.isTaken())
                        .forEach(act -> act.inFlight().ifPresent(calls -> told.put(act.job(), calls)));
            }
        }
        return told;
    }

    private List<Cancel> cancels(
            Story story, List<ClientLog.Line> log, List<Call> calls, Askers askers, List<Range<Instant>> still) {
        Map<Long, Integer> told = toldInFlight(story);
        Map<Long, Long> jobOf = new HashMap<>();
        Map<Long, Instant> answered = new HashMap<>();
        for (ClientLog.Line line : log) {
            Matcher cancel = CANCEL.matcher(line.what());
            if (cancel.matches()) {
                jobOf.put(line.number(), Long.parseLong(cancel.group(1)));
            }
            Long job = jobOf.get(line.number());
            if (job != null && line.isAcknowledged()) {
                answered.putIfAbsent(job, Instant.ofEpochMilli(line.atMillis()));
            }
        }
        Map<Long, List<Instant>> came = new HashMap<>();
        for (Call call : calls) {
            Set<Asking.Row> rows = call.worked() ? askers.of(call) : Set.of();
            // One that another row may have asked says nothing.
            if (rows.size() == 1) {
                long job = rows.iterator().next().job();
                if (answered.containsKey(job)) {
                    came.computeIfAbsent(job, _ -> new ArrayList<>()).add(call.time());
                }
            }
        }
        List<Cancel> cancels = new ArrayList<>();
        answered.forEach((job, at) -> cancels.add(new Cancel(
                job,
                at,
                goneOn(at, still),
                told.containsKey(job) ? OptionalInt.of(told.get(job)) : OptionalInt.empty(),
                came.getOrDefault(job, List.of()),
                sql.sql(BEGUN)
                        .param(job)
                        .param(job)
                        .query((row, _) -> row.getString(1))
                        .list())));
        return cancels;
    }

    private static Instant goneOn(Instant at, List<Range<Instant>> still) {
        return still.stream()
                .filter(one -> one.contains(at))
                .map(Range::upperEndpoint)
                .max(Comparator.naturalOrder())
                .orElse(at);
    }
}
