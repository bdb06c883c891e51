package dev.weir.server.enrichment;

import dev.weir.server.catalog.Catalog;
import dev.weir.server.egress.Egress;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.tickets.Tickets;
import java.time.Instant;
import java.util.function.Supplier;

/** What all rows' runs of a node share. */
record RunParts(
        Journal journal,
        Promises promises,
        Flights flights,
        WorkingRows working,
        Egress egress,
        AccessBook accessBook,
        Catalog catalog,
        Tickets tickets,
        Gatherings gatherings,
        SuppressionDesk suppression,
        EarlierDesk earlierResults,
        AnswerDesk answers,
        EnrichmentSettings settings,
        Supplier<Instant> clock,
        Traces traces,
        Failpoint failpoint) {}
