package dev.weir.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.bench.Contender.Ground;

/** Connections for contenders that take a data source. */
final class Pools {

    private Pools() {}

    /** As many as that, open from the beginning. */
    static HikariDataSource of(Ground ground, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(ground.url());
        config.setUsername(ground.user());
        config.setPassword(ground.password());
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }
}
