package dev.weir.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.problem.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How this server is, for who starts, watches and balances servers. */
@RestController
@Tag(name = "Operation")
class HealthRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    private final Weir weir;
    private final RunningWeir running;
    private final RestSettings settings;
    private final Metrics metrics;

    HealthRoutes(Weir weir, RunningWeir running, RestSettings settings, Metrics metrics) {
        this.weir = weir;
        this.running = running;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** That it lives. */
    record Health(@Schema(description = "up") String status, String version) {}

    /** That it can take and do work. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Readiness(
            @Schema(description = "ready") String status,

            @Schema(description = "Which migration the database is at")
            int schemaVersion,

            @Schema(description = "Whether its engine has renewed its leases of late")
            boolean engine,

            @Schema(description = "What the engine relies on beside the database: absent, or temporal") @Nullable
            String cluster,

            @Schema(
                    description =
                            "Whether that answers. While it does not, jobs are taken and wait; the server is ready"
                                    + " all the same")
            @Nullable
            Boolean clusterAnswers) {}

    @GetMapping("/health")
    @Needs(nobody = true)
    @Operation(summary = "Whether the process lives; asks nothing of anybody else")
    Health health() {
        return new Health("up", settings.version());
    }

    @GetMapping("/ready")
    @Needs(nobody = true)
    @Operation(
            summary = "Whether it can take and do work: database, schema, engine",
            description = "503 when it cannot, with a code that says why; it may be able to again in a moment.")
    Readiness ready() {
        int version;
        boolean beating;
        try {
            version = weir.schemaVersion();
            beating = running.isBeating();
        } catch (SQLException | RuntimeException away) {
            LOG.debug("not ready", away);
            throw unready("database_unavailable", "The database cannot be used just now.");
        }
        if (!beating) {
            throw unready("engine_stopped", "The engine has not renewed its leases; its work goes to other servers.");
        }
        Optional<StartedEngine.Cluster> cluster = running.cluster();
        return new Readiness(
                "ready",
                version,
                true,
                cluster.map(StartedEngine.Cluster::kind).orElse(null),
                cluster.map(StartedEngine.Cluster::answers).orElse(null));
    }

    @GetMapping(
            path = "/metrics",
            produces = {MediaType.TEXT_PLAIN_VALUE, "application/openmetrics-text"})
    @Needs(installation = true)
    @Operation(
            summary = "Metrics of this server, as Prometheus reads them",
            description = "Over all workspaces, so it takes the installation's key: in a scrape configuration,"
                    + " authorization with credentials_file.")
    String metrics() {
        return metrics.text();
    }

    private static Problem unready(String code, String sentence) {
        return new Problem(Problem.Kind.UNAVAILABLE, code, sentence);
    }
}
