package dev.weir.server.callbacks;

import dev.weir.provider.Callback;
import dev.weir.provider.Heard;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationId;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.tickets.Effect;
import dev.weir.server.tickets.StoredSubmission;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.TicketState;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.tickets.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what has come in as its operation reads it, and hands the answers to those who wait. Joins the caller's
 * transaction.
 */
final class Reader {

    /** A worker's failure that may pass: so often it is handed over before it counts. */
    static final int MOST_HANDED_OVER = 3;

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Catalog catalog;
    private final Tickets tickets;
    private final Submissions submissions;

    Reader(Catalog catalog, Tickets tickets, Submissions submissions) {
        this.catalog = catalog;
        this.tickets = tickets;
        this.submissions = submissions;
    }

    /**
     * What was made of what came in.
     *
     * @param effects in words, by its number
     * @param answers what each answer did
     * @param erased the numbers of those that say something of somebody who was erased
     */
    record Done(Map<Long, String> effects, List<Effect> answers, Set<Long> erased) {}

    Done read(long workspaceId, List<InboxTable.Stored> rows) {
        Done done = new Done(new LinkedHashMap<>(), new ArrayList<>(), new HashSet<>());
        if (rows.size() > 1) {
            tickets.expectAnswers(
                    workspaceId,
                    numbers(rows, InboxTable.Stored::submissionId),
                    numbers(rows, InboxTable.Stored::ticketId));
        }
        byTurns(
                rows,
                Incoming.Kind.CALLBACK,
                InboxTable.Stored::submissionId,
                turn -> callbacks(workspaceId, turn, done));
        byTurns(rows, Incoming.Kind.RESULT, InboxTable.Stored::ticketId, turn -> workers(workspaceId, turn, done));
        byTurns(rows, Incoming.Kind.FAILURE, InboxTable.Stored::ticketId, turn -> workers(workspaceId, turn, done));
        return done;
    }

    /** What came second for one submission or ticket is looked at when the first has had its effect. */
    private static void byTurns(
            List<InboxTable.Stored> rows,
            Incoming.Kind kind,
            Function<InboxTable.Stored, @Nullable Long> whose,
            Consumer<Map<Long, InboxTable.Stored>> work) {
        List<InboxTable.Stored> left = new ArrayList<>();
        rows.stream().filter(row -> row.kind() == kind).forEach(left::add);
        while (!left.isEmpty()) {
            Map<Long, InboxTable.Stored> firsts = new LinkedHashMap<>();
            left.removeIf(row -> firsts.putIfAbsent(number(row, whose.apply(row)), row) == null);
            work.accept(firsts);
        }
    }

    private static Set<Long> numbers(List<InboxTable.Stored> rows, Function<InboxTable.Stored, @Nullable Long> whose) {
        Set<Long> numbers = new TreeSet<>();
        for (InboxTable.Stored row : rows) {
            Long number = whose.apply(row);
            if (number != null) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static long number(InboxTable.Stored row, @Nullable Long number) {
        if (number == null) {
            throw new IllegalStateException("row " + row.id() + " of the inbox is nobody's");
        }
        return number;
    }

    // ---------------------------------------------------------------------------------------------------- call-backs

    private void callbacks(long workspaceId, Map<Long, InboxTable.Stored> rows, Done done) {
        Map<Long, StoredSubmission> byId = new HashMap<>();
        submissions.byIds(workspaceId, rows.keySet()).forEach(submission -> byId.put(submission.id(), submission));
        Map<Long, List<Ticket>> handedOver = tickets.askedIn(workspaceId, rows.keySet());
        List<Tickets.Said> said = new ArrayList<>();
        rows.forEach((id, row) -> {
            StoredSubmission submission = byId.get(id);
            List<Ticket> asked = handedOver.getOrDefault(id, List.of());
            if (asked.stream().anyMatch(Ticket::isErased)) {
                done.erased().add(row.id());
            }
            if (submission == null || asked.isEmpty()) {
                done.effects().put(row.id(), "nothing_waits");
                return;
            }
            LateOperation operation = operation(submission.operation());
            Heard heard =
                    operation.read(submissions.content(submission, asked), Envelope.read(row.headers(), row.body()));
            if (heard.trouble() instanceof Reply.BadAnswer broken
                    && heard.answers().isEmpty()) {
                done.effects().put(row.id(), Processor.UNREADABLE + ": " + Submissions.words(broken));
            } else {
                Duration poll =
                        operation.polling().map(LateOperation.Polling::first).orElse(null);
                said.add(new Tickets.Said(submission, heard, poll));
            }
        });
        List<Told> told = tickets.heard(workspaceId, said);
        for (int i = 0; i < told.size(); i++) {
            InboxTable.Stored row = rows.get(said.get(i).submission().id());
            if (row != null) {
                done.effects()
                        .put(row.id(), words(told.get(i), said.get(i).heard().trouble()));
            }
            done.answers().addAll(told.get(i).effects());
        }
    }

    /** @throws IllegalStateException when it is not installed; it may be again, and the row is tried again */
    private LateOperation operation(OperationId id) {
        return Operations.find(catalog, id.provider(), id.operation())
                .orElseThrow(() -> new IllegalStateException(id + " is not installed, or does not answer later"));
    }

    private static String words(Told told, @Nullable Reply trouble) {
        Map<Effect.Kind, Integer> counts = new EnumMap<>(Effect.Kind.class);
        told.effects().forEach(effect -> counts.merge(effect.kind(), 1, Integer::sum));
        StringJoiner words = new StringJoiner(", ");
        counts.forEach((kind, count) -> words.add(count == 1 ? kind.text() : kind.text() + " " + count));
        if (!told.unknown().isEmpty()) {
            words.add("unknown " + told.unknown().size());
        }
        if (words.length() == 0) {
            return trouble == null
                    ? told.ended() ? "ended" : "no_answer"
                    : trouble instanceof Reply.Again ? "not_ready" : "trouble: " + Submissions.words(trouble);
        }
        return words.toString();
    }

    // ------------------------------------------------------------------------------------------------------- workers

    private void workers(long workspaceId, Map<Long, InboxTable.Stored> rows, Done done) {
        Map<Long, String> effects = done.effects();
        Map<Long, Ticket> byId = new HashMap<>();
        tickets.byIds(workspaceId, rows.keySet()).forEach(ticket -> byId.put(ticket.id(), ticket));
        Map<Long, Reply> replies = new HashMap<>();
        rows.forEach((id, row) -> {
            Ticket ticket = byId.get(id);
            if (ticket != null && ticket.isErased()) {
                done.erased().add(row.id());
            }
            if (ticket == null || ticket.awaitsEvent()) {
                effects.put(row.id(), "nothing_waits");
            } else if (row.kind() == Incoming.Kind.FAILURE) {
                Callbacks.Failure failure = Callbacks.Failure.read(row.body());
                if (failure.retryable() && isHandedOverAgain(ticket)) {
                    effects.put(row.id(), "handed_over_again");
                } else {
                    replies.put(id, new Reply.Trouble(500, failure.reason()));
                }
            } else {
                replies.put(id, result(ticket, row));
            }
        });
        tickets.answered(workspaceId, replies).forEach(effect -> {
            InboxTable.Stored row = rows.get(effect.ticket().id());
            done.answers().add(effect);
            if (row != null) {
                effects.put(row.id(), effect.kind().text());
            }
        });
    }

    /** Who says again what he has said before it was gathered says nothing new. */
    private boolean isHandedOverAgain(Ticket ticket) {
        return ticket.state() == TicketState.GATHERED
                || (ticket.tries() + 1 < MOST_HANDED_OVER
                        && tickets.again(ticket, PAUSE.multipliedBy(ticket.tries() + 1L)));
    }

    private Reply result(Ticket ticket, InboxTable.Stored row) {
        LateOperation operation = operation(ticket.requireOperation());
        Callback callback = Envelope.read(row.headers(), row.body());
        Heard heard =
                operation.read(new Submission("weir-ticket-" + ticket.id(), List.of(ticket.item()), null), callback);
        Reply answer = heard.answers().get(ticket.key());
        if (answer != null) {
            return answer;
        }
        Reply trouble = heard.trouble();
        return trouble instanceof Reply.BadAnswer || trouble instanceof Reply.Trouble
                ? trouble
                : new Reply.BadAnswer(
                        "the worker's result says nothing of what it was asked", Receipt.free(callback.body()));
    }
}
