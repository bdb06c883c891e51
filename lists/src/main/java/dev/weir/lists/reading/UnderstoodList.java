package dev.weir.lists.reading;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.files.ListWords;
import dev.weir.lists.files.Row;
import dev.weir.lists.files.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A list whose columns have been understood, so that its rows can be read as canonical values. */
public final class UnderstoodList {

    private final Table table;
    private final HeaderMapping mapping;
    private final boolean givesDomain;
    private final RowReader reader;
    private final @Nullable CompanyColumn companies;

    private UnderstoodList(
            Table table,
            HeaderMapping mapping,
            Collection<String> wanted,
            @Nullable String country,
            @Nullable CompanyColumn companies) {
        this.table = table;
        this.mapping = mapping;
        this.givesDomain = mapping.columnOf(RowReader.WEBSITE).isPresent()
                && mapping.columnOf(RowReader.DOMAIN).isEmpty()
                && !wanted.contains(RowReader.DOMAIN);
        this.reader = new RowReader(mapping, country, wanted, givesDomain);
        this.companies = companies;
    }

    /**
     * Understands a list's columns.
     *
     * <p>Of a list that was sent, one column may say which company of the workspace a row is about, see
     * {@link CompanyColumn}.
     *
     * @param rules each {@code Header=field}, see {@link HeaderMapping#of}
     * @param wanted the fields that are asked for
     * @param country of telephone numbers that do not say theirs, in rows that do not either
     * @throws dev.weir.server.problem.Problem for rules that do not fit the list
     */
    public static UnderstoodList of(
            Table table, List<String> rules, Collection<String> wanted, @Nullable String country) {
        ListWords words = table.file().words();
        HeaderMapping mapping = HeaderMapping.of(
                table.header(), rules, new CanonicalFields(words == ListWords.SENT), table.texts(), words);
        return new UnderstoodList(
                table,
                CompanyColumn.fieldsOf(mapping),
                wanted,
                country,
                CompanyColumn.of(mapping, rules).orElse(null));
    }

    public Table table() {
        return table;
    }

    public HeaderMapping mapping() {
        return mapping;
    }

    /** The column that says which company a row is about; empty for none. */
    public Optional<CompanyColumn> companies() {
        return Optional.ofNullable(companies);
    }

    /** Whether websites stand in for the domains that the list does not have; one that is asked for is asked for. */
    public boolean givesDomain() {
        return givesDomain;
    }

    /** The fields that rows may bring along. */
    public List<String> fields() {
        List<String> fields = new ArrayList<>(mapping.fieldByColumn().values());
        if (givesDomain) {
            fields.add(RowReader.DOMAIN);
        }
        return fields;
    }

    /** What a row says, and what of it does not count. */
    public ReadRow read(Row row) {
        return reader.read(row);
    }
}
