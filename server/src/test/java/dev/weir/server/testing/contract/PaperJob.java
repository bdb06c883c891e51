package dev.weir.server.testing.contract;

/** One job in the {@link PaperGrants}; touched under their lock only. */
final class PaperJob {

    final long id;
    final long workspace;
    boolean paused;

    PaperJob(long id, long workspace) {
        this.id = id;
        this.workspace = workspace;
    }
}
