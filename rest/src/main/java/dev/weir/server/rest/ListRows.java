package dev.weir.server.rest;

import dev.weir.lists.files.Row;
import dev.weir.lists.reading.Aside;
import dev.weir.lists.reading.CompanyColumn;
import dev.weir.lists.reading.ReadRow;
import dev.weir.lists.reading.UnderstoodList;
import dev.weir.lists.results.CellsJson;
import dev.weir.provider.Values;
import dev.weir.server.companies.Company;
import dev.weir.server.intake.Rows;
import dev.weir.server.jobs.ListShape;
import dev.weir.server.jobs.NewRow;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of a list that was sent. For one thread. */
final class ListRows implements Rows {

    /** So many places are named. */
    private static final int NAMED = 100;

    private static final int ROWS_AT_ONCE = 1_000;

    private final UnderstoodList list;
    private final boolean strict;
    private final Set<String> beside = new TreeSet<>();
    private final List<Problem.At> unknown = new ArrayList<>();
    private long unknownCount;
    private boolean counted;
    private final Function<Collection<Long>, Map<Long, Company>> companies;
    private final List<Problem.At> noCompanies = new ArrayList<>();

    /** Where each row begins; some millions of lines at most, as the limits have it. */
    private int[] lines = new int[1 << 10];

    /**
     * @param strict whether a value that counts as unknown refuses them all
     * @param companies those of the workspace that have these numbers
     */
    ListRows(UnderstoodList list, boolean strict, Function<Collection<Long>, Map<Long, Company>> companies) {
        this.list = list;
        this.strict = strict;
        this.companies = companies;
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
        if (!noCompanies.isEmpty()) {
            throw Problem.invalid(
                            "unknown_company",
                            "Some rows are about companies that there are not, so nothing was submitted: "
                                    + noCompanies.getFirst().pointer() + " "
                                    + noCompanies.getFirst().detail()
                                    + ". POST …/companies makes companies known and tells their ids.")
                    .at(noCompanies);
        }
        if (strict && unknownCount > 0) {
            throw Problem.invalid(
                            "unreadable_values",
                            "Some values cannot be used, and strict is true, so nothing was submitted: "
                                    + unknown.getFirst().pointer() + " "
                                    + unknown.getFirst().detail() + ".")
                    .at(unknown);
        }
    }

    /** What a row says of its company was mapped by somebody, who is refused, or is merely called so. */
    private void noteNoCompany(Row row, CompanyColumn column) {
        String place = "line " + row.line() + ", column " + list.mapping().shown(column.column());
        List<Problem.At> noted = column.said() ? noCompanies : unknown;
        if (!column.said()) {
            unknownCount++;
        }
        if (noted.size() < NAMED) {
            noted.add(new Problem.At(
                    place,
                    column.said()
                            ? "is the id of no company of this workspace"
                            : "is the id of no company of this workspace, and counts as unknown"));
        }
    }

    /** The list's rows, once. */
    private abstract class Each {
        private final dev.weir.lists.files.Rows rows = list.table().read();
        private final ArrayDeque<Row> ahead = new ArrayDeque<>();
        private Map<Long, Company> known = Map.of();

        public boolean hasNext() {
            boolean more = !ahead.isEmpty() || rows.hasNext();
            if (!more && !counted) {
                end();
            }
            return more;
        }

        /** The company that a row is about; null for none. */
        @Nullable
        Company company(Row row) {
            CompanyColumn column = list.companies().orElse(null);
            String text = column == null ? "" : column.text(row);
            if (column == null || text.isEmpty()) {
                return null;
            }
            Long id = CompanyColumn.id(text);
            Company company = id == null ? null : known.get(id);
            if (company == null && !counted) {
                noteNoCompany(row, column);
            }
            return company;
        }

        /** Companies are looked up for many rows at once. */
        private Row next(CompanyColumn column) {
            if (ahead.isEmpty()) {
                Set<Long> ids = new HashSet<>();
                while (ahead.size() < ROWS_AT_ONCE && rows.hasNext()) {
                    Row row = rows.next();
                    ahead.add(row);
                    Long id = CompanyColumn.id(column.text(row));
                    if (id != null) {
                        ids.add(id);
                    }
                }
                known = companies.apply(ids);
            }
            return ahead.remove();
        }

        Row row() {
            Row row = list.companies().map(this::next).orElseGet(rows::next);
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
            if (list.companies().isEmpty()) {
                return () -> values(row);
            }
            Company company = company(row);
            Values values = values(row);
            return company == null ? new Known(values, null) : new Known(company.known(values), company.id());
        }
    }

    private final class Stored extends Each implements Storing {

        @Override
        public NewRow next() {
            Row row = row();
            Values values = values(row);
            Company company = company(row);
            return company == null
                    ? new NewRow(ValuesJson.write(values), CellsJson.write(row))
                    : new NewRow(ValuesJson.write(company.known(values)), CellsJson.write(row)).of(company.id());
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
