package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static dev.weir.server.waterfall.SampleOperation.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Values;
import dev.weir.server.waterfall.Verdict.Accepted;
import dev.weir.server.waterfall.Verdict.BadAnswer;
import dev.weir.server.waterfall.Verdict.Blocked;
import dev.weir.server.waterfall.Verdict.Failed;
import dev.weir.server.waterfall.Verdict.InDoubt;
import dev.weir.server.waterfall.Verdict.NotAsked;
import dev.weir.server.waterfall.Verdict.NotFound;
import dev.weir.server.waterfall.Verdict.Partial;
import dev.weir.server.waterfall.Verdict.Rejected;
import dev.weir.server.waterfall.Verdict.TimedOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NextTest {

    private static final Values NAME = Values.of("name", "Ada");
    private static final Step MAIL =
            step(List.of("mail"), gives("p0.a", "mail"), gives("p1.a", "mail"), gives("p2.a", "mail"));
    private static final Step PAIR = step(
            List.of("mail", "title"),
            gives("p0.a", "title", "mail"),
            gives("p1.a", "mail"),
            gives("p2.a", "mail", "title"));
    private static final Step WHOLE = step(
            Completeness.COMPLETE,
            List.of("mail", "title"),
            gives("p0.a", "mail", "title"),
            gives("p1.a", "mail"),
            gives("p2.a", "mail", "title"));

    @Test
    void theFirstPlaceIsAskedFirst() {
        assertThat(next(MAIL, OnDoubt.HOLD)).isEqualTo(new Decision.Ask(0, List.of("mail")));
    }

    @Test
    void aMissAsksTheNextPlace() {
        assertThat(next(MAIL, OnDoubt.HOLD, new NotFound())).isEqualTo(new Decision.Ask(1, List.of("mail")));
    }

    @Test
    void theFirstAcceptableAnswerEndsTheCell() {
        assertThat(next(MAIL, OnDoubt.HOLD, new NotFound(), new Accepted(mail("b"))))
                .isEqualTo(completed(mail("b"), Map.of("mail", 1)));
    }

    @Test
    void theFirstUnaskedPlaceIsAskedEvenWhenALaterOneHasAnOutcome() {
        assertThat(Waterfall.next(MAIL, OnDoubt.HOLD, NAME, List.of(new Outcome(1, new NotFound()))))
                .isEqualTo(new Decision.Ask(0, List.of("mail")));
    }

    @Test
    void oneCallFillsSeveralFields() {
        assertThat(next(PAIR, OnDoubt.HOLD, new Accepted(both("a"))))
                .isEqualTo(completed(both("a"), Map.of("mail", 0, "title", 0)));
    }

    @Test
    void thePlaceAfterAPartialAnswerIsAskedOnlyForWhatIsMissing() {
        assertThat(next(PAIR, OnDoubt.HOLD, new Partial(title("a"), List.of("mail"))))
                .isEqualTo(new Decision.Ask(1, List.of("mail")));
    }

    @Test
    void whoIsContentWithAnyFieldAsksForTheRestAndThenFailsForNothingButNothing() {
        Step any =
                step(Completeness.ANY, List.of("mail", "title"), gives("p0.a", "title", "mail"), gives("p1.a", "mail"));
        Partial partial = new Partial(title("a"), List.of("mail"));
        assertThat(next(any, OnDoubt.HOLD, partial)).isEqualTo(new Decision.Ask(1, List.of("mail")));
        assertThat(next(any, OnDoubt.HOLD, partial, new NotFound()))
                .isEqualTo(completed(title("a"), Map.of("title", 0)));
        assertThat(next(any, OnDoubt.HOLD, new NotFound(), new NotFound()))
                .isEqualTo(new Decision.Stop(
                        new CellEnd.Failed(CellReason.NOT_FOUND, Values.none(), Map.of(), List.of("mail", "title"))));
    }

    @Test
    void aPlaceThatCannotGiveWhatIsMissingIsPassedOver() {
        assertThat(next(PAIR, OnDoubt.HOLD, new Partial(mail("a"), List.of("title"))))
                .isEqualTo(new Decision.Ask(2, List.of("title")));
    }

    @Test
    void aPlaceIsAskedForNoMoreThanItGives() {
        assertThat(next(PAIR, OnDoubt.HOLD, new NotFound())).isEqualTo(new Decision.Ask(1, List.of("mail")));
    }

    @Test
    void partialAnswersAreMergedAndEachValueKeepsItsSource() {
        assertThat(next(PAIR, OnDoubt.HOLD, new Partial(title("a"), List.of("mail")), new Accepted(mail("b"))))
                .isEqualTo(completed(mail("b").and(title("a")), Map.of("mail", 1, "title", 0)));
    }

    @Test
    void valuesAreInTheOrderOfTheStepsFields() {
        Decision end = next(PAIR, OnDoubt.HOLD, new Partial(title("a"), List.of("mail")), new Accepted(mail("b")));
        assertThat(((CellEnd.Completed) ((Decision.Stop) end).end()).values().fields())
                .containsExactly("mail", "title");
    }

    @Test
    void aCellThatStaysIncompleteKeepsWhatItFoundAndNamesTheRest() {
        assertThat(next(PAIR, OnDoubt.HOLD, new Partial(title("a"), List.of("mail")), new NotFound(), new NotFound()))
                .isEqualTo(new Decision.Stop(
                        new CellEnd.Failed(CellReason.NOT_FOUND, title("a"), Map.of("title", 0), List.of("mail"))));
    }

    @Test
    void aFieldKnownBeforeIsNotAskedFor() {
        assertThat(Waterfall.next(PAIR, OnDoubt.HOLD, NAME.and(title("known")), List.of()))
                .isEqualTo(new Decision.Ask(0, List.of("mail")));
    }

    @Test
    void whatWasKnownBeforeIsNotClaimedByTheCell() {
        assertThat(Waterfall.next(
                        PAIR, OnDoubt.HOLD, NAME.and(title("known")), List.of(new Outcome(0, new Accepted(mail("a"))))))
                .isEqualTo(completed(mail("a"), Map.of("mail", 0)));
    }

    @Test
    void aCellWhoseFieldsAreAllKnownIsSkipped() {
        assertThat(Waterfall.next(PAIR, OnDoubt.HOLD, both("known"), List.of()))
                .isEqualTo(skipped(SkipReason.ALREADY_KNOWN));
    }

    @Test
    void aStepThatWantsAllFromOnePassesOverWhoGivesLess() {
        assertThat(next(WHOLE, OnDoubt.HOLD, new Rejected("it lacks title")))
                .isEqualTo(new Decision.Ask(2, List.of("mail", "title")));
    }

    @Test
    void aStepThatWantsAllFromOneKeepsNothingOfAPartialAnswer() {
        assertThat(Waterfall.next(
                        WHOLE,
                        OnDoubt.HOLD,
                        NAME,
                        List.of(
                                new Outcome(0, new Partial(mail("a"), List.of("title"))),
                                new Outcome(2, new NotFound()))))
                .isEqualTo(new Decision.Stop(
                        new CellEnd.Failed(CellReason.NOT_FOUND, Values.none(), Map.of(), List.of("mail", "title"))));
    }

    @Test
    void aStepThatWantsAllFromOneTakesItAllFromThatOne() {
        assertThat(Waterfall.next(
                        WHOLE,
                        OnDoubt.HOLD,
                        NAME,
                        List.of(
                                new Outcome(0, new Partial(mail("a"), List.of("title"))),
                                new Outcome(2, new Accepted(both("c"))))))
                .isEqualTo(completed(both("c"), Map.of("mail", 2, "title", 2)));
    }

    @Test
    void whenTwoPlacesGiveAFieldTheEarlierPlaceWinsInWhateverOrderTheyCame() {
        assertThat(Waterfall.next(
                        MAIL,
                        OnDoubt.HOLD,
                        NAME,
                        List.of(new Outcome(1, new Accepted(mail("b"))), new Outcome(0, new Accepted(mail("a"))))))
                .isEqualTo(completed(mail("a"), Map.of("mail", 0)));
    }

    @ParameterizedTest
    @MethodSource
    void aDoubtStopsTheCellUnlessItIsSkipped(OnDoubt onDoubt, Decision expected) {
        assertThat(next(PAIR, onDoubt, new Partial(title("a"), List.of("mail")), new InDoubt()))
                .isEqualTo(expected);
    }

    static Stream<Arguments> aDoubtStopsTheCellUnlessItIsSkipped() {
        Decision stop =
                new Decision.Stop(new CellEnd.InDoubt(title("a"), Map.of("title", 0), List.of("mail"), List.of(1)));
        return Stream.of(
                Arguments.of(OnDoubt.HOLD, stop),
                Arguments.of(OnDoubt.RETRY, stop),
                Arguments.of(OnDoubt.SKIP, new Decision.Ask(2, List.of("mail"))));
    }

    @Test
    void aSkippedDoubtIsTheReasonWhenNothingIsFoundAfterAll() {
        assertThat(next(MAIL, OnDoubt.SKIP, new InDoubt(), new Failed("503"), new NotFound()))
                .isEqualTo(failed(CellReason.IN_DOUBT));
    }

    @Test
    void aSkippedDoubtDoesNotKeepALaterAnswerFromCompletingTheCell() {
        assertThat(next(MAIL, OnDoubt.SKIP, new InDoubt(), new Accepted(mail("b"))))
                .isEqualTo(completed(mail("b"), Map.of("mail", 1)));
    }

    @Test
    void aCellThatIsCompleteIsNotInDoubt() {
        assertThat(next(MAIL, OnDoubt.HOLD, new InDoubt(), new Accepted(mail("b"))))
                .isEqualTo(completed(mail("b"), Map.of("mail", 1)));
    }

    @Test
    void aPlaceThatLacksAnInputInDoubtLeavesTheCellInDoubtWithoutACallOfItsOwn() {
        Verdict needed = new NotAsked(NotAskedReason.NEEDED_IN_DOUBT);
        assertThat(next(MAIL, OnDoubt.HOLD, needed, new NotFound(), new NotFound()))
                .isEqualTo(new Decision.Stop(new CellEnd.InDoubt(Values.none(), Map.of(), List.of("mail"), List.of())));
        assertThat(next(MAIL, OnDoubt.SKIP, needed, new NotFound(), new NotFound()))
                .isEqualTo(failed(CellReason.IN_DOUBT));
    }

    @ParameterizedTest
    @MethodSource
    void nobodyCouldBeAsked(NotAskedReason first, NotAskedReason second, Decision expected) {
        assertThat(next(MAIL, OnDoubt.HOLD, new NotAsked(first), new NotAsked(second), new NotAsked(first)))
                .isEqualTo(expected);
    }

    static Stream<Arguments> nobodyCouldBeAsked() {
        return Stream.of(
                Arguments.of(NotAskedReason.NO_INPUT, NotAskedReason.NO_INPUT, skipped(SkipReason.NO_INPUT)),
                Arguments.of(NotAskedReason.SUPPRESSED, NotAskedReason.SUPPRESSED, skipped(SkipReason.SUPPRESSED)),
                Arguments.of(NotAskedReason.NO_INPUT, NotAskedReason.SUPPRESSED, skipped(SkipReason.SUPPRESSED)),
                Arguments.of(NotAskedReason.NO_INPUT, NotAskedReason.UNAVAILABLE, failed(CellReason.UNAVAILABLE)),
                Arguments.of(NotAskedReason.SUPPRESSED, NotAskedReason.CAP_REACHED, failed(CellReason.CAP_REACHED)),
                Arguments.of(
                        NotAskedReason.NO_INPUT,
                        NotAskedReason.CREDENTIALS_MISSING,
                        failed(CellReason.CREDENTIALS_MISSING)));
    }

    @Test
    void oneMissAmongMissingInputsIsAFailure() {
        NotAsked noInput = new NotAsked(NotAskedReason.NO_INPUT);
        assertThat(next(MAIL, OnDoubt.HOLD, noInput, new NotFound(), noInput)).isEqualTo(failed(CellReason.NOT_FOUND));
    }

    /** DESIGN section 3, in its words and order; each row beats all that follow. */
    private static final List<Map.Entry<CellReason, Verdict>> PRECEDENCE = List.of(
            Map.entry(CellReason.IN_DOUBT, new InDoubt()),
            Map.entry(CellReason.CAP_REACHED, new NotAsked(NotAskedReason.CAP_REACHED)),
            Map.entry(CellReason.TIMED_OUT, new TimedOut()),
            Map.entry(CellReason.ERROR, new Failed("503")),
            Map.entry(CellReason.BAD_ANSWER, new BadAnswer("mail")),
            Map.entry(CellReason.REJECTED, new Rejected("mail is invalid")),
            Map.entry(CellReason.UNAVAILABLE, new NotAsked(NotAskedReason.UNAVAILABLE)),
            Map.entry(CellReason.CREDENTIALS_MISSING, new NotAsked(NotAskedReason.CREDENTIALS_MISSING)),
            Map.entry(CellReason.NOT_FOUND, new NotFound()));

    @ParameterizedTest
    @MethodSource
    void theFirstReasonInOrderIsNamed(Verdict higher, Verdict lower, CellReason expected) {
        assertThat(next(MAIL, OnDoubt.SKIP, higher, lower, new Blocked())).isEqualTo(failed(expected));
        assertThat(next(MAIL, OnDoubt.SKIP, lower, new NotFound(), higher)).isEqualTo(failed(expected));
    }

    static Stream<Arguments> theFirstReasonInOrderIsNamed() {
        List<Arguments> pairs = new ArrayList<>();
        for (int high = 0; high < PRECEDENCE.size(); high++) {
            for (int low = high; low < PRECEDENCE.size(); low++) {
                pairs.add(Arguments.of(
                        PRECEDENCE.get(high).getValue(),
                        PRECEDENCE.get(low).getValue(),
                        PRECEDENCE.get(high).getKey()));
            }
        }
        return pairs.stream();
    }

    @Test
    void everyReasonHasItsPlaceInTheOrder() {
        assertThat(PRECEDENCE).extracting(Map.Entry::getKey).containsExactly(CellReason.values());
    }

    @Test
    void anOutcomeOfAPlaceTheStepHasNotIsRefused() {
        assertThatThrownBy(() -> Waterfall.next(MAIL, OnDoubt.HOLD, NAME, List.of(new Outcome(3, new NotFound()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("place 3");
    }

    @Test
    void twoOutcomesOfOnePlaceAreRefused() {
        List<Outcome> twice = List.of(new Outcome(0, new NotFound()), new Outcome(0, new NotFound()));
        assertThatThrownBy(() -> Waterfall.next(MAIL, OnDoubt.HOLD, NAME, twice))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTheCellHasKeptServesItsNextPlaceAsInput() {
        List<Outcome> soFar = List.of(new Outcome(0, new Partial(title("a"), List.of("mail"))));
        assertThat(Waterfall.knownTo(PAIR, NAME, soFar)).isEqualTo(NAME.and(title("a")));
        assertThat(Waterfall.knownTo(PAIR, NAME, List.of())).isEqualTo(NAME);
    }

    /** The decision after these verdicts, of the first places in order. */
    private static Decision next(Step step, OnDoubt onDoubt, Verdict... verdicts) {
        List<Outcome> soFar = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            soFar.add(new Outcome(soFar.size(), verdict));
        }
        return Waterfall.next(step, onDoubt, NAME, soFar);
    }

    private static Values mail(String from) {
        return Values.of("mail", from + "@example.com");
    }

    private static Values title(String from) {
        return Values.of("title", from + " title");
    }

    private static Values both(String from) {
        return mail(from).and(title(from));
    }

    private static Decision completed(Values values, Map<String, Integer> sources) {
        return new Decision.Stop(new CellEnd.Completed(values, sources));
    }

    private static Decision failed(CellReason reason) {
        return new Decision.Stop(new CellEnd.Failed(reason, Values.none(), Map.of(), List.of("mail")));
    }

    private static Decision skipped(SkipReason reason) {
        return new Decision.Stop(new CellEnd.Skipped(reason));
    }
}
