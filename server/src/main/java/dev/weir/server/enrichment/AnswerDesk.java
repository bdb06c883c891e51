package dev.weir.server.enrichment;

import dev.weir.provider.Reply;
import dev.weir.server.workspace.Gathered;
import dev.weir.server.workspace.Transactions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Looks up what is remembered of a question whose vendor cannot be asked just now. Whoever can ask has it looked up with its
 * intent.
 */
final class AnswerDesk implements AutoCloseable {

    private static final int TOGETHER = 500;

    private final AnswerTable answers;
    private final Transactions transactions;
    private final Gathered<Wanted, Optional<Reply>> reads;

    /** How old answers may be, as in {@link JobRun}. */
    private record Limits(long notBeforeMillis, long missesNotBeforeMillis) {}

    private record Wanted(AnswerKey key, Limits limits) {}

    AnswerDesk(JdbcClient jdbc, Transactions transactions) {
        this.answers = new AnswerTable(jdbc);
        this.transactions = transactions;
        this.reads = new Gathered<>("remembered-answers", 1, TOGETHER, this::read);
    }

    /** The answer that the job may take, as a reply that costs nothing; empty where there is none. */
    Optional<Reply> find(AnswerKey key, JobRun job) {
        return reads.ask(new Wanted(key, new Limits(job.notBeforeMillis(), job.missesNotBeforeMillis())));
    }

    private List<Optional<Reply>> read(List<Wanted> wanted) {
        Set<Long> workspaces = new HashSet<>();
        // Of two who ask the same, one may take what is too old for the other.
        Map<Limits, Set<AnswerKey>> alike = new HashMap<>();
        for (Wanted one : wanted) {
            workspaces.add(one.key().workspaceId());
            alike.computeIfAbsent(one.limits(), _ -> new HashSet<>()).add(one.key());
        }
        Map<Wanted, Reply> found = transactions.in(workspaces, () -> {
            Map<Wanted, Reply> all = new HashMap<>();
            alike.forEach((limits, keys) -> remembered(limits, List.copyOf(keys))
                    .forEach((key, reply) -> all.put(new Wanted(key, limits), reply)));
            return all;
        });
        return wanted.stream().map(one -> Optional.ofNullable(found.get(one))).toList();
    }

    private Map<AnswerKey, Reply> remembered(Limits limits, List<AnswerKey> keys) {
        long[] notBefore = new long[keys.size()];
        long[] missesNotBefore = new long[keys.size()];
        Arrays.fill(notBefore, limits.notBeforeMillis());
        Arrays.fill(missesNotBefore, limits.missesNotBeforeMillis());
        return answers.remembered(keys, notBefore, missesNotBefore);
    }

    @Override
    public void close() {
        reads.close();
    }
}
