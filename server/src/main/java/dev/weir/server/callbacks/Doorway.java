package dev.weir.server.callbacks;

import dev.weir.provider.Sha256;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks up whom something is for, and keeps what has come: for many at once in one transaction each. */
final class Doorway implements AutoCloseable {

    private static final int LANES = 2;
    private static final int TOGETHER = 512;

    private final Transactions transactions;
    private final AddressTable addresses;
    private final InboxTable inbox;
    private final Consumer<Set<Long>> news;
    private final Gathered<AddressTable.Token, Optional<AddressTable.Submission>> submissions;
    private final Gathered<AddressTable.Key, Optional<AddressTable.Ticket>> tickets;
    private final Gathered<Incoming, Boolean> keeping;

    /** @param news told, after the commit, for which workspaces something has come */
    Doorway(JdbcClient jdbc, Transactions transactions, Consumer<Set<Long>> news) {
        this.transactions = transactions;
        this.addresses = new AddressTable(jdbc);
        this.inbox = new InboxTable(jdbc);
        this.news = news;
        this.submissions = new Gathered<>("callbacks-submissions", 1, TOGETHER, this::submissions);
        this.tickets = new Gathered<>("callbacks-tickets", 1, TOGETHER, this::tickets);
        this.keeping = new Gathered<>("callbacks-inbox", LANES, TOGETHER, this::keep);
    }

    /** The submission that a token leads to. */
    Optional<AddressTable.Submission> submission(String token) {
        OptionalLong workspace = Tickets.workspaceOf(token);
        return workspace.isEmpty()
                ? Optional.empty()
                : submissions.ask(new AddressTable.Token(workspace.getAsLong(), Sha256.of(token)));
    }

    /** The ticket of an operation that has that key. */
    Optional<AddressTable.Ticket> ticket(String key) {
        OptionalLong workspace = Tickets.workspaceOf(key);
        return workspace.isEmpty() ? Optional.empty() : tickets.ask(new AddressTable.Key(workspace.getAsLong(), key));
    }

    /** Keeps it; it is durable when this returns. @return whether the same was there before */
    boolean keep(Incoming incoming) {
        return keeping.ask(incoming);
    }

    private List<Optional<AddressTable.Submission>> submissions(List<AddressTable.Token> tokens) {
        Set<Long> workspaces = new HashSet<>();
        tokens.forEach(token -> workspaces.add(token.workspaceId()));
        return inOrder(tokens.size(), transactions.in(workspaces, () -> addresses.submissions(tokens)));
    }

    private List<Optional<AddressTable.Ticket>> tickets(List<AddressTable.Key> keys) {
        Set<Long> workspaces = new HashSet<>();
        keys.forEach(key -> workspaces.add(key.workspaceId()));
        return inOrder(keys.size(), transactions.in(workspaces, () -> addresses.tickets(keys)));
    }

    private static <T> List<Optional<T>> inOrder(int count, Map<Integer, T> found) {
        List<Optional<T>> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(Optional.ofNullable(found.get(i)));
        }
        return all;
    }

    private List<Boolean> keep(List<Incoming> all) {
        Set<Long> workspaces = new HashSet<>();
        all.forEach(one -> workspaces.add(one.workspaceId()));
        List<Boolean> before = transactions.in(workspaces, () -> inbox.keep(all));
        Set<Long> fresh = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            if (!before.get(i)) {
                fresh.add(all.get(i).workspaceId());
            }
        }
        news.accept(fresh);
        return before;
    }

    @Override
    public void close() {
        submissions.close();
        tickets.close();
        keeping.close();
    }
}
