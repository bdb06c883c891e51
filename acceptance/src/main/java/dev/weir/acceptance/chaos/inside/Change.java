package dev.weir.acceptance.chaos.inside;

/**
 * An edit, and the class it is for.
 *
 * @param className as {@code dev.weir.server.jobs.Leases}
 */
record Change(String className, Edit edit) {

    String internalName() {
        return className.replace('.', '/');
    }
}
