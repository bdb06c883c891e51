package dev.weir.server.requests;

import dev.weir.provider.Sha256;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Transactions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Requests that may be sent again.
 *
 * <p>What a request does and what was answered to it become durable together. Sent again with its key within
 * {@value #KEPT_HOURS} hours, it gets the same answer and does nothing. What fails leaves nothing behind, and its key may
 * be used again.
 */
public final class Requests {

    /** For how long an answer is kept. */
    public static final int KEPT_HOURS = 24;

    private static final int LONGEST_KEY = 255;

    /** How many outlived answers a request takes with it. */
    private static final int SWEPT = 100;

    private final AnsweredTable table;
    private final Transactions transactions;

    public Requests(JdbcClient jdbc, Transactions transactions) {
        this.table = new AnsweredTable(jdbc);
        this.transactions = transactions;
    }

    /**
     * A request.
     *
     * @param workspaceId whose it is; 0 for the installation's
     * @param route method and path
     * @param key what its sender calls it; null when it is not to be recognised
     * @param asked what it says, in a form that is the same for what means the same
     */
    public record Request(
            long workspaceId, String route, @Nullable String key, String asked) {

        public Request {
            if (key != null && (key.isBlank() || key.length() > LONGEST_KEY || !printable(key))) {
                throw Problem.invalid(
                        "bad_idempotency_key",
                        "The header Idempotency-Key is 1 to " + LONGEST_KEY + " printable ASCII characters.");
            }
        }

        private static boolean printable(String key) {
            return key.chars().allMatch(c -> c >= ' ' && c < 127);
        }
    }

    /**
     * An answer as it is kept: without what is shown once.
     *
     * @param body JSON
     * @param location of what was made; null when nothing was
     */
    public record Kept(int status, String body, @Nullable String location) {}

    /** What a request did: what its sender is told now, and what is told when it is sent again. */
    public record Done<T>(T answer, Kept kept) {}

    /**
     * What to answer.
     *
     * @param fresh null when the request had been answered before
     */
    public record Outcome<T>(@Nullable T fresh, Kept kept) {}

    /**
     * Runs {@code work} in a transaction that sees the request's workspace, unless the request was answered before.
     *
     * @throws Problem of kind MISMATCH when its key was used for something else, CONFLICT while the first one of that key
     *     is still at work, and as the work says
     */
    public <T> Outcome<T> once(Request request, Supplier<Done<T>> work) {
        return transactions.in(request.workspaceId(), () -> {
            String key = request.key();
            if (key == null) {
                Done<T> done = work.get();
                return new Outcome<>(done.answer(), done.kept());
            }
            byte[] asked = Sha256.of(request.asked());
            if (!table.lock(lock(request, key))) {
                throw Problem.conflict(
                        "request_in_progress",
                        "The first request with this Idempotency-Key is still at work. Send it again in a moment.");
            }
            AnsweredTable.Answered before = table.find(request.workspaceId(), request.route(), key, KEPT_HOURS)
                    .orElse(null);
            if (before != null) {
                if (!Arrays.equals(before.asked(), asked)) {
                    throw new Problem(
                            Problem.Kind.MISMATCH,
                            "idempotency_mismatch",
                            "This Idempotency-Key was used for a request that said something else. Use a new key.");
                }
                return new Outcome<>(null, before.kept());
            }
            Done<T> done = work.get();
            table.put(request.workspaceId(), request.route(), key, asked, done.kept());
            table.sweep(request.workspaceId(), KEPT_HOURS, SWEPT);
            return new Outcome<>(done.answer(), done.kept());
        });
    }

    private static long lock(Request request, String key) {
        String named = request.workspaceId() + "\n" + request.route() + "\n" + key;
        return ByteBuffer.wrap(Sha256.of(named)).getLong();
    }
}
