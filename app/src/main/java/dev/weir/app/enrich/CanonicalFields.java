package dev.weir.app.enrich;

import dev.weir.app.files.FieldNames;
import dev.weir.provider.Fields;
import java.util.Optional;

/** The vocabulary, for the mapping of headers. */
final class CanonicalFields implements FieldNames {

    @Override
    public boolean has(String field) {
        return Fields.find(field).isPresent();
    }

    @Override
    public Optional<String> nearest(String field) {
        return Fields.nearest(field).stream().findFirst();
    }

    @Override
    public boolean reads(String field, String text) {
        return Fields.find(field).flatMap(found -> found.normalise(text)).isPresent();
    }
}
