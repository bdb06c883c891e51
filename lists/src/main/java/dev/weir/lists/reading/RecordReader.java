package dev.weir.lists.reading;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads records, which name their fields themselves: texts, numbers and truth values as a list's cells with those texts are
 * read, so that a person is the same person through whichever door he comes; lists and maps as they are.
 */
public final class RecordReader {

    private static final int MOST_ZEROS = 1_000;

    private final TextReader withDomain;
    private final TextReader plain;

    /** @param wanted the fields that are asked for */
    public RecordReader(Collection<String> wanted) {
        // A domain that is asked for is asked for, whatever the website says.
        this.withDomain = new TextReader(null, wanted, !wanted.contains(RowReader.DOMAIN));
        this.plain = new TextReader(null, wanted, false);
    }

    /**
     * @param record values by canonical field: {@link String}, {@link Number}, {@link Boolean}, list or map. Null, and a
     *     blank text, are no value
     */
    public ReadRow read(Map<String, ?> record) {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, Object> structures = new HashMap<>();
        record.forEach((field, value) -> {
            switch (value) {
                case null -> {}
                case String text when text.isBlank() -> {}
                case String text -> texts.put(field, text);
                // Its text could be a gigabyte long; no field takes it.
                case BigDecimal number
                when Math.abs((long) number.scale()) > MOST_ZEROS -> structures.put(field, number);
                case BigDecimal number -> texts.put(field, number.toPlainString());
                case Number number -> texts.put(field, number.toString());
                case Boolean truth -> texts.put(field, truth.toString());
                default -> structures.put(field, value);
            }
        });
        return (texts.containsKey(RowReader.DOMAIN) ? plain : withDomain).read(texts, structures);
    }
}
