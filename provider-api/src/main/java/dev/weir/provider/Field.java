package dev.weir.provider;

import java.util.Optional;

/**
 * A canonical datum: its stable name and the kind that says how a value of it is read and written.
 *
 * @param name such as {@code person.work_email}
 */
public record Field(String name, FieldKind kind) {

    /** The value in its canonical form; empty when {@code raw} cannot be read as one, which counts as not known. */
    public Optional<Object> normalise(Object raw) {
        return kind.normalise(raw);
    }
}
