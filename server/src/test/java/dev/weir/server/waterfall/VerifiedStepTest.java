package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places of the step used here: 0 finds, 1 and 2 verify it, 3 finds, 4 and 5 verify that. */
class VerifiedStepTest {

    private static final SampleOperation ONE = gives("one.find", "mail", "mail_status");
    private static final SampleOperation TWO = gives("two.find", "mail", "mail_status");
    private static final SampleOperation ZERO =
            gives("zero.check", "mail_status").needing("mail").costing(100, Charge.ANSWERED);
    private static final SampleOperation NEVER =
            gives("never.check", "mail_status").needing("mail").costing(10, Charge.ANSWERED);
    private static final Values NAME = Values.of("name", "Jane");

    private static Step step(CatchAll catchAll) {
        return SampleOperation.step(List.of("mail"), ONE, TWO)
                .accepting(new Acceptance(Set.of("invalid"), 0, catchAll))
                .verifiedBy(List.of(ZERO.place(), NEVER.place()));
    }

    private static Step guessing(CatchAll catchAll) {
        List<Place> finds = List.of(
                gives("guess.a", "mail").costing(0, Charge.NEVER).place().as(Role.GUESS),
                new Place("guess.b", gives("guess.b", "mail").spec(), Role.GUESS),
                TWO.place());
        return new Step("mail", List.of("mail"), finds, Completeness.MERGE, Acceptance.STANDARD)
                .accepting(new Acceptance(Set.of("invalid"), 0, catchAll))
                .verifiedBy(List.of(ZERO.place()));
    }

    /** An outcome in a word: what a find found, what a verification told, or a kind of verdict. */
    private static Outcome outcome(String text) {
        String[] parts = text.split(":", -1);
        Verdict verdict = switch (parts[1]) {
            case "none" -> new Verdict.NotFound();
            case "failed" -> new Verdict.Failed("down");
            case "away" -> new Verdict.NotAsked(NotAskedReason.UNAVAILABLE);
            case "capped" -> new Verdict.NotAsked(NotAskedReason.CAP_REACHED);
            case "doubt" -> new Verdict.InDoubt();
            case "valid", "invalid", "risky", "catch_all", "unknown" ->
                new Verdict.Accepted(Values.of("mail_status", parts[1]));
            default -> new Verdict.Accepted(Values.of("mail", parts[1]));
        };
        return new Outcome(Integer.parseInt(parts[0]), verdict);
    }

    private static List<Outcome> outcomes(String text) {
        return new ArrayList<>(
                text.isEmpty()
                        ? List.of()
                        : Arrays.stream(text.split(" ", -1))
                                .map(VerifiedStepTest::outcome)
                                .toList());
    }

    private static String told(Decision decision) {
        return switch (decision) {
            case Decision.Ask(int place, List<String> wanted) -> "ask " + place + " " + String.join(",", wanted);
            case Decision.Stop(CellEnd.Completed(Values values, Map<String, Integer> sources)) ->
                "kept " + values.get("mail").orElse("none") + " "
                        + values.get("mail_status").orElse("none") + " of " + sources.get("mail") + " by "
                        + sources.get("mail_status");
            case Decision.Stop(CellEnd.Failed failed) ->
                "failed " + failed.reason().text();
            case Decision.Stop(CellEnd.InDoubt doubt) ->
                "doubt " + doubt.places() + doubt.kept().byField();
            case Decision.Stop(CellEnd.Skipped(SkipReason reason)) -> "skipped " + reason.text();
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            HOLD | ACCEPT_AND_FLAG     |                                          | ask 0 mail
            HOLD | ACCEPT_AND_FLAG     | 0:none                                   | ask 3 mail
            HOLD | ACCEPT_AND_FLAG     | 0:a                                      | ask 1 mail_status
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:valid                              | kept a valid of 0 by 1
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:invalid                            | ask 3 mail
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:risky                              | ask 3 mail
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:unknown                            | ask 2 mail_status
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:away                               | ask 2 mail_status
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:none 2:valid                       | kept a valid of 0 by 2
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:unknown 2:unknown                  | ask 3 mail
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:invalid 3:b                        | ask 4 mail_status
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:invalid 3:b 4:failed 5:valid       | kept b valid of 3 by 5
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:invalid 3:b 4:invalid              | failed rejected
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:unknown 2:away 3:none              | failed rejected
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:capped 2:capped 3:none             | failed cap_reached
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:failed 2:unknown 3:none            | failed error
            HOLD | ACCEPT              | 0:a 1:catch_all                          | kept a catch_all of 0 by 1
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:catch_all                          | kept a catch_all of 0 by 1
            HOLD | REJECT_AND_CONTINUE | 0:a 1:catch_all                          | ask 3 mail
            HOLD | ACCEPT_AND_FLAG     | 0:a 1:doubt                              | doubt [1]{}
            RETRY| ACCEPT_AND_FLAG     | 0:a 1:doubt                              | doubt [1]{}
            SKIP | ACCEPT_AND_FLAG     | 0:a 1:doubt                              | ask 2 mail_status
            SKIP | ACCEPT_AND_FLAG     | 0:a 1:doubt 2:doubt                      | ask 3 mail
            SKIP | ACCEPT_AND_FLAG     | 0:a 1:doubt 2:doubt 3:none               | failed in_doubt
            HOLD | ACCEPT_AND_FLAG     | 3:b 4:valid                              | kept b valid of 3 by 4
            """)
    void theFirstFindThatStandsWins(OnDoubt onDoubt, CatchAll catchAll, String soFar, String expected) {
        String text = soFar == null ? "" : soFar;
        assertThat(told(Waterfall.next(step(catchAll), onDoubt, NAME, outcomes(text))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ACCEPT              | 0:a                          | ask 1 mail_status
            ACCEPT              | 0:a 1:valid                  | kept a valid of 0 by 1
            ACCEPT              | 0:a 1:invalid                | ask 2 mail
            ACCEPT              | 0:a 1:catch_all              | ask 4 mail
            REJECT_AND_CONTINUE | 0:a 1:catch_all              | ask 4 mail
            ACCEPT              | 0:a 1:invalid 2:b 3:valid    | kept b valid of 2 by 3
            ACCEPT              | 0:a 1:catch_all 4:c 5:catch_all | kept c catch_all of 4 by 5
            """)
    void aGuessStandsOnlyWhenItIsCalledValid(CatchAll catchAll, String soFar, String expected) {
        assertThat(told(Waterfall.next(guessing(catchAll), OnDoubt.HOLD, NAME, outcomes(soFar))))
                .isEqualTo(expected);
    }

    @Test
    void aGuessThatNobodyVerifiesNeverCounts() {
        Step alone = guessing(CatchAll.ACCEPT).verifiedBy(List.of());
        assertThat(told(Waterfall.next(alone, OnDoubt.HOLD, NAME, outcomes("0:a"))))
                .isEqualTo("ask 1 mail");
        assertThat(told(Waterfall.next(alone, OnDoubt.HOLD, NAME, outcomes("0:a 1:b 2:none"))))
                .isEqualTo("failed rejected");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HOLD  | 0:a                      | []    | [0]
            HOLD  | 0:a 1:valid              | []    | []
            HOLD  | 0:a 1:invalid            | [0]   | []
            HOLD  | 0:a 1:unknown            | []    | [0]
            HOLD  | 0:a 1:unknown 2:away     | [0]   | []
            HOLD  | 0:a 1:doubt              | []    | [0]
            RETRY | 0:a 1:doubt 2:doubt      | []    | [0]
            SKIP  | 0:a 1:doubt 2:doubt      | [0]   | []
            HOLD  | 0:a 1:invalid 3:b        | [0]   | [3]
            HOLD  | 0:a 1:invalid 3:b 4:risky | [0, 3] | []
            """)
    void whatIsGivenUpIsOwedBackAndADoubtIsWaitedFor(OnDoubt onDoubt, String soFar, String givenUp, String unverified) {
        Step step = step(CatchAll.ACCEPT_AND_FLAG);
        assertThat(Waterfall.givenUp(step, onDoubt, outcomes(soFar))).hasToString(givenUp);
        assertThat(Waterfall.unverified(step, onDoubt, outcomes(soFar))).hasToString(unverified);
    }

    @Test
    void aVerificationIsAskedWithWhatWasFound() {
        Step step = step(CatchAll.ACCEPT_AND_FLAG);
        assertThat(Waterfall.knownTo(step, NAME, outcomes("0:a"))).isEqualTo(NAME.and(Values.of("mail", "a")));
        assertThat(Waterfall.knownTo(step, NAME, outcomes("0:a 1:invalid"))).isEqualTo(NAME);
        assertThat(Waterfall.knownTo(step, NAME, outcomes("0:a 1:invalid 3:b")))
                .isEqualTo(NAME.and(Values.of("mail", "b")));
    }

    @Test
    void itsWorstCaseIsTheDearestFindAndEveryVerification() {
        Step step = step(CatchAll.ACCEPT_AND_FLAG);
        assertThat(WorstCase.perCellMilli(step, OnDoubt.HOLD)).isEqualTo(1000 + 2 * 110);
        assertThat(WorstCase.perCellMilli(step, OnDoubt.SKIP)).isEqualTo(2000 + 2 * 110);
        Step dear = SampleOperation.step(List.of("mail"), ONE, TWO)
                .verifiedBy(List.of(ZERO.costing(5000, Charge.ACCEPTED).place()));
        assertThat(WorstCase.perCellMilli(dear, OnDoubt.HOLD))
                .as("each verification may be charged, whatever its rule")
                .isEqualTo(1000 + 2 * 5000);
    }

    @Test
    void aVerificationsKeyNamesWhatItVerifies() {
        Step step = step(CatchAll.ACCEPT_AND_FLAG);
        assertThat(Waterfall.askingKey(7, 3, step, step.place(1))).isEqualTo("7:3:a-step.verify.one:zero");
        assertThat(Waterfall.askingKey(7, 3, step, step.place(4))).isEqualTo("7:3:a-step.verify.two:zero");
    }

    @Test
    void aCellThatHasItsFieldIsNotVerified() {
        assertThat(told(Waterfall.next(step(CatchAll.ACCEPT), OnDoubt.HOLD, Values.of("mail", "mine"), List.of())))
                .isEqualTo("skipped already_known");
    }

    @Test
    void someOfItsFindsKeepTheirVerifiers() {
        Step step = step(CatchAll.ACCEPT);
        Step second = step.only(place -> place.key().equals("two")).orElseThrow();
        assertThat(second.places().stream().map(Place::key)).containsExactly("two", "zero", "never");
        assertThat(second.place(2).role()).isEqualTo(new Role.Verify(0));
        assertThat(step.only(_ -> false)).isEmpty();
    }

    @Test
    void whatCannotVerifyIsRefused() {
        Step plain = SampleOperation.step(List.of("mail"), ONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain.verifiedBy(List.of(TWO.place())))
                .withMessageContaining("does not verify");
        Step pair = SampleOperation.step(List.of("mail", "title"), gives("both.find", "mail", "title"));
        assertThatIllegalArgumentException().isThrownBy(() -> pair.verifiedBy(List.of(ZERO.place())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Step(
                        "s",
                        List.of("mail"),
                        List.of(ONE.place(), TWO.place(), ZERO.place().as(new Role.Verify(0))),
                        Completeness.MERGE,
                        Acceptance.ALL))
                .withMessageContaining("behind what it verifies");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain.verifiedBy(List.of(ZERO.place(), ZERO.place())))
                .withMessageContaining("twice");
    }
}
