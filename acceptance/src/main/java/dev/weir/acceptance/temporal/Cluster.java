package dev.weir.acceptance.temporal;

/** A Temporal server as a process of its own, which can be ended and comes back at its address. */
public interface Cluster extends AutoCloseable {

    /** How the program is told to use it. */
    EngineChoice engine();

    /** Ends it as whoever operates it would. */
    void stop();

    /** SIGKILL; returns when it is dead. */
    void kill();

    /** Brings it back, at its address; returns when it answers. */
    void start();

    @Override
    void close();
}
