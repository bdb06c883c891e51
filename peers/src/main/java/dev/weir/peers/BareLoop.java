package dev.weir.peers;

import dev.weir.bench.Contender;
import dev.weir.bench.InstantVendor;
import dev.weir.bench.peer.Call;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * No engine at all: some connections, each of which asks about one row after the other and writes the answer in a
 * transaction of its own. It has its rows in memory, keeps nothing of what is still to be done, and starts anew when it
 * dies.
 */
public final class BareLoop implements Contender {

    /** More gave no more rows a second on two cores. */
    private static final int CONNECTIONS = 16;

    @Override
    public String slug() {
        return "bare-loop";
    }

    @Override
    public String title() {
        return "bare loop, " + CONNECTIONS + " connections";
    }

    @Override
    public String keeps() {
        return "the answer, a commit for each row";
    }

    @Override
    public double goal() {
        return Double.NaN;
    }

    @Override
    public int rows(int ours) {
        return Shares.aFifth(ours);
    }

    @Override
    public void load(Ground ground) throws Exception {
        Results.makeTable(ground);
    }

    @Override
    public Work open(Ground ground) throws SQLException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(ground.connection());
        }
        Queue<Connection> free = new ConcurrentLinkedQueue<>(connections);
        return new Work() {
            @Override
            public void run() throws Exception {
                Threads.overRows(CONNECTIONS, ground.rows(), rows -> {
                    Connection connection = free.remove();
                    for (int row = rows.next(); row >= 0; row = rows.next()) {
                        Call call = Call.of(row);
                        Results.keep(connection, call, InstantVendor.body(call));
                    }
                });
            }

            @Override
            public long done() throws Exception {
                return Results.count(ground, Results.KEPT);
            }

            @Override
            public void close() throws IOException {
                try {
                    for (Connection connection : connections) {
                        connection.close();
                    }
                } catch (SQLException e) {
                    throw new IOException("a connection does not close", e);
                }
            }
        };
    }
}
