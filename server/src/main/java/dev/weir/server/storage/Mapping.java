package dev.weir.server.storage;

import dev.weir.server.registry.TableNames;
import dev.weir.server.storage.TableShape.Column;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a table gets what of a result; it has been held against the catalog.
 *
 * @param keys columns by which a row is found: those of the route, or for insert {@code weir_key}
 */
record Mapping(TableShape table, WriteMode mode, List<Part> parts, Set<String> keys) {

    /** A column, and what it gets. @param field of the result; for a column of {@link TableNames#OURS} its own name */
    record Part(Column column, String field) {

        boolean isOurs() {
            return TableNames.OURS.contains(column.name());
        }

        @Nullable
        Object value(Item item) {
            return switch (column.name()) {
                case TableNames.COMPANY_ID -> item.companyId();
                case TableNames.COMPANY_DOMAIN -> item.companyDomain();
                case TableNames.WEIR_KEY -> item.weirKey();
                default -> item.values().get(field);
            };
        }
    }

    Mapping {
        parts = List.copyOf(parts);
        keys = new LinkedHashSet<>(keys);
    }

    /** In an order that is the same for all routes to the table that have these keys. */
    Stream<Part> keyParts() {
        return parts.stream()
                .filter(part -> keys.contains(part.column().name()))
                .sorted(Comparator.comparing(part -> part.column().name()));
    }

    boolean isKey(Part part) {
        return keys.contains(part.column().name());
    }
}
