package dev.weir.server.callbacks;

import dev.weir.provider.Callback;
import dev.weir.provider.CallbackSignature;
import dev.weir.provider.LateOperation;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.problem.Problem;
import dev.weir.server.tickets.Progress;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.tickets.TicketState;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.workspace.DueLook;
import dev.weir.server.workspace.Transactions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The door for answers that come from outside: vendors' call-backs, and what workers say by their tickets.
 *
 * <p>What a method has returned from is durable. What was made of it comes after, by this node or another one.
 */
public final class Callbacks implements AutoCloseable {

    /** So long after nobody waits any more an answer is still taken, to be kept with what it was for. */
    static final Duration TAKEN_LATE = Duration.ofDays(30);

    static final int LONGEST_MESSAGE = 2_000;
    static final int LONGEST_DATA = 65_536;
    static final int LONGEST_REASON = 2_000;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Transactions transactions;
    private final Catalog catalog;
    private final Tickets tickets;
    private final VendorSecrets secrets;
    private final CallbackSettings settings;
    private final Doorway doorway;
    private final Processor processor;

    /**
     * @param workspaces all there are; what came in for any of them is processed here
     * @param goesOn told of jobs whose rows can go on
     */
    public Callbacks(
            JdbcClient jdbc,
            Transactions transactions,
            Catalog catalog,
            Tickets tickets,
            Submissions submissions,
            VendorSecrets secrets,
            Supplier<Collection<Long>> workspaces,
            LongConsumer goesOn,
            CallbackSettings settings) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.tickets = tickets;
        this.secrets = secrets;
        this.settings = settings;
        this.processor = new Processor(jdbc, transactions, catalog, tickets, submissions, workspaces, goesOn, settings);
        this.doorway = new Doorway(jdbc, transactions, processor::news);
    }

    /** Begins to process what has come in. */
    public void begin() {
        processor.start();
    }

    /** Has what came in by others, or is to be tried again, processed here too. */
    public void watch(DueLook look) {
        look.on(InboxTable.ANY_OPEN, processor::look);
    }

    public CallbackSettings settings() {
        return settings;
    }

    /** What this node has made of what came in. */
    public CallbackCounts counts() {
        return processor.counts();
    }

    /** Whom a call-back is for. Its text form shows no secret. */
    public static final class Addressee {
        private final long workspaceId;
        private final AddressTable.Submission submission;

        private Addressee(long workspaceId, AddressTable.Submission submission) {
            this.workspaceId = workspaceId;
            this.submission = submission;
        }

        @Override
        public String toString() {
            return "submission " + submission.id() + " of workspace " + workspaceId;
        }
    }

    /**
     * Something that has been kept.
     *
     * @param before whether the same was there before, so that it has no effect
     */
    public record Kept(boolean before) {}

    /**
     * The submission that a call-back address was given to.
     *
     * @throws Problem NOT_FOUND, the same whatever is wrong with the address
     */
    public Addressee addressee(String provider, String token) {
        return doorway.submission(token)
                .filter(submission -> submission.provider().equals(provider)
                        && submission.now().isBefore(submission.deadline().plus(TAKEN_LATE)))
                .map(submission -> new Addressee(Tickets.workspaceOf(token).orElseThrow(), submission))
                .orElseThrow(() -> Problem.notFound("unknown_callback", "Nothing is expected at this address."));
    }

    /**
     * Takes a call-back.
     *
     * @throws Problem UNAUTHENTICATED when it is not signed as it should be, UNAVAILABLE when its provider is not
     *     installed
     */
    public Kept callback(Addressee to, Callback callback) {
        AddressTable.Submission submission = to.submission;
        LateOperation operation = Operations.find(catalog, submission.provider(), submission.operation())
                .orElseThrow(() -> new Problem(
                        Problem.Kind.UNAVAILABLE,
                        "operation_gone",
                        "This call-back cannot be judged: its provider is not installed here any more."));
        CallbackSignature signature = operation.signature().orElse(null);
        if (signature != null) {
            requireGenuine(to, signature, callback);
        }
        return new Kept(doorway.keep(new Incoming(
                to.workspaceId,
                Incoming.Kind.CALLBACK,
                submission.id(),
                null,
                Envelope.write(callback, signature == null ? null : signature.header()),
                callback.body(),
                Envelope.hash(callback))));
    }

    private void requireGenuine(Addressee to, CallbackSignature signature, Callback callback) {
        AddressTable.Submission submission = to.submission;
        Optional<String> present = secrets.present(to.workspaceId, submission.provider(), signature.secret());
        if (present.isEmpty() && !signature.required()) {
            return;
        }
        Predicate<String> signs = key -> signature.isGenuine(callback, key, submission.now());
        boolean genuine = present.filter(signs).isPresent();
        if (!genuine && submission.open()) {
            genuine = secrets.before(to.workspaceId, submission.provider(), signature.secret(), submission.askedAt())
                    .filter(signs)
                    .isPresent();
        }
        if (!genuine) {
            throw new Problem(
                    Problem.Kind.UNAUTHENTICATED,
                    "bad_signature",
                    "The call-back is not signed with the key of the credential by which it was asked for, or was signed"
                            + " too long ago.");
        }
    }

    /**
     * What a worker is to do.
     *
     * @throws Problem NOT_FOUND for a ticket that is none, GONE for one that is over
     */
    public Ticket ticket(String key) {
        AddressTable.Ticket ticket = open(key);
        long workspaceId = Tickets.workspaceOf(key).orElseThrow();
        return transactions
                .in(workspaceId, () -> tickets.byKey(workspaceId, key))
                .filter(found -> found.id() == ticket.id() && found.state().isOpen())
                .orElseThrow(() -> over(TicketState.ANSWERED));
    }

    private static Problem unknown() {
        return Problem.notFound("unknown_ticket", "There is no such ticket.");
    }

    private AddressTable.Ticket open(String key) {
        AddressTable.Ticket ticket =
                doorway.ticket(key).filter(AddressTable.Ticket::isTaken).orElseThrow(Callbacks::unknown);
        TicketState state = state(ticket);
        if (!state.isOpen()) {
            throw over(state);
        }
        return ticket;
    }

    private static TicketState state(AddressTable.Ticket ticket) {
        return TicketState.values()[ticket.state()];
    }

    private static Problem over(TicketState state) {
        String why = switch (state) {
            case TIMED_OUT -> "Nobody waited for it any longer";
            case CANCELLED -> "Its job was cancelled";
            case ANSWERED, GATHERED, OUT -> "It has been answered";
        };
        return new Problem(
                Problem.Kind.GONE,
                "ticket_" + state.text(),
                "This ticket is over. " + why + "; there is nothing to do.");
    }

    /**
     * Takes a worker's result, whatever it is: its provider reads it later. One that comes after the time-out is taken,
     * too, since the cell may still have use for it.
     *
     * @throws Problem NOT_FOUND for a ticket that is none; GONE when its job was cancelled, and CONFLICT when it has been
     *     answered otherwise: the result is kept all the same, and nobody is charged for it
     */
    public Kept result(String key, Callback callback) {
        return said(key, Incoming.Kind.RESULT, callback);
    }

    /**
     * Takes a worker's word that it cannot do it.
     *
     * @param retryable whether it may be handed over once more
     * @throws Problem as {@link #result} does, and INVALID when the reason is too long
     */
    public Kept failure(String key, String reason, boolean retryable) {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Problem.invalid("bad_reason", "The reason has 1 to " + LONGEST_REASON + " characters.")
                    .at(List.of(new Problem.At("/reason", "must have 1 to " + LONGEST_REASON + " characters")));
        }
        byte[] body = JSON.writeValueAsBytes(new Failure(reason, retryable));
        Callback callback = new Callback(Map.of(), Map.of(), body);
        return said(key, Incoming.Kind.FAILURE, callback);
    }

    /** A worker's word as it is kept. */
    record Failure(String reason, boolean retryable) {

        static Failure read(byte[] body) {
            return JSON.readValue(new String(body, StandardCharsets.UTF_8), Failure.class);
        }
    }

    private Kept said(String key, Incoming.Kind kind, Callback callback) {
        String headers = Envelope.write(callback, null);
        byte[] hash = Envelope.hash(callback);
        Doorway.Taken taken = doorway.take(
                        key,
                        ticket -> new Incoming(
                                Tickets.workspaceOf(key).orElseThrow(),
                                kind,
                                null,
                                ticket.id(),
                                headers,
                                callback.body(),
                                // Who is handed it once more may fail at it in the same words.
                                kind == Incoming.Kind.FAILURE ? Envelope.hash(callback, ticket.submission()) : hash))
                .orElseThrow(Callbacks::unknown);
        AddressTable.Ticket ticket = taken.ticket();
        return switch (Bringer.WORKER.status(state(ticket), taken.before())) {
            case 409 ->
                throw Problem.conflict(
                        "ticket_answered",
                        "This ticket has been answered before, and otherwise. What was sent now is kept and has no"
                                + " effect.");
            case 410 -> throw over(state(ticket));
            default -> new Kept(taken.before());
        };
    }

    /**
     * Notes how far a worker is.
     *
     * @param data JSON; null for none
     * @throws Problem NOT_FOUND for a ticket that is none, GONE for one that is over, INVALID for what is too long,
     *     CONFLICT when it has said too much
     */
    public Progress progress(String key, String message, @Nullable String data) {
        if (message.isBlank() || message.length() > LONGEST_MESSAGE) {
            throw Problem.invalid("bad_message", "The message has 1 to " + LONGEST_MESSAGE + " characters.")
                    .at(List.of(new Problem.At("/message", "must have 1 to " + LONGEST_MESSAGE + " characters")));
        }
        if (data != null && data.length() > LONGEST_DATA) {
            throw Problem.invalid("bad_data", "The data is longer than " + LONGEST_DATA + " characters.")
                    .at(List.of(new Problem.At("/data", "must be no longer than " + LONGEST_DATA + " characters")));
        }
        Ticket ticket = ticket(key);
        return transactions.in(ticket.workspaceId(), () -> tickets.progress(ticket, message, data));
    }

    @Override
    public void close() {
        doorway.close();
        processor.close();
    }
}
