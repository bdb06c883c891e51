package dev.weir.peers;

import dev.weir.bench.BenchNamespace;
import dev.weir.bench.Contender;
import dev.weir.bench.Peer;
import dev.weir.temporal.TemporalAddress;
import dev.weir.temporal.TemporalConnection;
import dev.weir.temporal.testing.TestServerProcess;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Temporal with an activity for each call: the peer of {@code weir bench temporal}, whose classes say how it is written.
 * What is found stays in the history of the workflow. Nothing of it is in the bench's PostgreSQL, and starting workflows
 * is part of the work.
 *
 * <p>Without a server it starts Temporal's test server in a process of its own, which is counted as its own and keeps
 * everything in memory: it is less durable than all others.
 */
public final class TemporalActivities implements Contender {

    private static final String NAMESPACE = "weir-bench";

    private @Nullable TestServerProcess own;
    private @Nullable TemporalConnection connection;
    private @Nullable String used;

    @Override
    public String slug() {
        return "temporal";
    }

    @Override
    public String title() {
        return "Temporal, an activity per call";
    }

    @Override
    public String keeps() {
        return "what was found, in the history of a workflow";
    }

    @Override
    public double goal() {
        return 20;
    }

    @Override
    public int rows(int ours) {
        return Shares.aFiftieth(ours);
    }

    @Override
    public Optional<String> note() {
        return Optional.ofNullable(used);
    }

    @Override
    public void load(Ground ground) {
        connect(ground);
    }

    private TemporalConnection connect(Ground ground) {
        if (connection == null) {
            String target = ground.temporal();
            if (target == null) {
                own = TestServerProcess.start();
                target = own.target();
                used =
                        "ran on Temporal's test server, which keeps everything in memory; --temporal-target names a real one";
            } else {
                used = "ran on the server at " + target + ", whose processor time is not counted";
            }
            connection = TemporalConnection.open(TemporalAddress.plain(target, NAMESPACE));
            if (own == null) {
                BenchNamespace.require(connection);
            }
        }
        return connection;
    }

    @Override
    public Work open(Ground ground) {
        Peer peer = Peer.start(connect(ground).client());
        return new Work() {
            private List<String> workflows = List.of();

            @Override
            public List<ProcessHandle> beside() {
                return own == null ? List.of() : List.of(own.handle());
            }

            @Override
            public void run() {
                workflows = peer.run(ground.rows());
            }

            @Override
            public long done() {
                return peer.found(workflows);
            }

            @Override
            public void close() {
                peer.close();
            }
        };
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
        if (own != null) {
            own.close();
        }
    }
}
