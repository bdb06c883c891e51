package dev.weir.app.knowing;

import dev.weir.server.credits.Credits;
import dev.weir.server.insight.Moment;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happened to a job, or to a row of it.
 *
 * @param more whether there was more than is shown
 */
public record TimelineView(List<Moment> moments, boolean more) {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    public TimelineView {
        moments = List.copyOf(moments);
    }

    /** One line for each, under the day and the row. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        String day = "";
        Integer row = null;
        for (Moment moment : moments) {
            if (moment.rowIndex() != null && !moment.rowIndex().equals(row)) {
                row = moment.rowIndex();
                lines.add("row " + (row + 1));
                day = "";
            }
            String today = DAY.format(moment.at());
            if (!today.equals(day)) {
                day = today;
                lines.add("  " + day + " (UTC)");
            }
            lines.add("  " + TIME.format(moment.at()) + "  " + line(moment));
        }
        if (moments.isEmpty()) {
            lines.add("Nothing has happened yet.");
        }
        if (more) {
            lines.add("... and more; --row N shows one row, --json all of them.");
        }
        return lines;
    }

    private static String line(Moment moment) {
        StringJoiner line = new StringJoiner("  ");
        line.add(pad(moment.kind().text().replace('_', ' '), 18));
        if (moment.step() != null) {
            line.add(moment.step() + (moment.provider() == null ? "" : " @ " + moment.provider()));
        }
        if (moment.detail() != null) {
            line.add(moment.detail());
        }
        switch (moment.kind()) {
            case TICKET_OUT, SUBMISSION_LEAVING, SUBMISSION_OUT, SUBMISSION_ENDED ->
                line.add("submission " + moment.number());
            case RERUN -> line.add("job " + moment.number());
            case ASKED -> counted(line, moment, "calls");
            case CALLBACK, WORKER_RESULT, WORKER_FAILURE -> counted(line, moment, "times");
            case CALL -> counted(line, moment, "attempts");
            case JOB,
                    REMEMBERED,
                    FOLLOWED,
                    NOT_ASKED,
                    KEPT_LATE,
                    REFUNDED,
                    STRAY_COST,
                    TICKET_OPENED,
                    TICKET_ENDED,
                    WORKER_PROGRESS,
                    ANSWER_FILED,
                    SIGNAL,
                    ROWS_PRUNED,
                    CELL -> {}
        }
        Long took = moment.tookMillis();
        if (took != null) {
            line.add("after " + took(took));
        }
        if (moment.creditsMilli() != 0) {
            line.add(Credits.text(moment.creditsMilli()) + " credits");
        }
        if (moment.vendorCertainMilli() != 0) {
            line.add("vendor " + Credits.text(moment.vendorCertainMilli()) + " " + moment.unit());
        }
        if (moment.vendorPossibleMilli() != 0) {
            line.add("vendor perhaps " + Credits.text(moment.vendorPossibleMilli()) + " " + moment.unit());
        }
        return line.toString().stripTrailing();
    }

    private static void counted(StringJoiner line, Moment moment, String what) {
        Long number = moment.number();
        if (number != null && number > 1) {
            line.add(number + " " + what);
        }
    }

    private static String took(long millis) {
        return millis < 10_000 ? millis + " ms" : millis < 600_000 ? millis / 1_000 + " s" : millis / 60_000 + " min";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** All of it, an object each. */
    public String json() {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Moment moment : moments) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("at", moment.at().toString());
            put(entry, "row", moment.rowIndex() == null ? null : moment.rowIndex() + 1);
            put(entry, "step", moment.step());
            put(entry, "provider", moment.provider());
            entry.put("kind", moment.kind().text());
            put(entry, "detail", moment.detail());
            put(entry, "credits", moment.creditsMilli() == 0 ? null : Credits.amount(moment.creditsMilli()));
            put(
                    entry,
                    "vendorCertain",
                    moment.vendorCertainMilli() == 0 ? null : Credits.amount(moment.vendorCertainMilli()));
            put(
                    entry,
                    "vendorPossible",
                    moment.vendorPossibleMilli() == 0 ? null : Credits.amount(moment.vendorPossibleMilli()));
            put(entry, "unit", moment.unit());
            put(entry, "tookMillis", moment.tookMillis());
            put(entry, "number", moment.number());
            entries.add(entry);
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(entries);
    }

    private static void put(Map<String, Object> entry, String name, @Nullable Object value) {
        if (value != null) {
            entry.put(name, value);
        }
    }
}
