package dev.weir.server.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.suppression.Handle;
import dev.weir.server.testing.WeirDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
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
            "said=I+am+jane%40acme.example+and+so+on",
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
            "mary+jane@acme.example",
            "jane@acme.example.org",
            "jane@acme.examples",
            "linkedin.com/in/jane-doe-12345",
            "linkedin.com/in/jane-doe-1234-b",
            "4911711234567",
            "491711234567890",
            "beta.example",
            "notsub.beta.example",
            "sub.beta.example.com");

    private static final WeirDatabase DATABASE = WeirDatabase.fresh();

    @AfterAll
    static void close() {
        DATABASE.close();
    }

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
        String sql = "SELECT text FROM unnest(?::text[]) AS t (text) WHERE text ~* ?";
        assertThat(DATABASE.ownerJdbc()
                        .sql(sql)
                        .param(THERE.toArray(String[]::new))
                        .param(JANE.expression())
                        .query(String.class)
                        .list())
                .containsExactlyElementsOf(THERE);
        assertThat(DATABASE.ownerJdbc()
                        .sql(sql)
                        .param(OTHERS.toArray(String[]::new))
                        .param(JANE.expression())
                        .query(String.class)
                        .list())
                .isEmpty();
    }

    @Test
    void whatWasJsonIsJsonWithoutThem() {
        Map<String, String> without = new LinkedHashMap<>();
        without.put(
                "{\"phone\":491711234567,\"n\":[491711234567 , -1.5e3]}",
                "{\"phone\":\"[erased]\",\"n\":[\"[erased]\" , -1.5e3]}");
        without.put("{\"a\":\"x\\njane@acme.example\\\\\",\"b\":true}", "{\"a\":\"x\\n[erased]\\\\\",\"b\":true}");
        // A line's end and ick@.
        without.put("{\"a\":\"\\nick@acme.example\"}", "{\"a\":\"\\nick@acme.example\"}");
        without.put(
                "{\"a\":\"{\\\"b\\\":491711234567,\\\"c\\\":\\\"\\\\nick@acme.example\\\"}\"}",
                "{\"a\":\"{\\\"b\\\":\\\"[erased]\\\",\\\"c\\\":\\\"\\\\nick@acme.example\\\"}\"}");
        without.put("{\"a\":\"\\u0000\\nick@acme.example\"}", "{\"a\":\"[erased]\"}");
        without.put("{\"jane@acme.example\":1}", "{\"[erased]\":1}");
        without.put("no JSON of 491711234567, or jane\\u0040acme.example", "no JSON of [erased], or [erased]");
        Mentions mentions = Mentions.of(
                List.of(handle("jane@acme.example"), handle("nick@acme.example"), handle("+49 171 1234567")));
        without.forEach((text, left) -> assertThat(DATABASE.ownerJdbc()
                        .sql("SELECT weir.without(?, ?)")
                        .params(text, mentions.expression())
                        .query(String.class)
                        .single())
                .as(text)
                .isEqualTo(left));
    }

    @Test
    void byNumbersAndByAPersonsCompanyNothingElsewhereIsTheirs() {
        Handle email = handle("jane@acme.example");
        Handle domain = handle("acme.example");
        Subject jane = new Subject(Set.of(email, domain, handle("+49 171 1234567")));
        assertThat(jane.own(List.of(Handle.Kind.EMAIL, Handle.Kind.PHONE))).containsExactly(email);
        assertThat(jane.own(List.of(Handle.Kind.DOMAIN))).containsExactlyInAnyOrder(email, domain);
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
