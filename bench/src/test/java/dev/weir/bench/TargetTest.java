package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TargetTest {

    @Test
    void anotherDatabaseOfTheSameServerKeepsHostAndParameters() {
        Target target = new Target("jdbc:postgresql://db.example:5433/weir?sslmode=require", "owner", "secret", "app");

        assertThat(target.url("other")).isEqualTo("jdbc:postgresql://db.example:5433/other?sslmode=require");
        assertThat(target.toString()).doesNotContain("secret");
    }

    @Test
    void whatIsNoPostgresqlUrlIsRefused() {
        assertThatThrownBy(() -> new Target("jdbc:mysql://db.example/weir", "owner", "secret", "app"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
