package dev.weir.server.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.problem.Problem;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimetableTest {

    @Test
    void itComesByTheClockOnTheWallOfItsZone() {
        Timetable workdays = new Timetable("0 7 * * 1-5", "Europe/Berlin");

        assertThat(workdays.after(Instant.parse("2026-03-26T12:00:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-03-27T06:00:00Z"),
                        // Summer time began on Sunday.
                        Instant.parse("2026-03-30T05:00:00Z"),
                        Instant.parse("2026-03-31T05:00:00Z"));
        assertThat(new Timetable("@daily", "UTC").after(Instant.parse("2026-03-26T12:00:00Z")))
                .contains(Instant.parse("2026-03-27T00:00:00Z"));
    }

    @Test
    void whatIsNoneIsPointedAt() {
        assertThat(Timetable.mistakes("* * *", "Mars"))
                .extracting(Problem.At::pointer)
                .containsExactly("/cron", "/cronZone");
        assertThat(Timetable.mistakes("*/5 * * * * *", "UTC")).hasSize(1);
        assertThat(Timetable.mistakes("0 0 31 2 *", "UTC").getFirst().detail()).contains("never comes");
    }
}
