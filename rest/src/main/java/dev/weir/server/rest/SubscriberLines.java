package dev.weir.server.rest;

import dev.weir.lists.files.Row;
import dev.weir.lists.reading.Aside;
import dev.weir.lists.reading.ReadRow;
import dev.weir.lists.reading.UnderstoodList;
import dev.weir.provider.Nearest;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.Arrived;
import dev.weir.server.problem.Problem;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** The lines of a list as what they say of subscribers. For one thread. */
final class SubscriberLines {

    /** So many places are named. */
    private static final int NAMED = 100;

    private static final List<String> ADDRESSES = List.of("person.work_email", "person.personal_email");

    private final UnderstoodList list;
    private final AudienceUploadOptions.OfSubscribers said;
    private final JsonMapper json;
    private final int email;
    private final List<Refused> refused = new ArrayList<>();
    private final List<Problem.At> warnings = new ArrayList<>();
    private long unknownValues;

    /** A line that was refused. @param line where it begins, from 1 */
    record Refused(long line, String reason) {}

    /** @throws Problem when it cannot be told which column has the addresses */
    SubscriberLines(UnderstoodList list, AudienceUploadOptions.OfSubscribers said, JsonMapper json) {
        this.list = list;
        this.said = said;
        this.json = json;
        this.email = emailColumn(list, said.email());
    }

    private static int emailColumn(UnderstoodList list, @Nullable String header) {
        List<String> headers = list.table().header().names();
        if (header != null) {
            int column = headers.indexOf(header);
            if (column < 0) {
                throw refusal(
                        list,
                        "unknown_header",
                        "The list has no column '" + header + "'." + Nearest.question(headers, header));
            }
            return column;
        }
        List<Integer> columns = ADDRESSES.stream()
                .flatMap(field -> list.mapping().columnOf(field).stream())
                .toList();
        if (columns.isEmpty()) {
            throw refusal(
                    list,
                    "no_email_column",
                    "No column of the list can be told to have the e-mail addresses. Say which by email, as a header.");
        }
        if (columns.size() > 1) {
            throw refusal(
                    list,
                    "two_email_columns",
                    "Two columns of the list have e-mail addresses, '" + headers.get(columns.getFirst()) + "' and '"
                            + headers.get(columns.getLast())
                            + "'. Say by email, as a header, by which of them the people are known.");
        }
        return columns.getFirst();
    }

    private static Problem refusal(UnderstoodList list, String code, String sentence) {
        return UploadOptions.refused(code, "/email", sentence).with("columns", UploadAnswer.columns(list));
    }

    Arrival arrival(Row row) {
        ReadRow read = list.read(row);
        note(row, read.aside());
        return new Arrival(
                row.cells().get(email), read.known(), said.subscribed(), said.occurredAt(), null, payload(row));
    }

    private void note(Row row, Map<String, Aside> aside) {
        new TreeMap<>(aside).forEach((field, why) -> {
            Integer column = list.mapping().columnOf(field).orElse(null);
            // Of an address that is none it is said that its line is refused.
            if (column != null && column == email) {
                return;
            }
            unknownValues++;
            if (warnings.size() < NAMED) {
                warnings.add(new Problem.At(
                        "line " + row.line() + ", column "
                                + (column == null ? field : list.mapping().shown(column)),
                        SentRecords.why(why, field)));
            }
        });
    }

    /** The line as an object from header to text, without blank ones. */
    private String payload(Row row) {
        List<String> headers = list.table().header().names();
        StringWriter text = new StringWriter();
        try (JsonGenerator to = json.createGenerator(text)) {
            to.writeStartObject();
            for (int column = 0; column < headers.size(); column++) {
                String cell = row.cells().get(column);
                if (cell.isBlank()) {
                    continue;
                }
                to.writeName(headers.get(column));
                if (row.json().contains(column)) {
                    to.writeRawValue(cell);
                } else {
                    to.writeString(cell);
                }
            }
            to.writeEndObject();
        }
        return text.toString();
    }

    /** What became of some lines. @param lines where each begins */
    void arrived(List<Long> lines, List<Arrived> arrived) {
        for (int i = 0; i < arrived.size() && refused.size() < NAMED; i++) {
            Arrived one = arrived.get(i);
            if (one.outcome() == Arrived.Outcome.REFUSED) {
                refused.add(new Refused(lines.get(i), String.valueOf(one.reason())));
            }
        }
    }

    /** The first that were refused. */
    List<Refused> refused() {
        return List.copyOf(refused);
    }

    /** The first values that were left out. */
    List<Problem.At> warnings() {
        return List.copyOf(warnings);
    }

    /** How many such there are. */
    long unknownValues() {
        return unknownValues;
    }
}
