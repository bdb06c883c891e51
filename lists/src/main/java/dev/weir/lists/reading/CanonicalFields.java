package dev.weir.lists.reading;

import dev.weir.lists.files.FieldNames;
import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import java.util.Map;
import java.util.Optional;

/** The vocabulary, for the mapping of headers. */
public final class CanonicalFields implements FieldNames {

    private static final Field ANY = Fields.find("company.name").orElseThrow();

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

    @Override
    public boolean saysNothing(String text) {
        return Placeholders.isOne(ANY, text, Map.of());
    }
}
