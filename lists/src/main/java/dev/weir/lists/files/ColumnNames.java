package dev.weir.lists.files;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives every column a name of its own, and says where it had to invent one. */
final class ColumnNames {

    private ColumnNames() {}

    /** As written where that will do; a blank one is named by its place, a repeated one counted. */
    static Header unique(List<String> written, int width, List<String> warnings) {
        List<String> names = new ArrayList<>(width);
        Set<String> taken = new HashSet<>(written);
        Set<String> given = new HashSet<>();
        for (int column = 0; column < width; column++) {
            String name = column < written.size() ? written.get(column) : "";
            if (name.isBlank()) {
                String invented = free("column " + (column + 1), taken);
                if (column < written.size()) {
                    warnings.add("Column " + (column + 1) + " has no name; it is called \"" + invented + "\".");
                }
                names.add(invented);
            } else if (!given.add(name)) {
                String counted = free(name, taken);
                warnings.add("The header names \"" + name + "\" more than once; column " + (column + 1)
                        + " is called \"" + counted + "\".");
                names.add(counted);
            } else {
                names.add(name);
            }
        }
        return new Header(names);
    }

    /** The wish, or the wish with the first number that is free; takes it. */
    static String free(String wish, Set<String> taken) {
        String name = wish;
        for (int n = 2; !taken.add(name); n++) {
            name = wish + " (" + n + ")";
        }
        return name;
    }
}
