package dev.weir.provider;

import java.util.Optional;

/** How a value is read and written. */
public enum FieldKind {
    TEXT;

    Optional<Object> normalise(Object raw) {
        String text = raw.toString().strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
