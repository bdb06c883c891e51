package dev.weir.server.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.suppression.Handle;
import dev.weir.server.testing.WeirDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MentionsTest {

    private static final Mentions JANE = Mentions.of(List.of(
            handle("jane@acme.example"),
            handle("https://www.linkedin.com/in/jane-doe-1234"),
            handle("https://www.linkedin.com/in/%c3%a9lise-b"),
            handle("+49 171 1234567"),
            handle("sub.beta.example")));

    private static final List<String> THERE = List.of(
            "jane@acme.example",
            "jane@acme.example.csv",
            "mail to <JANE@Acme.Example>.",
            "{\"e\":\"jane\\u0040acme.example\"}",
            "{\"e\":\"line\\njane@acme.example\"}",
            "q=jane%40acme.example&x",
            "mailto%3Ajane%40acme.example",
            "https://www.linkedin.com/in/jane-doe-1234/",
            "{\"u\":\"https:\\/\\/linkedin.com\\/in\\/jane-doe-1234\"}",
            "https%3A%2F%2Flinkedin.com%2Fin%2Fjane-doe-1234",
            "{\"publicId\":\"jane-doe-1234\"}",
            "linkedin.com/in/élise-b",
            "tel (+49) 171-123 45 67 today",
            "00491711234567",
            "https://sub.beta.example/about",
            "bob@sub.beta.example");

    private static final List<String> OTHERS = List.of(
            "mary-jane@acme.example",
            "maryjane@acme.example",
            "jane@acme.example.org",
            "jane@acme.examples",
            "linkedin.com/in/jane-doe-12345",
            "linkedin.com/in/jane-doe-1234-b",
            "4911711234567",
            "491711234567890",
            "beta.example",
            "notsub.beta.example",
            "sub.beta.example.com");

    private static Handle handle(String text) {
        return Handle.read(text).orElseThrow();
    }

    @Test
    void handlesAreFoundHoweverTheyAreWrittenAndOthersAreNotTakenForThem() {
        assertThat(THERE).allMatch(JANE::in);
        assertThat(OTHERS).noneMatch(JANE::in);
    }

    @Test
    void theDatabaseFindsTheSame() {
        try (WeirDatabase database = WeirDatabase.fresh()) {
            String sql = "SELECT text FROM unnest(?::text[]) AS t (text) WHERE text ~* ?";
            assertThat(database.ownerJdbc()
                            .sql(sql)
                            .param(THERE.toArray(String[]::new))
                            .param(JANE.expression())
                            .query(String.class)
                            .list())
                    .containsExactlyElementsOf(THERE);
            assertThat(database.ownerJdbc()
                            .sql(sql)
                            .param(OTHERS.toArray(String[]::new))
                            .param(JANE.expression())
                            .query(String.class)
                            .list())
                    .isEmpty();
        }
    }

    @Test
    void rowsAreLookedAtManyAtATimeUnlessTheyAreLong() {
        try (WeirDatabase database = WeirDatabase.fresh()) {
            database.ownerJdbc()
                    .sql("INSERT INTO weir.job_row (workspace_id, job_id, row_idx, input)"
                            + " SELECT 1, 7, i, CASE WHEN i = 1 THEN '{}' ELSE repeat('x', 5000000) END"
                            + " FROM generate_series(0, 3) AS i")
                    .update();
            MentionTable mentions = new MentionTable(database.ownerJdbc());
            assertThat(mentions.after(1, ErasureTable.Place.START, 100)).isEqualTo(ErasureTable.Place.at(7, 2));
            assertThat(mentions.after(1, ErasureTable.Place.at(7, 2), 100)).isEqualTo(MentionTable.END_OF_ROWS);
            assertThat(mentions.after(1, ErasureTable.Place.START, 2)).isEqualTo(ErasureTable.Place.at(7, 1));
        }
    }

    @Test
    void whatStandsForSomebodyShowsNoHandle() {
        assertThat(handle("jane@acme.example")).hasToString("an e-mail address");
        assertThat(new Subject(Set.of(handle("jane@acme.example"))).toString()).doesNotContain("jane");
    }
}
