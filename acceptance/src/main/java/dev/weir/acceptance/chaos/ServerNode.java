package dev.weir.acceptance.chaos;

import dev.weir.acceptance.Program;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One of the server processes: it is started, killed, held still and started again, from any thread. It keeps its port, so
 * that whoever was told of it finds it again.
 */
public final class ServerNode {

    private final int index;
    private final Program program;
    private final Served.Keys keys;
    private final int port;
    private @Nullable Served running;
    private boolean held;
    private int deaths;

    ServerNode(int index, Program program, Served.Keys keys, int port) {
        this.index = index;
        this.program = program;
        this.keys = keys;
        this.port = port;
    }

    /** 0 or 1. */
    public int index() {
        return index;
    }

    public int port() {
        return port;
    }

    /** Starts it with more in front of the program's class: agents, properties; returns when it listens. */
    public void start(List<String> jvm) throws IOException, InterruptedException {
        synchronized (this) {
            if (running != null) {
                throw new IllegalStateException("server " + index + " runs");
            }
        }
        List<String> command = new ArrayList<>(program.command());
        command.addAll(1, jvm);
        // With stack traces, and apart from the other one's: this is where one looks for why.
        Path log = program.log().resolveSibling("server-" + index + ".log");
        Served started =
                Served.start(new Program(command, program.home(), log, program.environment()), keys, port, "-v");
        synchronized (this) {
            running = started;
            held = false;
        }
    }

    /** SIGKILL, also of one that is held still or has died by itself; returns when it is gone. */
    public synchronized void kill() throws InterruptedException {
        Served one = running;
        if (one != null) {
            one.kill();
            running = null;
            held = false;
            deaths++;
        }
    }

    /** Tells it to end, and waits. */
    public synchronized void stop() throws IOException, InterruptedException {
        if (held) {
            release();
        }
        Served one = running;
        if (one != null) {
            one.close();
            running = null;
        }
    }

    /** SIGSTOP: connections stay open and nobody answers. */
    public synchronized void hold() throws IOException, InterruptedException {
        Served one = running;
        if (one != null) {
            Signals.send("STOP", List.of(one.pid()));
            held = true;
        }
    }

    /** SIGCONT, also for one that has stopped itself. */
    public synchronized void release() throws IOException, InterruptedException {
        Served one = running;
        if (one != null) {
            Signals.send("CONT", List.of(one.pid()));
            held = false;
        }
    }

    /** Whether its process is there, held still or not. */
    public synchronized boolean isAlive() {
        Served one = running;
        return one != null
                && ProcessHandle.of(one.pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Whether it was started and has died by itself, by a failpoint for example; {@link #kill} buries it. */
    public synchronized boolean hasDied() {
        return running != null && !isAlive();
    }

    /** Its process; empty when it was not started. */
    public synchronized OptionalLong pid() {
        Served one = running;
        return one == null ? OptionalLong.empty() : OptionalLong.of(one.pid());
    }

    /** The same program as that owner sees it; empty when it was not started. */
    public synchronized Optional<Served> served() {
        return Optional.ofNullable(running);
    }

    /** Whether its process is there and moves. */
    public synchronized boolean isUp() {
        return isAlive() && !held;
    }

    /** Where requests go to; empty for one that is not up. */
    OptionalInt reachable() {
        return isUp() ? OptionalInt.of(port) : OptionalInt.empty();
    }

    public synchronized int deaths() {
        return deaths;
    }
}
