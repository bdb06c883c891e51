package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Program;

/** Which engine a process of the program is told to use. */
@FunctionalInterface
public interface EngineChoice {

    /** What it uses untold: PostgreSQL alone. */
    EngineChoice CONDUCTOR = program -> program;

    /** A namespace of a Temporal server. @param target host and port */
    static EngineChoice temporal(String target, String namespace) {
        return program -> program.with("WEIR_ENGINE", "temporal")
                .with("WEIR_TEMPORAL_TARGET", target)
                .with("WEIR_TEMPORAL_NAMESPACE", namespace);
    }

    /** The program with that in its environment. */
    Program in(Program program);
}
