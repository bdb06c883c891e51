package dev.weir.server.enrichment;

import dev.weir.provider.Ask;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.credits.Ledger;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.tickets.Latecomers;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.TicketState;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.Verdict;
import dev.weir.server.waterfall.Waterfall;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps answers that came too late to count, judged as their steps would have judged them and charged to nobody. */
public final class LateRecords implements Latecomers {

    /** Under no lease: such a record changes nothing of its cell. */
    static final long NO_EPOCH = 0;

    private final Jobs jobs;
    private final Ledger ledger;
    private final RecordTable records;

    public LateRecords(JdbcClient jdbc, Jobs jobs, Ledger ledger) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.records = new RecordTable(jdbc);
    }

    @Override
    public boolean keep(Ticket ticket, Reply reply) {
        Step step =
                jobs.get(ticket.workspaceId(), ticket.jobId()).plan().steps().get(ticket.step());
        OperationSpec spec = step.place(ticket.place()).spec();
        Ask ask = ticket.requireAsk();
        // Of what the row knew, what it was asked with is all there is here.
        Verdict verdict = Waterfall.judge(step, ask.wanted(), spec, new Values(ask.inputs()), reply);
        // A question that was handed over again since that is free has cost nothing more, unless the vendor says so.
        boolean free = ticket.state() == TicketState.ANSWERED && spec.repeat() == OperationSpec.Repeat.FREE;
        VendorCost told = VendorCost.of(reply);
        VendorCost cost = free && !told.reported() ? VendorCost.NONE : told;
        if (cost.all() > 0) {
            // While caps by day are set, which holds the accounts, nothing is counted.
            ledger.lockJob(ticket.workspaceId(), ticket.jobId());
        }
        boolean fresh = records.insertLate(new RecordWrite(
                ticket.workspaceId(),
                ticket.jobId(),
                ticket.rowIndex(),
                ticket.step(),
                ticket.place(),
                RecordWrite.Kind.ASKED,
                verdict.text(),
                VerdictText.detail(verdict),
                Records.outputs(reply),
                VerdictText.kept(verdict),
                0,
                cost.certain(),
                cost.possible(),
                cost.reported(),
                ticket.attempt(),
                1,
                0,
                AnswerKey.of(ticket.workspaceId(), spec, ask.inputs()),
                NO_EPOCH));
        if (fresh && cost.all() > 0) {
            Counted counted = new Counted(ticket.workspaceId());
            counted.cost(spec, cost.all());
            ledger.count(Counted.moves(List.of(counted), _ -> false, _ -> 0));
        }
        return fresh;
    }
}
