package dev.weir.lists.reading;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.files.Row;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows: which of their texts are known values, and which count as unknown although something is written there. */
public final class RowReader {

    public static final String WEBSITE = "company.website";
    public static final String DOMAIN = "company.domain";

    private final HeaderMapping mapping;
    private final TextReader reader;
    private final Map<String, Integer> foundColumns = new LinkedHashMap<>();

    /**
     * @param country of telephone numbers that do not say theirs, in rows that do not either
     * @param wanted the fields that are asked for
     * @param givesDomain whether websites stand in for domains
     */
    public RowReader(HeaderMapping mapping, @Nullable String country, Collection<String> wanted, boolean givesDomain) {
        this.mapping = mapping;
        this.reader = new TextReader(country, wanted, givesDomain);
        mapping.fieldByColumn()
                .values()
                .forEach(field -> mapping.foundColumnOf(field).ifPresent(column -> foundColumns.put(field, column)));
    }

    /** An enriched list that is enriched again brings along what was found for cells that count as unknown. */
    public ReadRow read(Row row) {
        Map<String, String> texts = mapping.values(row);
        ReadRow read = reader.read(texts, Map.of());
        if (foundColumns.isEmpty()) {
            return read;
        }
        Map<String, String> better = new LinkedHashMap<>(texts);
        foundColumns.forEach((field, column) -> {
            String found = row.cells().get(column);
            if (!found.isBlank() && !read.known().has(field)) {
                better.put(field, found);
            }
        });
        return better.equals(texts) ? read : reader.read(better, Map.of());
    }
}
