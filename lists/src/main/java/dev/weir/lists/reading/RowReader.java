package dev.weir.lists.reading;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.files.Row;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows: which of their texts are known values, and which count as unknown although something is written there. */
public final class RowReader {

    public static final String WEBSITE = "company.website";
    public static final String DOMAIN = "company.domain";

    private final HeaderMapping mapping;
    private final TextReader reader;

    /**
     * @param country of telephone numbers that do not say theirs, in rows that do not either
     * @param wanted the fields that are asked for
     * @param givesDomain whether websites stand in for domains
     */
    public RowReader(
            HeaderMapping mapping, @Nullable String country, Collection<String> wanted, boolean givesDomain) {
        this.mapping = mapping;
        this.reader = new TextReader(country, wanted, givesDomain);
    }

    public ReadRow read(Row row) {
        return reader.read(mapping.values(row), Map.of());
    }
}
