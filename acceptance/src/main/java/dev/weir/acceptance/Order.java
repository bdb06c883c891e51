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
 * @param widened whether breaker and retry budget are wide enough for a run in which faults are the rule
 */
record Order(
        String jdbcUrl, URI sandbox, UUID home, Assignment assignment, int concurrency, boolean widened, Trap trap) {

    /** The environment variable with the program's password at the database. */
    static final String PASSWORD = "WEIR_FAULTS_PASSWORD";

    private static final String VERSION = "faults";

    Order with(UUID otherHome, Trap otherTrap) {
        return new Order(jdbcUrl, sandbox, otherHome, assignment, concurrency, widened, otherTrap);
    }

    List<String> arguments() {
        return List.of(
                jdbcUrl,
                sandbox.toString(),
                home.toString(),
                Long.toString(assignment.seed()),
                Integer.toString(assignment.rows()),
                Integer.toString(concurrency),
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
                Boolean.parseBoolean(arguments[6]),
                Trap.of(arguments[7]));
    }

    /** The product's own settings, but that nothing except the sandbox can be reached. */
    WeirSettings settings() {
        EgressSettings egress = EgressSettings.defaults(VERSION)
                .with(EgressSettings.Reach.only(new EgressSettings.Target(sandbox.getHost(), sandbox.getPort())));
        if (widened) {
            egress = egress.with(new BreakerSettings(62, 62, Duration.ofSeconds(60)))
                    .with(EgressSettings.RetryBudget.UNLIMITED);
        }
        return WeirSettings.defaults(VERSION)
                .with(egress)
                .with(ConductorSettings.DEFAULT.withPoll(Duration.ofMillis(100)));
    }
}
