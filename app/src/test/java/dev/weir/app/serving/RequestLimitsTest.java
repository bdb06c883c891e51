package dev.weir.app.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import dev.weir.server.rest.RestSettings;
import dev.weir.server.storage.StorageSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {

    @Test
    void whatIsNotSaidIsAsUsual() {
        assertThat(RequestLimits.of(Map.of(RequestLimits.BODY, ""))).isEqualTo(RestSettings.Limits.DEFAULT);
        assertThat(RequestLimits.of(Map.of(RequestLimits.REQUESTS, "60", RequestLimits.BODY, "1000")))
                .isEqualTo(new RestSettings.Limits(60, RestSettings.Limits.DEFAULT.badKeysPerMinute(), 1000));
        assertThat(RequestLimits.of(Map.of(RequestLimits.CONNECTIONS, "70")).connections())
                .isEqualTo(70);
    }

    @Test
    void resultsAreTriedForAsManyHoursAsAreSaid() {
        assertThat(RequestLimits.results(Map.of())).isEqualTo(StorageSettings.DEFAULT);
        assertThat(RequestLimits.results(Map.of(RequestLimits.RESULT_HOURS, "240"))
                        .giveUp())
                .isEqualTo(Duration.ofDays(10));
    }

    @Test
    void whatIsNoLimitIsRefusedByItsName() {
        for (String said : List.of("0", "-1", "many", "99999999999")) {
            assertThatThrownBy(() -> RequestLimits.of(Map.of(RequestLimits.BAD_KEYS, said)))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining(RequestLimits.BAD_KEYS)
                    .hasMessageContaining(said);
        }
    }
}
