package dev.weir.app.commands;

import dev.weir.app.enrich.ListOptions;
import dev.weir.lists.files.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a list is read and which of its rows are asked for. */
final class ListFlags {

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The encoding of the list, such as windows-1252, where what Weir finds out is wrong.")
    private @Nullable String encoding;

    @Option(
            names = "--sheet",
            paramLabel = "NAME|N",
            description = "Which sheet of a workbook, by name or number. Else the first that is visible.")
    private @Nullable String sheet;

    @Option(
            names = "--only-missing",
            description = "Fill only what is missing: empty cells, and columns the list has not; ask for no other row.")
    private boolean onlyMissing;

    @Option(
            names = "--dedupe-by",
            split = ",",
            paramLabel = "FIELD|HEADER",
            description = "Rows that agree in these are asked for once, and all get the answer.")
    private List<String> dedupeBy = List.of();

    @Option(
            names = "--drop-duplicates",
            description = "Of rows that --dedupe-by finds the same, only the first is in the result.")
    private boolean dropDuplicates;

    @Option(
            names = "--country",
            paramLabel = "XX",
            description =
                    "Country of telephone numbers that have no code, in rows without a country, such as DE or US.")
    private @Nullable String country;

    ListOptions options() {
        return new ListOptions(Reading.of(encoding, sheet), dedupeBy, dropDuplicates, onlyMissing, country);
    }
}
