package dev.weir.server.rest;

import dev.weir.lists.files.Row;
import dev.weir.lists.reading.Aside;
import dev.weir.lists.reading.ReadRow;
import dev.weir.lists.reading.UnderstoodList;
import dev.weir.lists.results.CellsJson;
import dev.weir.provider.Values;
import dev.weir.server.intake.Rows;
import dev.weir.server.jobs.ListShape;
import dev.weir.server.jobs.NewRow;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rows of a list that was sent. For one thread. */
final class ListRows implements Rows {

    /** So many places are named. */
    private static final int NAMED = 100;

    private final UnderstoodList list;
    private final boolean strict;
    private final Set<String> beside = new TreeSet<>();
    private final List<Problem.At> unknown = new ArrayList<>();
    private long unknownCount;
    private boolean counted;

    /** Where each row begins; some millions of lines at most, as the limits have it. */
    private int[] lines = new int[1 << 10];

    /** @param strict whether a value that counts as unknown refuses them all */
    ListRows(UnderstoodList list, boolean strict) {
        this.list = list;
        this.strict = strict;
    }

    /** The first values that count as unknown, once they have been read. */
    List<Problem.At> warnings() {
        return List.copyOf(unknown);
    }

    /** How many such there are. */
    long unknownValues() {
        return unknownCount;
    }

    /** Where a row begins, from 1. @param index from 0, of a row that has been read */
    long line(long index) {
        return lines[Math.toIntExact(index)];
    }

    @Override
    public String place(long index) {
        return "line " + line(index);
    }

    @Override
    public Reading read() {
        return new Read();
    }

    @Override
    public Storing store() {
        return new Stored();
    }

    private Values values(Row row) {
        ReadRow read = list.read(row);
        beside.addAll(read.aside().keySet());
        if (!counted) {
            unknownCount += read.aside().size();
            if (unknown.size() < NAMED && !read.aside().isEmpty()) {
                note(row, read.aside());
            }
        }
        return read.known();
    }

    private void note(Row row, Map<String, Aside> aside) {
        new TreeMap<>(aside).forEach((field, why) -> {
            if (unknown.size() < NAMED) {
                unknown.add(new Problem.At(
                        "line " + row.line() + ", column "
                                + list.mapping()
                                        .columnOf(field)
                                        .map(list.mapping()::shown)
                                        .orElse(field),
                        SentRecords.why(why, field)));
            }
        });
    }

    /** The first whole reading is over. */
    private void end() {
        counted = true;
        if (strict && unknownCount > 0) {
            throw Problem.invalid(
                            "unreadable_values",
                            "Some values cannot be used, and strict is true, so nothing was submitted: "
                                    + unknown.getFirst().pointer() + " "
                                    + unknown.getFirst().detail() + ".")
                    .at(unknown);
        }
    }

    /** The list's rows, once. */
    private abstract class Each {
        private final dev.weir.lists.files.Rows rows = list.table().read();

        public boolean hasNext() {
            boolean more = rows.hasNext();
            if (!more && !counted) {
                end();
            }
            return more;
        }

        Row row() {
            Row row = rows.next();
            int index = Math.toIntExact(row.index());
            if (index >= lines.length) {
                lines = Arrays.copyOf(lines, lines.length * 2);
            }
            lines[index] = Math.toIntExact(row.line());
            return row;
        }

        public void close() {
            try {
                rows.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    private final class Read extends Each implements Reading {

        @Override
        public Given next() {
            Row row = row();
            return () -> values(row);
        }
    }

    private final class Stored extends Each implements Storing {

        @Override
        public NewRow next() {
            Row row = row();
            return new NewRow(ValuesJson.write(values(row)), CellsJson.write(row));
        }

        @Override
        public Optional<ListShape> list() {
            return Optional.of(new ListShape(
                    list.table().header().names(),
                    list.mapping().fieldByColumn(),
                    beside,
                    list.table().longestCell()));
        }
    }
}
