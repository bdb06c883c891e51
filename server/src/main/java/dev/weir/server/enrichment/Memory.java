package dev.weir.server.enrichment;

import dev.weir.provider.Reply;
import dev.weir.server.workspace.Transactions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a workspace remembers of its providers' answers, looked up as a run does it. Only reads. */
public final class Memory {

    private final Transactions transactions;
    private final AnswerTable answers;

    public Memory(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.answers = new AnswerTable(jdbc);
    }

    /** The answers to these questions that would be reused now, as replies that cost nothing. */
    public Map<AnswerKey, Reply> of(long workspaceId, Collection<AnswerKey> questions) {
        List<AnswerKey> keys = List.copyOf(questions);
        return transactions.in(
                workspaceId, () -> answers.remembered(keys, new long[keys.size()], new long[keys.size()]));
    }
}
