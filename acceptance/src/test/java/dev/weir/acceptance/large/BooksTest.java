package dev.weir.acceptance.large;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BooksTest {

    private static final String REPORT = """
            {"completedRecords": 6, "failedRecords": 4, "doubts": [], "creditsMilli": {"spent": 6000},
             "providers": [
               {"provider": "hunter", "asked": 10, "chargedMilli": 4000, "vendorCertainMilli": 4000,
                "vendorPossibleMilli": 0},
               {"provider": "apollo", "asked": 6, "chargedMilli": 2000, "vendorCertainMilli": 2000,
                "vendorPossibleMilli": 0}]}
            """;
    private static final String LEDGER = """
            {"hunter.email-finder": {"vendor": "hunter", "calls": 10, "chargedMilli": 4000, "chargedRepeats": 0},
             "apollo.people-match": {"vendor": "apollo", "calls": 6, "chargedMilli": 2000, "chargedRepeats": 0}}
            """;

    @Test
    void booksThatAgreeAreSilent() {
        assertThat(Books.compare(10, json(REPORT), json(LEDGER))).isEmpty();
    }

    @Test
    void aRowThatDidNotEndIsNamed() {
        assertThat(Books.compare(11, json(REPORT), json(LEDGER)))
                .containsExactly("rows of the list, and rows that ended: 11 and 10");
    }

    @Test
    void aCallThatOnlyTheVendorKnowsIsNamed() {
        assertThat(Books.compare(10, json(REPORT), json(LEDGER.replace("\"calls\": 6", "\"calls\": 7"))))
                .containsExactly("calls of apollo, by its ledger and by ours: 7 and 6");
    }

    @Test
    void aVendorThatNobodyAskedIsNamed() {
        String ledger = LEDGER.strip().replaceFirst("}$", ", \"pdl.person\": {\"vendor\": \"pdl\", \"calls\": 1}}");

        assertThat(Books.compare(10, json(REPORT), json(ledger)))
                .containsExactly("calls of vendors that we did not ask: 0 and 1");
    }

    @Test
    void chargesAndRepeatsThatDifferAreNamed() {
        assertThat(Books.compare(
                        10,
                        json(REPORT),
                        json(LEDGER.replace("2000, \"chargedRepeats\": 0", "3000, \"chargedRepeats\": 1"))))
                .containsExactly(
                        "charged repeats of apollo: 0 and 1",
                        "what apollo charged, by its ledger and by ours: 3000 and 2000");
    }

    @Test
    void creditsThatWereSpentForNothingAreNamed() {
        assertThat(Books.compare(10, json(REPORT.replace("6000", "7000")), json(LEDGER)))
                .containsExactly("credits of the records, and credits spent: 6000 and 7000");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
