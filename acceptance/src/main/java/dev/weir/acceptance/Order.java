package dev.weir.acceptance;

import dev.weir.server.WeirSettings;
import dev.weir.server.conductor.ConductorSettings;
import dev.weir.server.egress.BreakerSettings;
import dev.weir.server.egress.EgressSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What a worker is told: where the database and the vendors are, which home it has, what to enrich, where to die.
 *
 * @param concurrency calls in flight of one credential
 * @param batchesAtOnce of a thousand rows that it holds at most; 0 for as many as the product would
 * @param widened whether breaker and retry budget are wide enough for a run in which faults are the rule
 */
record Order(
        String jdbcUrl,
        URI sandbox,
        UUID home,
        Assignment assignment,
        int concurrency,
        int batchesAtOnce,
        boolean widened,
        Trap trap) {

    /** The environment variable with the program's password at the database. */
    static final String PASSWORD = "WEIR_FAULTS_PASSWORD";

    private static final String VERSION = "faults";
    private static final int ROWS_OF_A_BATCH = 1_000;

    Order with(UUID otherHome, Trap otherTrap) {
        return new Order(jdbcUrl, sandbox, otherHome, assignment, concurrency, batchesAtOnce, widened, otherTrap);
    }

    Order withBatchesAtOnce(int other) {
        return new Order(jdbcUrl, sandbox, home, assignment, concurrency, other, widened, trap);
    }

    List<String> arguments() {
        return List.of(
                jdbcUrl,
                sandbox.toString(),
                home.toString(),
                Long.toString(assignment.seed()),
                Integer.toString(assignment.rows()),
                Integer.toString(concurrency),
                Integer.toString(batchesAtOnce),
                Boolean.toString(widened),
                trap.text());
    }

    static Order of(String[] arguments) {
        return new Order(
                arguments[0],
                URI.create(arguments[1]),
                UUID.fromString(arguments[2]),
                new Assignment(Long.parseLong(arguments[3]), Integer.parseInt(arguments[4])),
                Integer.parseInt(arguments[5]),
                Integer.parseInt(arguments[6]),
                Boolean.parseBoolean(arguments[7]),
                Trap.of(arguments[8]));
    }

    /** The product's own settings, but that nothing except the sandbox can be reached. */
    WeirSettings settings() {
        EgressSettings egress = EgressSettings.defaults(VERSION)
                .with(EgressSettings.Reach.only(new EgressSettings.Target(sandbox.getHost(), sandbox.getPort())));
        if (widened) {
            egress = egress.with(new BreakerSettings(62, 62, Duration.ofSeconds(60)))
                    .with(EgressSettings.RetryBudget.UNLIMITED);
        }
        ConductorSettings conductor = ConductorSettings.DEFAULT.withPoll(Duration.ofMillis(100));
        if (batchesAtOnce > 0) {
            conductor = conductor.withMaxRows(batchesAtOnce * ROWS_OF_A_BATCH + conductor.roomForSmall());
        }
        return WeirSettings.defaults(VERSION).with(egress).with(conductor);
    }
}
