package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.ServerNode;
import dev.weir.acceptance.chaos.inside.AgentJar;
import dev.weir.acceptance.chaos.inside.Control;
import dev.weir.acceptance.chaos.inside.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** The installation's servers with the agent inside, and the numbers by which the database knows them. */
public final class Servers {

    private static final String NEWEST = "SELECT coalesce(max(id), 0) FROM weir.node";

    private final Installation site;
    private final Path jar;
    private final List<Control> controls;
    private final Plan plan;
    private final AtomicLongArray nodes;
    // One after another: the number that is new is that of the one that was started.
    private final Object starting = new Object();

    private Servers(Installation site, Path jar, List<Control> controls, Plan plan) {
        this.site = site;
        this.jar = jar;
        this.controls = List.copyOf(controls);
        this.plan = plan;
        this.nodes = new AtomicLongArray(controls.size());
    }

    /** Those of an installation, none of them started yet. @param plan what is wrong with each from its start */
    public static Servers of(Installation site, Plan plan) throws IOException {
        Path inside = site.folder().resolve("inside");
        Path jar = AgentJar.write(inside);
        List<Control> controls = new ArrayList<>();
        for (ServerNode server : site.servers()) {
            controls.add(new Control(inside.resolve(String.valueOf(server.index()))));
        }
        return new Servers(site, jar, controls, plan);
    }

    /** How many there are, up or not. */
    public int count() {
        return controls.size();
    }

    /** The harness's end of what is inside one of them. */
    public Control control(int index) {
        return controls.get(index);
    }

    ServerNode server(int index) {
        return site.servers().get(index);
    }

    /** Starts one; it listens when this returns. */
    public void start(int index) throws IOException, InterruptedException {
        start(index, Duration.ZERO);
    }

    /** @param ahead of the machine's clock, or behind */
    void start(int index, Duration ahead) throws IOException, InterruptedException {
        synchronized (starting) {
            long before = newest();
            server(index).start(List.of(control(index).option(jar, plan.clock(ahead))));
            long now = newest();
            if (now == before) {
                throw new IOException("server " + index + " listens and is no node");
            }
            nodes.set(index, now);
        }
    }

    /** Starts those that do not run. */
    public void startAll() throws IOException, InterruptedException {
        for (int i = 0; i < count(); i++) {
            if (!server(i).isAlive()) {
                server(i).kill();
                start(i);
            }
        }
    }

    private long newest() {
        return site.database().sql().sql(NEWEST).query(Long.class).single();
    }

    /** What the database calls the process of that server that was started last. */
    long node(int index) {
        return nodes.get(index);
    }

    /** How many are there and move. */
    int up() {
        return (int) site.servers().stream().filter(ServerNode::isUp).count();
    }
}
