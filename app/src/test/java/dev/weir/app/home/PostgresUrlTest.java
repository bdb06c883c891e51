package dev.weir.app.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

    @ParameterizedTest
    @CsvSource({
        "postgresql://weir_app:p%40ss+word@db.example:6543/weir, jdbc:postgresql://db.example:6543/weir, weir_app, p@ss+word",
        "postgres://db.example/weir, jdbc:postgresql://db.example/weir, '', ''",
        "jdbc:postgresql://db/weir?user=weir_app&password=x&sslmode=require, jdbc:postgresql://db/weir?sslmode=require, weir_app, x",
        "postgresql://weir_app@[::1]:5432/weir, jdbc:postgresql://[::1]:5432/weir, weir_app, ''",
    })
    void anAddressIsTakenApart(String text, String jdbc, String user, String password) {
        assertThat(PostgresUrl.parse(text)).isEqualTo(new PostgresUrl(jdbc, user, password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://root:hush@db/x", "postgresql://hush", "postgresql:///weir", "not an address hush"})
    void whatIsNoAddressIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> PostgresUrl.parse(text))
                .isInstanceOf(Problem.class)
                .hasMessageNotContaining("hush");
    }

    @Test
    void aPasswordNeverShows() {
        assertThat(PostgresUrl.parse("postgresql://weir_app:hush@db/weir").toString())
                .doesNotContain("hush");
    }

    @Test
    void optionsGoBeforeTheEnvironment() {
        DatabaseChoice choice = DatabaseChoice.of(
                "postgresql://db/one",
                null,
                Map.of("WEIR_DB_URL", "postgresql://db/two", "WEIR_DB_PASSWORD", "secret"));
        assertThat(choice.app()).isEqualTo(new PostgresUrl("jdbc:postgresql://db/one", "", "secret"));
        assertThat(DatabaseChoice.of(null, null, Map.of())).isEqualTo(DatabaseChoice.EMBEDDED);
    }
}
