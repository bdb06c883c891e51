package dev.weir.lists.files;

import java.util.Optional;

/** The canonical fields, as far as mapping a header needs them. */
public interface FieldNames {

    boolean has(String field);

    /** The field a user most likely meant; empty when nothing is near. */
    Optional<String> nearest(String field);

    /** Whether a text can be read as a value of the field; one that cannot tell says no. */
    default boolean reads(String field, String text) {
        return false;
    }

    /** Whether a text says that nothing is known; one that cannot tell says no. */
    default boolean saysNothing(String text) {
        return false;
    }
}
