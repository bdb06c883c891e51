package dev.weir.server.callbacks;

import dev.weir.provider.Sha256;
import dev.weir.server.tickets.Tickets;
import dev.weir.server.workspace.Gathered;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
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
    private final Gathered<Word, Optional<Taken>> words;

    /** @param news told, after the commit, for which workspaces something has come */
    Doorway(JdbcClient jdbc, Transactions transactions, Consumer<Set<Long>> news) {
        this.transactions = transactions;
        this.addresses = new AddressTable(jdbc);
        this.inbox = new InboxTable(jdbc);
        this.news = news;
        this.submissions = new Gathered<>("callbacks-submissions", 1, TOGETHER, this::submissions);
        this.tickets = new Gathered<>("callbacks-tickets", 1, TOGETHER, this::tickets);
        this.keeping = new Gathered<>("callbacks-inbox", LANES, TOGETHER, this::keep);
        this.words = new Gathered<>("callbacks-words", LANES, TOGETHER, this::take);
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

    /** What a worker says by a ticket's key, as it is to be kept when the ticket is known. */
    private record Word(AddressTable.Key key, Function<AddressTable.Ticket, Incoming> incoming) {}

    /**
     * That a worker's word is kept.
     *
     * @param ticket as it stood before
     * @param before whether the same was there before
     */
    record Taken(AddressTable.Ticket ticket, boolean before) {}

    /**
     * Looks up the ticket of that key and keeps what is said by it, in one transaction; it is durable when this returns.
     *
     * @return empty when there is no such ticket, or it is over for so long that nothing is kept
     */
    Optional<Taken> take(String key, Function<AddressTable.Ticket, Incoming> incoming) {
        OptionalLong workspace = Tickets.workspaceOf(key);
        return workspace.isEmpty()
                ? Optional.empty()
                : words.ask(new Word(new AddressTable.Key(workspace.getAsLong(), key), incoming));
    }

    private List<Optional<Taken>> take(List<Word> all) {
        Set<Long> workspaces = new HashSet<>();
        all.forEach(word -> workspaces.add(word.key().workspaceId()));
        Set<Long> fresh = new HashSet<>();
        List<Optional<Taken>> taken = transactions.in(workspaces, () -> {
            fresh.clear();
            Map<Integer, AddressTable.Ticket> found =
                    addresses.tickets(all.stream().map(Word::key).toList());
            found.values().removeIf(ticket -> !ticket.isTaken());
            List<Incoming> kept = new ArrayList<>();
            found.forEach((index, ticket) -> kept.add(all.get(index).incoming().apply(ticket)));
            Iterator<Boolean> before = kept(kept, fresh).iterator();
            Map<Integer, Taken> told = new HashMap<>();
            found.forEach((index, ticket) -> told.put(index, new Taken(ticket, before.next())));
            return inOrder(all.size(), told);
        });
        news.accept(fresh);
        return taken;
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
        Set<Long> fresh = new HashSet<>();
        List<Boolean> before = transactions.in(workspaces, () -> kept(all, fresh));
        news.accept(fresh);
        return before;
    }

    /** @param fresh takes the workspaces for which something new has come */
    private List<Boolean> kept(List<Incoming> all, Set<Long> fresh) {
        List<Boolean> before = inbox.keep(all);
        for (int i = 0; i < all.size(); i++) {
            if (!before.get(i)) {
                fresh.add(all.get(i).workspaceId());
            }
        }
        return before;
    }

    @Override
    public void close() {
        submissions.close();
        tickets.close();
        keeping.close();
        words.close();
    }
}
