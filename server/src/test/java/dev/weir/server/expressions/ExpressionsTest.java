package dev.weir.server.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.FieldKind;
import dev.weir.provider.Values;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.StepCondition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionsTest {

    private static final String EMAIL = "person.work_email";

    private static final Values ANSWER = new Values(Map.of(
            EMAIL,
            "ada@acme.com",
            "person.work_email_status",
            "valid",
            "person.work_email_confidence",
            80L,
            "person.job_title",
            "Head of Sales",
            "person.skills",
            List.of("sql", "go"),
            "person.location.city",
            "Paris"));
    private static final Values KNOWN = new Values(Map.of(
            "person.full_name", "Ada Lovelace",
            "company.employee_count", 250L,
            "company.annual_revenue", new BigDecimal("1200000.5"),
            "company.last_funding_date", "2026-07-28",
            "custom.tier", "gold",
            "custom.owner.team", "emea"));

    private static Optional<String> objection(String text) {
        return rule(text).objection(new AcceptanceRule.Candidate(EMAIL, "ada@acme.com", ANSWER, KNOWN, "acme"));
    }

    private static AcceptanceRule rule(String text) {
        return Expressions.acceptance("--accept", EMAIL, text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            value.endsWith('@acme.com') && provider == 'acme' && field == 'person.work_email'
            confidence >= 80 && confidence < 80.5
            values.person.work_email_status in ['valid', 'risky']
            values.person.skills.exists(skill, skill == 'go')
            values.person.location.city == 'Paris'
            row.company.employee_count > 200 && row.company.annual_revenue > 1000000
            row.company.last_funding_date > timestamp('2026-01-01T00:00:00Z')
            row.custom.tier == 'gold' && row.custom.owner.team == 'emea' && row.custom['owner.team'] == 'emea'
            !has(row.company.domain) && has(row.custom.tier) && !has(values.person.mobile_phone)
            value.matches('^[a-z.]+@') && !value.matches('^(info|sales)@')
            value.split('@')[1] == 'acme.com' && ['a', 'b'].join('-').replace('-', '+') == 'a+b'
            """)
    void whatARuleSaysIsWhatCounts(String text) {
        assertThat(objection(text)).isEmpty();
        assertThat(objection("!(" + text + ")")).contains("person.work_email does not meet the job's condition");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            row.company.domain == 'acme.com'     ; row.company.domain is not known
            row.custom.color == 'red'            ; row.custom.color is not known
            values.person.location.country == 'x'; values.person.location.country is not known
            row.custom.tier > 5                  ; a value is of another type
            int(row.custom.tier) > 5             ; cannot be read as what it is converted to
            10 / (row.company.employee_count - 250) == 1 ; divided by zero
            row.custom.tier                      ; neither true nor false
            value.split('@')[7] == 'x'           ; shorter than it takes
            """)
    void whatCannotBeToldIsNotAcceptedAndSaysWhyWithoutAValue(String text, String why) {
        assertThat(objection(text))
                .hasValueSatisfying(told -> assertThat(told)
                        .startsWith("the condition on person.work_email cannot be told: ")
                        .contains(why)
                        .doesNotContain("gold", "ada@", "250"));
    }

    @Test
    void aConfidenceThatNobodySaysIsNotKnown() {
        assertThat(rule("confidence > 1")
                        .objection(new AcceptanceRule.Candidate(
                                EMAIL, "ada@acme.com", Values.of(EMAIL, "ada@acme.com"), KNOWN, "acme")))
                .contains("the condition on person.work_email cannot be told: confidence is not known");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            value ==                          ; 9 ; it ends too early
            value == 5                        ; 7 ; '==' does not take string and int
            row.company.employe_count > 5     ; 12 ; there is no row.company.employe_count; did you mean 'employee_count'
            row.persn.full_name == 'x'        ; 4 ; there is no row.persn; did you mean 'person'
            valeu == 'x'                      ; 1 ; there is no 'valeu'
            size(value)                       ; 1 ; it gives int, and is to give true or false
            value.matches('(((a{99}){99}){99})') ; 14 ; the pattern is too large
            value.matches('(a')               ; 14 ; the pattern is no regular expression
            value.matches(provider)           ; 14 ; the pattern of matches() is written out
            row == values                     ; 5 ; only single values can be compared, gathered or chosen, not a whole row
            (true ? row.custom : row.custom.x) == 'y' ; 7 ; only single values can be compared
            [row.custom, 'x'][0] == 'y'       ; 1  ; only single values can be compared
            row.custom == row.custom          ; 12 ; only single values can be compared
            person.full_name == 'x'           ; 1 ; there is no 'person'
            """)
    void aMistakeIsToldWithItsPlace(String text, int column, String what) {
        assertThatThrownBy(() -> rule(text)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem).hasMessageContaining("--accept is not understood at column " + column + ": " + what);
            assertThat(problem.code()).isEqualTo("expression_invalid");
            assertThat(problem.details().getLast().indexOf('^') - 2).isEqualTo(column - 1);
        });
    }

    @Test
    void aMistakeInALaterLineIsToldByItsLine() {
        assertThatThrownBy(() -> rule("confidence > 5\n  && valeu == 'x'"))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem).hasMessageContaining("at line 2, column 6: there is no 'valeu'");
                    assertThat(problem.facts().get("position")).isEqualTo(Map.of("line", 2, "column", 6, "offset", 20));
                    assertThat(problem.details()).containsExactly("    && valeu == 'x'", "       ^");
                });
    }

    @Test
    void onlyAFieldOfWhichConfidenceIsSaidHasOne() {
        assertThatThrownBy(() -> Expressions.acceptance("--accept", "company.domain", "confidence > 80"))
                .hasMessageContaining("there is no 'confidence'");
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItRuns() {
        assertThatThrownBy(() -> rule("true || " + "(".repeat(60) + "true" + ")".repeat(60)))
                .hasMessageContaining("recursion limit");
        assertThatThrownBy(() -> rule("value == '" + "x".repeat(3_000) + "'")).hasMessageContaining("2000 characters");
        assertThatThrownBy(() -> rule("1==1" + " && 1==1".repeat(200))).hasMessageContaining("too large");
    }

    /** Each of these would take minutes, or all memory there is, were it let run. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            [0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(e, true)))))
            [row.custom.long].map(x, x+x+x+x+x+x+x+x).map(x, x+x+x+x+x+x+x+x).map(x, x+x+x+x+x+x+x+x).map(x, x+x+x+x+x+x+x+x).map(x, x+x+x+x+x+x+x+x).size() == 1
            row.custom.long.replace('x', row.custom.long).size() > 1
            (row.custom.long + row.custom.long).contains(row.custom.long + 'y')
            row.custom.long.split('').all(x, row.custom.long.matches('(x{1,30}){1,30}y'))
            row.custom.long.split('').join(row.custom.long) == ''
            false || [0,1,2,3,4,5,6,7,8,9].exists(a, [0,1,2,3,4,5,6,7,8,9].exists(b, [0,1,2,3,4,5,6,7,8,9].exists(c, [0,1,2,3,4,5,6,7,8,9].exists(d, [0,1,2,3,4,5,6,7,8,9].exists(e, false))))) || true
            """)
    void whatCostsTooMuchEnds(String text) {
        Values known = KNOWN.and(Values.of("custom.long", "x".repeat(60_000)));
        long began = System.nanoTime();
        Optional<String> objection =
                rule(text).objection(new AcceptanceRule.Candidate(EMAIL, "ada@acme.com", ANSWER, known, "acme"));
        assertThat(objection)
                .contains("the condition on person.work_email cannot be told: it takes too many steps for this row");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aRuleKnowsWhatOfTheRowItReads() {
        AcceptanceRule rule = rule("has(row.company.location.city) && row.custom.tier == value");
        assertThat(rule.reads("company.location.city")).isTrue();
        assertThat(rule.reads("company.location.country")).isFalse();
        assertThat(rule.reads("custom.tier")).isTrue();
        assertThat(rule.reads(EMAIL)).isFalse();
    }

    @Test
    void rulesOfOneTextAreOne() {
        assertThat(rule("value != ''")).isEqualTo(rule("value != ''")).hasSameHashCodeAs(rule("value != ''"));
        assertThat(rule("value != ''")).isNotEqualTo(rule("value != 'x'"));
    }

    @Test
    void aRuleOfSeveralFieldsTakesValuesOfAnyOfTheirTypes() {
        AcceptanceRule rule = Expressions.acceptance(
                "It",
                List.of(EMAIL, "custom.seats"),
                Map.of("custom.seats", FieldKind.INTEGER),
                "field == 'custom.seats' ? value > 5 : value.endsWith('.com')");
        assertThat(rule.objection(new AcceptanceRule.Candidate("custom.seats", 7L, ANSWER, KNOWN, "acme")))
                .isEmpty();
        assertThat(rule.objection(new AcceptanceRule.Candidate("custom.seats", 4L, ANSWER, KNOWN, "acme")))
                .contains("custom.seats does not meet the job's condition");
        assertThat(rule.objection(new AcceptanceRule.Candidate(EMAIL, "a@b.com", ANSWER, KNOWN, "acme")))
                .isEmpty();
    }

    private static final Values HEARD = KNOWN.and(Values.of("event", event()));

    private static Map<String, Object> event() {
        Map<String, Object> said = new HashMap<>(Map.of(
                "by",
                "ada",
                "amount",
                12L,
                "share",
                new BigDecimal("0.5"),
                "paid",
                true,
                "at",
                Map.of("city", "Paris"),
                "tags",
                List.of("a", "b"),
                "long",
                "x".repeat(60_000)));
        said.put("nothing", null);
        return said;
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            event.by == 'ada' && event.amount > 11 && event.amount == 12 && event.share < 1.0 && event.paid
            has(event.by) && !has(event.bye) && !has(event.nothing) && has(event.at.city)
            event.at.city == 'Paris' && event['by'].startsWith('a') && 'b' in event.tags
            event.by != custom.tier && 'at' in event
            """)
    void whatAnEventSaidIsReadByItsNames(String text) {
        assertThat(Expressions.condition("It", text).on(HEARD)).isEqualTo(new StepCondition.Told(true, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            event.bye == 'ada'     ; event.bye is not known
            event.nothing == 'ada' ; event.nothing is not known
            event.at.street == ''  ; event.at.street is not known
            event.by > 5           ; a value is of another type than it takes (column 10)
            event.long.replace('x', event.long) == '' ; it takes too many steps for this row
            """)
    void whatAnEventHasNotSaidCannotBeTold(String text, String why) {
        assertThat(Expressions.condition("It", text).on(HEARD)).isEqualTo(new StepCondition.Told(false, why));
    }

    @Test
    void whereNothingWasAwaitedThereIsNoEvent() {
        Expression by = Expressions.formula("It", FieldKind.TEXT, "event.by");
        assertThat(by.on(KNOWN)).isEqualTo(new Expression.Outcome(null, "event is not known", true));
        assertThat(by.on(HEARD)).isEqualTo(new Expression.Outcome("ada", null, false));
        assertThat(Expressions.formula("It", FieldKind.TEXT, "has(event.by) ? event.by : 'nobody'")
                        .on(KNOWN)
                        .value())
                .isEqualTo("nobody");
    }

    @Test
    void anEventIsNamedWhereRowsAreAndIsNoValueOfARow() {
        StepCondition condition = Expressions.condition("It", "has(event.by) || custom.tier == 'x'");
        assertThat(condition.reads("event")).isTrue();
        assertThat(Expressions.condition("It", "size(custom) > 0 || row.custom.tier == 'x'")
                        .reads("event"))
                .isFalse();
        assertThatThrownBy(() -> Expressions.condition("It", "event == custom"))
                .hasMessageContaining("only single values can be compared");
        assertThatThrownBy(() -> Expressions.condition("It", "evnt.by == 'ada'"))
                .hasMessageContaining("there is no 'evnt'")
                .hasMessageContaining("event");
        assertThatThrownBy(() -> Expressions.condition("It", "row.event.by == 'ada'"))
                .hasMessageContaining("there is no row.event");
        assertThatThrownBy(() -> rule("event.by == 'ada'")).hasMessageContaining("there is no 'event'");
    }

    private static final SubscriberFacts SUBSCRIBER = new SubscriberFacts(
            "ada@example.com",
            "personal",
            "newsletter",
            "subscribed",
            Instant.parse("2026-11-01T00:00:00Z"),
            Instant.parse("2026-11-02T00:00:00Z"),
            null,
            new BigDecimal("72.5"),
            "A");
    private static final SubscriberFacts.Arrival ARRIVAL =
            new SubscriberFacts.Arrival("form", true, List.of("person.job_title", "custom.plan"));

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            subscriber.created && subscriber.type == 'personal' && subscriber.status == 'subscribed'
            subscriber.email.endsWith('@example.com') && subscriber.source == 'newsletter' && subscriber.from == 'form'
            'person.job_title' in subscriber.changed && subscriber.changed.exists(f, f.startsWith('custom.'))
            subscriber.changedAt - subscriber.createdAt == duration('24h') && !has(subscriber.enrichedAt)
            subscriber.score > 72 && subscriber.tier == 'A'
            person.full_name == 'Ada Lovelace' && custom.tier == 'gold' && row.company.employee_count > 200
            """)
    void aRuleAboutArrivalsNamesTheSubscriberAndItsFields(String text) {
        StepCondition rule = Expressions.condition(Expressions.About.ARRIVALS, "It", text);
        assertThat(rule.on(SUBSCRIBER.among(KNOWN, ARRIVAL))).isEqualTo(new StepCondition.Told(true, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            subscriber.enrichedAt > subscriber.createdAt ; subscriber.enrichedAt is not known
            company.domain == 'acme.com'                 ; company.domain is not known
            custom.tier > 5                              ; a value is of another type than it takes (column 13)
            subscriber.changed[7] == 'x'                 ; a list or text is shorter than it takes (column 19)
            """)
    void whatIsNotKnownOfASubscriberCannotBeTold(String text, String why) {
        StepCondition rule = Expressions.condition(Expressions.About.ARRIVALS, "It", text);
        assertThat(rule.on(SUBSCRIBER.among(KNOWN, ARRIVAL))).isEqualTo(new StepCondition.Told(false, why));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            ARRIVALS    ; subscriber.typ == 'personal'    ; column 11: there is no subscriber.typ; did you mean 'type'
            ARRIVALS    ; subscriber.created == 'yes'     ; column 20: '==' does not take bool and string
            ARRIVALS    ; subscriber == subscriber        ; column 12: only single values can be compared
            ARRIVALS    ; subscribr.created               ; column 1: there is no 'subscribr'
            ARRIVALS    ; event.by == 'ada'               ; column 1: there is no 'event'
            SUBSCRIBERS ; subscriber.score > 5            ; column 11: there is no subscriber.score
            SUBSCRIBERS ; subscriber.created              ; column 11: there is no subscriber.created
            ROWS        ; subscriber.type == 'personal'   ; column 1: there is no 'subscriber'
            """)
    void whatHasNoPlaceInARuleAboutSubscribersIsToldWithItsPlace(Expressions.About about, String text, String what) {
        assertThatThrownBy(() -> Expressions.condition(about, "It", text)).hasMessageContaining(what);
    }

    @Test
    void whatAScoreIsMadeOfIsWorkedOutFromASubscriber() {
        Expression days = Expressions.formula(
                Expressions.About.SUBSCRIBERS,
                "It",
                FieldKind.DECIMAL,
                "(subscriber.changedAt - subscriber.createdAt).getHours() / 24");
        assertThat(days.on(SUBSCRIBER.among(KNOWN)).value()).isEqualTo(1L);
        assertThat(days.reads("person.full_name")).isFalse();
    }
}
