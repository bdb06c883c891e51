package dev.weir.temporal.testing;

import dev.weir.postgres.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The configuration of one Temporal server: all four services in a process, on the loopback address alone. */
final class TemporalConfig {
    static final String DATABASE = "temporal";
    static final String VISIBILITY = "temporal_visibility";
    static final String PLUGIN = "postgres12_pgx";

    private static final int PORTS = 8;

    /** Quotas that shield clusters which many share; here they would be what is measured. */
    private static final String NO_QUOTAS = """
            frontend.rps: [{ value: 1000000 }]
            frontend.namespaceRPS: [{ value: 1000000 }]
            frontend.rps.namespaceReplicationInducingAPIs: [{ value: 1000000 }]
            frontend.namespaceRPS.visibility: [{ value: 1000000 }]
            frontend.persistenceMaxQPS: [{ value: 1000000 }]
            history.rps: [{ value: 1000000 }]
            history.persistenceMaxQPS: [{ value: 1000000 }]
            matching.rps: [{ value: 1000000 }]
            matching.persistenceMaxQPS: [{ value: 1000000 }]
            """;

    private TemporalConfig() {}

    /**
     * Writes it into a folder.
     *
     * @param log where the server writes what it has to say
     * @return the port of the frontend
     */
    static int write(Path file, Path log, Address postgres) throws IOException {
        Path dynamic = file.resolveSibling("dynamic.yaml");
        Files.writeString(dynamic, NO_QUOTAS);
        List<Integer> ports = LoopbackPorts.free(PORTS);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, server(log, postgres, ports, dynamic));
        return ports.getFirst();
    }

    private static String server(Path log, Address postgres, List<Integer> ports, Path dynamic) {
        return """
                log:
                  stdout: false
                  level: warn
                  outputFile: '%1$s'
                persistence:
                  defaultStore: default
                  visibilityStore: visibility
                  numHistoryShards: 4
                  datastores:
                    default:
                      sql: { pluginName: %2$s, databaseName: %3$s, connectAddr: '127.0.0.1:%5$d', connectProtocol: tcp,
                             user: '%6$s', password: '%7$s', maxConns: 20, maxIdleConns: 20, maxConnLifetime: 1h }
                    visibility:
                      sql: { pluginName: %2$s, databaseName: %4$s, connectAddr: '127.0.0.1:%5$d', connectProtocol: tcp,
                             user: '%6$s', password: '%7$s', maxConns: 5, maxIdleConns: 5, maxConnLifetime: 1h }
                global:
                  membership: { maxJoinDuration: 30s, broadcastAddress: 127.0.0.1 }
                services:
                  frontend: { rpc: { grpcPort: %8$d, membershipPort: %12$d, bindOnLocalHost: true } }
                  history: { rpc: { grpcPort: %9$d, membershipPort: %13$d, bindOnLocalHost: true } }
                  matching: { rpc: { grpcPort: %10$d, membershipPort: %14$d, bindOnLocalHost: true } }
                  worker: { rpc: { grpcPort: %11$d, membershipPort: %15$d, bindOnLocalHost: true } }
                clusterMetadata:
                  enableGlobalNamespace: false
                  failoverVersionIncrement: 10
                  masterClusterName: active
                  currentClusterName: active
                  clusterInformation:
                    active: { enabled: true, initialFailoverVersion: 1, rpcName: frontend, rpcAddress: '127.0.0.1:%8$d' }
                archival:
                  history: { state: disabled }
                  visibility: { state: disabled }
                namespaceDefaults:
                  archival:
                    history: { state: disabled }
                    visibility: { state: disabled }
                dynamicConfigClient: { filepath: '%16$s', pollInterval: 1h }
                """.formatted(
                        log,
                        PLUGIN,
                        DATABASE,
                        VISIBILITY,
                        postgres.port(),
                        postgres.user(),
                        postgres.password(),
                        ports.get(0),
                        ports.get(1),
                        ports.get(2),
                        ports.get(3),
                        ports.get(4),
                        ports.get(5),
                        ports.get(6),
                        ports.get(7),
                        dynamic);
    }
}
