package dev.weir.lists.files;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How a list is written down. */
public enum FileFormat {
    /** RFC 4180, with a header; read with comma, semicolon, tab or bar, written with commas. */
    CSV,
    /** One JSON object per line. */
    JSONL,
    /** A sheet of an Excel workbook (Office Open XML, ECMA-376). */
    XLSX;

    /** The ending of files that Weir names itself, without the dot. */
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is text, so that its encoding matters. */
    boolean isText() {
        return this != XLSX;
    }

    /** What the name of a file promises; empty when its ending says nothing. */
    public static Optional<FileFormat> byName(Path file) {
        Path last = file.getFileName();
        return byName(last == null ? "" : last.toString());
    }

    static Optional<FileFormat> byName(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "csv", "tsv", "tab" -> Optional.of(CSV);
            case "jsonl", "ndjson" -> Optional.of(JSONL);
            case "xlsx" -> Optional.of(XLSX);
            default -> Optional.empty();
        };
    }
}
