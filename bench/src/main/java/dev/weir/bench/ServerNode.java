package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A node of Weir in a process of its own, for the length of a cell. Closing kills it. */
final class ServerNode implements AutoCloseable {

    private final ChildJvm child;
    private final NodeWish wish;
    private URI base = URI.create("http://127.0.0.1");

    private ServerNode(ChildJvm child, NodeWish wish) {
        this.child = child;
        this.wish = wish;
    }

    /** Starts one; it works when {@link #awaitReady} returns. */
    static ServerNode start(BenchDatabase database, NodeWish wish) throws IOException {
        List<String> lines = new ArrayList<>(Parent.lines(database));
        lines.addAll(wish.lines());
        return new ServerNode(ChildJvm.start(NodeProgram.class, lines), wish);
    }

    void awaitReady() throws IOException {
        String told = child.await(NodeProgram.LISTENS);
        if (wish.api()) {
            base = URI.create(told);
        }
    }

    /** Where its API listens. */
    URI base() {
        return base;
    }

    NodeWish wish() {
        return wish;
    }

    ProcessHandle handle() {
        return child.handle();
    }

    /** Processor time so far, in microseconds. */
    double micros() {
        return Proc.treeMicros(handle().pid());
    }

    /** Ends it well. Returns the most it ever weighed, in MiB; NaN where the system does not tell. */
    double end() throws IOException, InterruptedException {
        child.tell(List.of("end"));
        double weighed = Memory.mib(Long.parseLong(child.await(NodeProgram.WEIGHED)));
        child.awaitEnd();
        return weighed;
    }

    /** As {@code kill -9} does; returns when the process is gone. */
    void kill() {
        handle().destroyForcibly();
        handle().onExit().join();
    }

    @Override
    public void close() {
        child.close();
    }
}
