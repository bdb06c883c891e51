package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {

    private static final TextTable TABLE = new TextTable(
                    "field", "found", "of rows that lacked it", "%", "not found because")
            .row("person.work_email", 7, 10, 70, "not_found 3")
            .row("company.domain", 0, 0, "", "");

    @Test
    void columnsLineUpWhereThereIsRoom() {
        assertThat(TABLE.lines(80))
                .containsExactly(
                        "  field              found  of rows that lacked it   %  not found because",
                        "  person.work_email      7                      10  70        not_found 3",
                        "  company.domain         0                       0");
    }

    @Test
    void aNarrowTerminalGetsEachRowInWords() {
        assertThat(TABLE.lines(50))
                .containsExactly(
                        "  person.work_email: found 7,",
                        "    of rows that lacked it 10, % 70,",
                        "    not found because not_found 3",
                        "  company.domain: found 0,",
                        "    of rows that lacked it 0");
    }
}
