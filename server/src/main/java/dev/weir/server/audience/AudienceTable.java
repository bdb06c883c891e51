package dev.weir.server.audience;

import dev.weir.provider.Fields;
import dev.weir.server.audience.AudienceSettings.Refresh;
import dev.weir.server.audience.AudienceSettings.Settings;
import dev.weir.server.audience.AudienceSettings.Waiting;
import dev.weir.server.audience.AudienceSettings.Wish;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of {@code weir.audience}. */
final class AudienceTable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<LinkedHashMap<String, Waiting>> WAITING = new TypeReference<>() {};

    private static final RowMapper<Settings> SETTINGS = (row, _) -> {
        Timestamp updated = row.getTimestamp("updated_at");
        String refresh = row.getString("refresh_blueprint");
        return new Settings(
                row.getBoolean("paused"),
                new Wish(
                        row.getObject("max_submitted_per_day", Integer.class),
                        row.getObject("max_credits_per_day", Long.class),
                        // One that is canonical no more counts for nothing.
                        Arrays.stream((String[]) row.getArray("found_first").getArray())
                                .filter(field -> Fields.find(field).isPresent())
                                .collect(Collectors.toSet()),
                        refresh == null
                                ? null
                                : new Refresh(refresh, row.getInt("refresh_after_days"), row.getInt("refresh_per_day")),
                        row.getInt("gather_seconds")),
                JSON.readValue(row.getString("waiting"), WAITING),
                row.getString("updated_by"),
                updated == null ? null : updated.toInstant());
    };

    private final JdbcClient jdbc;

    AudienceTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String FIND = """
            SELECT paused, max_submitted_per_day, max_credits_per_day, found_first, refresh_blueprint, refresh_after_days,
                   refresh_per_day, gather_seconds, waiting, updated_by, updated_at
            FROM weir.audience WHERE workspace_id = ?
            """;

    Optional<Settings> find(long workspaceId) {
        return jdbc.sql(FIND).param(workspaceId).query(SETTINGS).optional();
    }

    private static final String ENSURE = """
            INSERT INTO weir.audience (workspace_id) VALUES (?) ON CONFLICT (workspace_id) DO NOTHING
            """;

    void ensure(long workspaceId) {
        jdbc.sql(ENSURE).param(workspaceId).update();
    }

    private static final String LOCK = """
            SELECT paused, max_submitted_per_day, max_credits_per_day, found_first, refresh_blueprint, refresh_after_days,
                   refresh_per_day, gather_seconds, waiting, updated_by, updated_at
            FROM weir.audience WHERE workspace_id = ? FOR UPDATE
            """;

    Settings lock(long workspaceId) {
        return jdbc.sql(LOCK).param(workspaceId).query(SETTINGS).single();
    }

    private static final String CHANGE = """
            UPDATE weir.audience
            SET max_submitted_per_day = ?, max_credits_per_day = ?, found_first = ?, refresh_blueprint = ?,
                refresh_after_days = ?, refresh_per_day = ?, gather_seconds = ?, updated_by = ?, updated_at = weir.now()
            WHERE workspace_id = ?
            """;

    void change(long workspaceId, Wish wish, String by) {
        @Nullable Refresh refresh = wish.refresh();
        jdbc.sql(CHANGE)
                .param(wish.maxSubmittedPerDay())
                .param(wish.maxCreditsPerDayMilli())
                .param(wish.foundFirst().stream().sorted().toArray(String[]::new))
                .param(refresh == null ? null : refresh.blueprint())
                .param(refresh == null ? null : refresh.afterDays())
                .param(refresh == null ? null : refresh.perDay())
                .param(wish.gatherSeconds())
                .param(by)
                .param(workspaceId)
                .update();
    }

    private static final String PAUSE = """
            UPDATE weir.audience SET paused = ?, updated_by = ?, updated_at = weir.now() WHERE workspace_id = ?
            """;

    void pause(long workspaceId, boolean paused, String by) {
        jdbc.sql(PAUSE).params(paused, by, workspaceId).update();
    }

    private static final String SET_WAITING = "UPDATE weir.audience SET waiting = ? WHERE workspace_id = ?";

    void waiting(long workspaceId, Map<String, Waiting> waiting) {
        jdbc.sql(SET_WAITING)
                .params(JSON.writeValueAsString(waiting), workspaceId)
                .update();
    }
}
