package dev.weir.app.enrich;

import dev.weir.lists.files.Reading;
import dev.weir.server.problem.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a list is to be read, and which of its rows are asked for.
 *
 * @param reading encoding and sheet
 * @param dedupeBy fields or headers; rows that agree in all of them are asked for once. None for every row by itself
 * @param dropDuplicates whether the later ones of such rows are left out of the result
 * @param onlyMissing whether only empty cells of columns that are there are filled
 * @param country ISO 3166-1 alpha-2, of telephone numbers that do not say theirs; null for none
 */
public record ListOptions(
        Reading reading,
        List<String> dedupeBy,
        boolean dropDuplicates,
        boolean onlyMissing,
        @Nullable String country) {

    /** Every row, all of it found out. */
    public static final ListOptions USUAL = new ListOptions(Reading.USUAL, List.of(), false, false, null);

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    public ListOptions {
        dedupeBy = List.copyOf(new LinkedHashSet<>(dedupeBy.stream()
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList()));
        country = country == null ? null : country.strip().toUpperCase(Locale.ROOT);
        if (dropDuplicates && dedupeBy.isEmpty()) {
            throw Problem.invalid(
                    "no_dedupe_key",
                    "--drop-duplicates needs to know which rows are the same: add --dedupe-by company.domain, or another"
                            + " field or header.");
        }
        if (country != null && !COUNTRIES.contains(country)) {
            throw Problem.invalid(
                    "unknown_country",
                    "--country " + country
                            + " is no code of a country. Write its two letters, such as DE, FR, GB or US.");
        }
    }
}
