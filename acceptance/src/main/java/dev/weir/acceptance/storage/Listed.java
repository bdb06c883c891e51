package dev.weir.acceptance.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The rows of statements none of which is null. */
final class Listed {

    private Listed() {}

    static <T> List<T> of(StatementSpec statement, Class<T> type) {
        List<T> rows = new ArrayList<>();
        for (@Nullable T row : statement.query(type).list()) {
            rows.add(Objects.requireNonNull(row));
        }
        return rows;
    }
}
