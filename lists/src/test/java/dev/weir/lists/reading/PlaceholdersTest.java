package dev.weir.lists.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Fields;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "N/A",
                " n/a ",
                "N / A",
                "n.a.",
                "#N/A",
                "#REF!",
                "-",
                "--",
                "–",
                "?",
                "???",
                ".",
                "...",
                "_",
                "<null>",
                "(none)",
                "Unknown",
                "undefined",
                "Not  Available",
                "TBD",
                "keine Angabe",
                "\u00a0",
                "null",
                "None",
                "NULL",
                "na",
                "test",
                "nil"
            })
    void whatSaysNothingCountsAsEmpty(String text) {
        assertThat(isOne("company.name", text, Map.of())).isTrue();
        assertThat(isOne("company.domain", text, Map.of())).isTrue();
        assertThat(isOne("person.job_title", text, Map.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NA Sales",
                "None of Your Business Ltd",
                "Test Ltd",
                "Unknown Pleasures",
                "3M",
                "X",
                "!!!",
                "0",
                "A-",
                "N/A Inc",
                "Tbdx",
                "- Acme -"
            })
    void whatSaysMoreIsAName(String text) {
        assertThat(isOne("company.name", text, Map.of())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // A surname that is a word for nothing, beside a first name; and the other way round.
        "person.last_name, Null, Jennifer, Null, , false",
        "person.last_name, None, Ada, None, , false",
        "person.first_name, Na, Na, Kim, , false",
        "person.first_name, Nan, Nan, Goldin, , false",
        "person.last_name, Test, , Test, Frederic Test, false",
        "person.last_name, N/A, Jennifer, N/A, , true",
        "person.last_name, ., Jennifer, ., , true",
        "person.last_name, unknown, Jennifer, unknown, , true",
        "person.last_name, Null, , Null, , true",
        "person.last_name, null, null, null, , true",
        "person.last_name, null, N/A, null, , true",
        "person.first_name, test, test, test, , true",
        "person.full_name, None, , , None, true",
        "person.full_name, Jennifer Null, , , Jennifer Null, false",
        "person.full_name, Test User, , , Test User, false",
    })
    void aWordThatMayBeANameIsOneBesideAnotherPartOfIt(
            String field,
            String text,
            @Nullable String first,
            @Nullable String last,
            @Nullable String full,
            boolean placeholder) {
        Map<String, String> row = new HashMap<>();
        put(row, "person.first_name", first);
        put(row, "person.last_name", last);
        put(row, "person.full_name", full);

        assertThat(isOne(field, text, row)).isEqualTo(placeholder);
    }

    @ParameterizedTest
    @CsvSource({
        "company.location.country_code, NA, false",
        "company.location.country_code, n/a, true",
        "person.location.region, NA, false",
        "person.location.city, Nan, false",
        "person.location.city, n/a, true",
        "person.work_email_status, unknown, false",
        "person.work_email_status, -, true",
        "person.seniority, n/a, true",
        "company.employee_count, unknown, true",
    })
    void whereAWordIsAnAnswerItIsNone(String field, String text, boolean placeholder) {
        assertThat(isOne(field, text, Map.of())).isEqualTo(placeholder);
    }

    private static boolean isOne(String field, String text, Map<String, String> row) {
        return Placeholders.isOne(Fields.find(field).orElseThrow(), text, row);
    }

    private static void put(Map<String, String> row, String field, @Nullable String text) {
        if (text != null) {
            row.put(field, text);
        }
    }
}
