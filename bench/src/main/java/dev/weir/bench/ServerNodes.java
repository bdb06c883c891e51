package dev.weir.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Some nodes on one database. Closing kills those that have not ended. */
final class ServerNodes implements AutoCloseable {

    private final List<ServerNode> nodes = new ArrayList<>();

    /** Starts them side by side; all of them work when it returns. @param wish of each */
    static ServerNodes start(BenchDatabase database, int number, Supplier<NodeWish> wish) throws IOException {
        ServerNodes started = new ServerNodes();
        boolean ready = false;
        try {
            for (int i = 0; i < number; i++) {
                started.nodes.add(ServerNode.start(database, wish.get()));
            }
            for (ServerNode node : started.nodes) {
                node.awaitReady();
            }
            ready = true;
            return started;
        } finally {
            if (!ready) {
                started.close();
            }
        }
    }

    List<ServerNode> all() {
        return List.copyOf(nodes);
    }

    ProcessHandle[] handles() {
        return nodes.stream().map(ServerNode::handle).toArray(ProcessHandle[]::new);
    }

    /** Processor time of all so far, in microseconds. */
    double micros() {
        return nodes.stream().mapToDouble(ServerNode::micros).sum();
    }

    /** Ends all of them well, and returns the most that each ever weighed, in MiB. */
    List<Double> end() throws IOException, InterruptedException {
        List<Double> weighed = new ArrayList<>();
        for (ServerNode node : nodes) {
            weighed.add(node.end());
        }
        return weighed;
    }

    @Override
    public void close() {
        nodes.forEach(ServerNode::close);
    }
}
