package dev.weir.server.audience;

import dev.weir.server.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.scheduling.support.CronExpression;

/**
 * When something is done again and again.
 *
 * @param cron five fields, minute to day of week, as crontab has them; or {@code @daily} and its like
 * @param zone in which its hours are meant, such as {@code Europe/Berlin}
 */
public record Timetable(String cron, String zone) {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int FIELDS = 5;

    public Timetable {
        List<Problem.At> mistakes = mistakes(cron, zone);
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(mistakes.getFirst().detail());
        }
    }

    /** What is wrong with it, with pointers {@code /cron} and {@code /cronZone}. */
    static List<Problem.At> mistakes(String cron, String zone) {
        List<Problem.At> mistakes = new ArrayList<>();
        try {
            CronExpression read = expression(cron);
            if (read.next(ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneId.of("UTC"))) == null) {
                mistakes.add(new Problem.At("/cron", "'" + cron + "' never comes"));
            }
        } catch (IllegalArgumentException unreadable) {
            mistakes.add(new Problem.At(
                    "/cron",
                    "has five fields, minute, hour, day of month, month and day of week, as in '0 7 * * 1-5', or is"
                            + " @hourly, @daily, @weekly or @monthly"));
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            mistakes.add(new Problem.At("/cronZone", "'" + zone + "' is no time zone; one is Europe/Berlin, or UTC"));
        }
        return mistakes;
    }

    // The parser has a field for seconds, too; nothing here is wanted more often than each minute.
    private static CronExpression expression(String cron) {
        String text = cron.strip();
        if (text.startsWith("@")) {
            return CronExpression.parse(text);
        }
        if (BLANKS.split(text).length != FIELDS) {
            throw new IllegalArgumentException("not five fields");
        }
        return CronExpression.parse("0 " + text);
    }

    /** The first time after that; empty when there is none. */
    Optional<Instant> after(Instant instant) {
        return Optional.ofNullable(expression(cron).next(instant.atZone(ZoneId.of(zone))))
                .map(ZonedDateTime::toInstant);
    }

    /** The next times after that. */
    public List<Instant> after(Instant instant, int count) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = after(instant);
        while (next.isPresent() && times.size() < count) {
            times.add(next.get());
            next = after(next.get());
        }
        return times;
    }
}
