package dev.weir.server.enrichment;

import dev.weir.server.jobs.CellWrite;
import dev.weir.server.jobs.Cells;
import dev.weir.server.tickets.NewTicket;
import dev.weir.server.tickets.Tickets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The part of a flush that lets cells wait: tickets for what has been asked and is answered later, and for events. */
final class Waiting {

    private final Tickets tickets;
    private final Cells cells;

    Waiting(Tickets tickets, Cells cells) {
        this.tickets = tickets;
        this.cells = cells;
    }

    /** Of questions whose intents are there. */
    void asked(List<Entry> asked) {
        List<Entry.Wait> waits = new ArrayList<>();
        for (Entry entry : asked) {
            Entry.Wait wait = entry.requireOpening().waiting();
            if (wait != null) {
                waits.add(wait);
            }
        }
        begin(waits);
    }

    /** Of events. */
    void awaited(List<Entry> live) {
        List<Entry.Wait> waits = new ArrayList<>();
        live.forEach(entry -> waits.addAll(entry.waits));
        begin(waits);
    }

    private void begin(List<Entry.Wait> waits) {
        if (waits.isEmpty()) {
            return;
        }
        List<NewTicket> opening = waits.stream().map(Entry.Wait::ticket).toList();
        List<CellWrite> waiting = waits.stream().map(Entry.Wait::cell).toList();
        tickets.open(opening);
        cells.write(waiting, false);
        // Who has begun to wait has not killed its run.
        Set<Long> batches = new HashSet<>();
        waiting.forEach(cell -> batches.add(cell.batchId()));
        cells.count(batches, List.of());
    }
}
