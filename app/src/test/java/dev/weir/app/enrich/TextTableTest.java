package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private static final TextTable TABLE = new TextTable(
                    "field", "found", "of rows that lacked it", "%", "not found because")
            .row("person.work_email", 7, 10, 70, "not_found 3")
            .row("company.domain", 0, 0, "", "");

    @Test
    void columnsLineUp() {
        assertThat(TABLE.lines())
                .containsExactly(
                        "  field              found  of rows that lacked it   %  not found because",
                        "  person.work_email      7                      10  70        not_found 3",
                        "  company.domain         0                       0");
        assertThat(TABLE.fits(76)).isTrue();
        assertThat(TABLE.fits(60)).isFalse();
    }

    @Test
    void wordsTakeAsManyLinesAsTheyNeed() {
        List<String> lines = new ArrayList<>();
        TextTable.flow("  hunter:", List.of("calls 10", "fields found 8", "credits 3"), ",", 30, lines);
        TextTable.wrap("  ", "One sentence that is far too long for this.", 24, lines);

        assertThat(lines)
                .containsExactly(
                        "  hunter: calls 10,",
                        "    fields found 8, credits 3",
                        "  One sentence that is",
                        "    far too long for",
                        "    this.");
    }
}
