package dev.weir.lists.reading;

import dev.weir.lists.files.FieldNames;
import dev.weir.provider.Field;
import dev.weir.provider.Fields;
import java.util.Map;
import java.util.Optional;

/** The vocabulary, for the mapping of headers. */
public final class CanonicalFields implements FieldNames {

    private static final Field ANY = Fields.find("company.name").orElseThrow();

    private final boolean ofCompanies;

    /** The canonical fields alone. */
    public CanonicalFields() {
        this(false);
    }

    /** @param ofCompanies whether a column may say, too, which company of the workspace a row is about */
    CanonicalFields(boolean ofCompanies) {
        this.ofCompanies = ofCompanies;
    }

    @Override
    public boolean has(String field) {
        return Fields.find(field).isPresent() || (ofCompanies && CompanyColumn.isName(field));
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
