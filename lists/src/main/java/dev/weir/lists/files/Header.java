package dev.weir.lists.files;

import java.util.List;
import java.util.Set;

/** The names of a table's columns, in order: none blank, none twice. */
public record Header(List<String> names) {

    public Header {
        names = List.copyOf(names);
        if (names.stream().anyMatch(String::isBlank) || Set.copyOf(names).size() < names.size()) {
            throw new IllegalArgumentException("column names must be there and differ: " + names);
        }
    }

    public int size() {
        return names.size();
    }

    /** The column of that very name; -1 when there is none. */
    public int indexOf(String name) {
        return names.indexOf(name);
    }
}
