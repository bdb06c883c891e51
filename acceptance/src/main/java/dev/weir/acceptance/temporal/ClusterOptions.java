package dev.weir.acceptance.temporal;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which Temporal server a command starts. */
public final class ClusterOptions {

    /** What there is to choose from. */
    enum Kind {
        REAL,
        TEST
    }

    @Option(
            names = "--server",
            defaultValue = "test",
            description =
                    "real: Temporal's own, built from its Go module, over a PostgreSQL; test: that of its SDK's tests, in"
                            + " a process of its own (default: test).")
    private Kind kind = Kind.TEST;

    @Option(
            names = "--programs",
            description = "Where the real server's programs are, or are put once they are built (default: where the"
                    + " tests of the module temporal have them).")
    private Path programs = Path.of("temporal", "target", "temporal-server");

    /** The line of a command with these options, which are written in small letters. */
    public static CommandLine line(Object command) {
        return new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Starts one; it answers when this returns. @param folder where it keeps what it keeps */
    public Cluster open(Path folder) {
        return kind == Kind.REAL ? new RealCluster(programs, folder) : new TestCluster();
    }
}
