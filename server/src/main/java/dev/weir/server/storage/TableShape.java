package dev.weir.server.storage;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table as its catalog describes it.
 *
 * @param uniques the columns of each unique index that finds a row by them
 * @param constraints names of its constraints and indexes
 */
record TableShape(
        String schema, String name, List<Column> columns, List<Set<String>> uniques, Set<String> constraints) {

    /**
     * A column.
     *
     * @param type as a statement writes it, from the catalog
     * @param base the name of the type that it comes down to
     * @param category of the type, as {@code pg_type.typcategory}
     * @param notNull whether it must not be null
     * @param required whether a row needs a value of ours for it
     * @param defaulted whether a row that names no value gets one
     * @param generated whether it takes no value
     */
    record Column(
            String name,
            String type,
            String base,
            char category,
            boolean notNull,
            boolean required,
            boolean defaulted,
            boolean generated,
            boolean selectable,
            boolean insertable,
            boolean updatable) {

        String quoted() {
            return Identifiers.quoted(name);
        }

        boolean isText() {
            return category == 'S';
        }

        boolean isArray() {
            return category == 'A';
        }

        boolean isNumber() {
            return category == 'N';
        }

        /** Whether a text that is written to it may be read back as another one. */
        boolean altersText() {
            return Set.of("bytea", "name", "char").contains(base);
        }
    }

    TableShape {
        columns = List.copyOf(columns);
        uniques = uniques.stream().map(Set::copyOf).toList();
        constraints = Set.copyOf(constraints);
    }

    String quoted() {
        return Identifiers.quoted(schema) + "." + Identifiers.quoted(name);
    }

    Optional<Column> find(String column) {
        return columns.stream().filter(one -> one.name().equals(column)).findFirst();
    }

    /** What may be meant by a name that is no column's. */
    Optional<String> near(String column) {
        return columns.stream()
                .map(Column::name)
                .filter(name -> plain(name).equals(plain(column)))
                .findFirst();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "");
    }

    boolean isFoundBy(Set<String> keys) {
        return uniques.contains(keys);
    }

    /** That name if it is a constraint's here, and null for whatever else a server may say. */
    @Nullable
    String constraint(@Nullable String said) {
        return said != null && constraints.contains(said) ? said : null;
    }

    /** That name if it is a column's here, and null for whatever else a server may say. */
    @Nullable
    String column(@Nullable String said) {
        return said != null && find(said).isPresent() ? said : null;
    }
}
