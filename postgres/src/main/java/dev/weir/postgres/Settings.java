package dev.weir.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How to start a PostgreSQL. Refuses, with {@link IllegalArgumentException}, server settings that would break what
 * the launcher promises: durability, UTC, the loopback address, the place of its files.
 *
 * @param home the folder below which {@code postgres/} is kept; made absolute
 * @param server PostgreSQL settings that replace or extend the launcher's defaults, by name as in postgresql.conf
 * @param startTimeout bound on one start, crash recovery included
 * @param unpackFolder where the binaries are unpacked, one folder per version; may be shared by many homes
 */
public record Settings(Path home, Map<String, String> server, Duration startTimeout, Path unpackFolder) {
    private static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(2);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?");
    private static final Set<String> NOT_YOURS = Set.of(
            "cluster_name",
            "config_file",
            "data_directory",
            "external_pid_file",
            "fsync",
            "full_page_writes",
            "hba_file",
            "ident_file",
            "listen_addresses",
            "log_destination",
            "logging_collector",
            "port",
            "timezone",
            "unix_socket_directories");

    public Settings {
        home = home.toAbsolutePath().normalize();
        unpackFolder = unpackFolder.toAbsolutePath().normalize();
        server = Map.copyOf(server);
        for (Map.Entry<String, String> setting : server.entrySet()) {
            check(setting.getKey(), setting.getValue());
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("startTimeout must be positive, not " + startTimeout);
        }
    }

    /** The defaults: binaries unpacked under the home, two minutes to start. */
    public static Settings at(Path home) {
        return new Settings(home, Map.of(), DEFAULT_START_TIMEOUT, home.resolve("postgres"));
    }

    public Settings withServer(String name, String value) {
        Map<String, String> more = new HashMap<>(server);
        more.put(name, value);
        return new Settings(home, more, startTimeout, unpackFolder);
    }

    public Settings withStartTimeout(Duration timeout) {
        return new Settings(home, server, timeout, unpackFolder);
    }

    public Settings withUnpackFolder(Path folder) {
        return new Settings(home, server, startTimeout, folder);
    }

    private static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a PostgreSQL setting: '" + name + "'");
        }
        if (NOT_YOURS.contains(name)) {
            throw new IllegalArgumentException("the launcher itself decides the PostgreSQL setting " + name);
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the value of the PostgreSQL setting " + name + " holds a NUL");
        }
    }
}
