package dev.weir.app.enrich;

import dev.weir.lists.files.Row;
import dev.weir.lists.reading.Aside;
import dev.weir.lists.reading.RowReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts the cells of a list that hold something and count as unknown, and says so to a person. */
final class Asides {

    private final Map<Aside, Map<String, Cells>> byReason = new EnumMap<>(Aside.class);

    /** @param text of the cell */
    void add(String field, Aside why, Row row, String text) {
        byReason.computeIfAbsent(why, _ -> new TreeMap<>())
                .computeIfAbsent(field, _ -> new Cells())
                .add(row, text);
    }

    /** The fields that have such cells. */
    Set<String> fields() {
        return byReason.values().stream()
                .flatMap(cells -> cells.keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A sentence for each reason and field, one for all placeholders. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        byReason.forEach((why, byField) -> {
            if (why == Aside.PLACEHOLDER) {
                sentences.add(placeholders(byField));
            } else {
                byField.forEach((field, cells) ->
                        sentences.add(cells.rows() + (cells.count == 1 ? " has a " : " have a ") + field
                                + meaning(why, field) + " (" + cells.first() + "); there it counts as unknown."));
            }
        });
        return sentences;
    }

    private static String meaning(Aside why, String field) {
        return switch (why) {
            case PLACEHOLDER -> " that says nothing";
            case UNREADABLE -> " that cannot be read as one";
            case ELSEWHERE -> " that is on somebody else's site";
            case FREE_MAIL ->
                field.equals(RowReader.DOMAIN)
                        ? " that is only where its free mailbox is"
                        : " at a free-mail provider, which tells nothing of a workplace";
            case ROLE_ADDRESS -> " of a role, not of a person";
        };
    }

    private static String placeholders(Map<String, Cells> byField) {
        long count = byField.values().stream().mapToLong(cells -> cells.count).sum();
        Cells first = byField.values().stream()
                .min((one, other) -> Long.compare(one.index, other.index))
                .orElseThrow();
        return Amounts.count(count) + (count == 1 ? " cell holds" : " cells hold") + " a placeholder and "
                + (count == 1 ? "counts" : "count") + " as empty: "
                + byField.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + Amounts.count(entry.getValue().count))
                        .collect(Collectors.joining(", "))
                + " (" + first.first() + ").";
    }

    /** Without what would move a terminal's cursor, or end the line. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    /** Cells of one field, and the first of them. */
    static final class Cells {

        private static final int SHOWN = 40;

        private long count;
        private long index;
        private long line;
        private @Nullable String example;

        void add(Row row, String text) {
            if (count++ == 0) {
                index = row.index();
                line = row.line();
                example = text;
            }
        }

        String rows() {
            return Amounts.count(count) + (count == 1 ? " row" : " rows");
        }

        long count() {
            return count;
        }

        /** Where the first one is, and what it holds, safe for a terminal. */
        String first() {
            String plain = printable(String.valueOf(example));
            String shown = plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN - 1) + "…";
            return place() + ": \"" + shown + "\"";
        }

        /** Where the first one is. */
        String place() {
            return (count == 1 ? "row " : "first in row ") + Amounts.count(index + 1) + ", line " + Amounts.count(line);
        }
    }
}
