package dev.weir.lists.files;

import java.util.List;

/**
 * What came of asking for one field of one row.
 *
 * @param text the value; empty when none was found
 * @param json whether the text is a JSON value (number, boolean, list, object) rather than a string
 * @param provenance one text per provenance column of the field, in their order; used only when they are wanted
 */
public record FieldResult(String text, boolean json, List<String> provenance) {

    public FieldResult {
        provenance = List.copyOf(provenance);
    }

    /** The same, for a row that has a value of its own. */
    public FieldResult withoutText() {
        return new FieldResult("", false, provenance);
    }
}
