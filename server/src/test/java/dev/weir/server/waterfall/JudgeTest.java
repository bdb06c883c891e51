package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static dev.weir.server.waterfall.SampleOperation.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JudgeTest {

    private static final Receipt RECEIPT = Receipt.free(new byte[0]);
    private static final SampleOperation FINDER =
            gives("p0.a", "mail", "mail_status", "mail_confidence", "title", "phone");
    private static final OperationSpec SPEC = FINDER.spec();
    private static final List<String> BOTH = List.of("mail", "title");
    private static final Values MAIL = Values.of("mail", "a@example.com");
    private static final Values TITLE = Values.of("title", "CTO");

    /** Text with an exclamation mark is not canonical, so that a test can break it. */
    private static final Judge JUDGE = new Judge((_, value) -> !value.toString().contains("!"));

    @ParameterizedTest
    @MethodSource
    void aMergingStepKeepsWhatIsThere(Values answer, Verdict expected) {
        Step merging = new Step("s", BOTH, List.of(FINDER.place()), Completeness.MERGE, Acceptance.STANDARD);
        assertThat(JUDGE.judge(merging, BOTH, SPEC, Values.none(), new Reply.Found(answer, RECEIPT)))
                .isEqualTo(expected);
    }

    static Stream<Arguments> aMergingStepKeepsWhatIsThere() {
        Values invalid = MAIL.and(Values.of("mail_status", "invalid"));
        return Stream.of(
                Arguments.of(MAIL.and(TITLE), new Verdict.Accepted(MAIL.and(TITLE))),
                Arguments.of(MAIL.and(TITLE).and(Values.of("phone", "+1")), new Verdict.Accepted(MAIL.and(TITLE))),
                Arguments.of(TITLE, new Verdict.Partial(TITLE, List.of("mail"))),
                Arguments.of(Values.of("phone", "+1"), new Verdict.NotFound()),
                Arguments.of(invalid.and(TITLE), new Verdict.Partial(TITLE, List.of("mail"))),
                Arguments.of(invalid, new Verdict.Rejected("mail is invalid")),
                Arguments.of(
                        MAIL.and(Values.of("title", "CTO!")),
                        new Verdict.BadAnswer("title is not in its canonical form")),
                Arguments.of(
                        MAIL.and(Values.of("phone", "+1!")),
                        new Verdict.BadAnswer("phone is not in its canonical form")),
                Arguments.of(
                        MAIL.and(Values.of("shoe_size", 44L)),
                        new Verdict.BadAnswer("shoe_size is not among the outputs of p0.a")));
    }

    @ParameterizedTest
    @MethodSource
    void aStepThatWantsAllFromOneAcceptsNothingLess(Values answer, Verdict expected) {
        Step whole = new Step("s", BOTH, List.of(FINDER.place()), Completeness.COMPLETE, Acceptance.STANDARD);
        assertThat(JUDGE.judge(whole, BOTH, SPEC, Values.none(), new Reply.Found(answer, RECEIPT)))
                .isEqualTo(expected);
    }

    static Stream<Arguments> aStepThatWantsAllFromOneAcceptsNothingLess() {
        Values invalid = MAIL.and(Values.of("mail_status", "invalid"));
        return Stream.of(
                Arguments.of(MAIL.and(TITLE), new Verdict.Accepted(MAIL.and(TITLE))),
                Arguments.of(TITLE, new Verdict.Rejected("it lacks mail")),
                Arguments.of(Values.of("phone", "+1"), new Verdict.NotFound()),
                Arguments.of(invalid.and(TITLE), new Verdict.Rejected("mail is invalid")));
    }

    @ParameterizedTest
    @MethodSource
    void acceptanceReadsWhatTheAnswerSaysOfItsOwnValue(Acceptance acceptance, Values said, boolean accepted) {
        Step picky = new Step("s", List.of("mail"), List.of(FINDER.place()), Completeness.MERGE, acceptance);
        Verdict verdict =
                JUDGE.judge(picky, List.of("mail"), SPEC, Values.none(), new Reply.Found(MAIL.and(said), RECEIPT));
        assertThat(verdict instanceof Verdict.Accepted).as("%s", verdict).isEqualTo(accepted);
        assertThat(verdict.toString().contains("a@example.com")).isEqualTo(accepted);
    }

    static Stream<Arguments> acceptanceReadsWhatTheAnswerSaysOfItsOwnValue() {
        Acceptance sure = new Acceptance(Set.of("invalid", "risky"), 80);
        return Stream.of(
                Arguments.of(Acceptance.ALL, Values.of("mail_status", "invalid"), true),
                Arguments.of(Acceptance.STANDARD, Values.none(), true),
                Arguments.of(Acceptance.STANDARD, Values.of("mail_status", "risky"), true),
                Arguments.of(Acceptance.STANDARD, Values.of("mail_status", "invalid"), false),
                Arguments.of(sure, Values.of("mail_status", "risky"), false),
                Arguments.of(sure, Values.of("mail_confidence", 79L), false),
                Arguments.of(sure, Values.of("mail_confidence", 80L), true),
                Arguments.of(sure, Values.none(), true));
    }

    @ParameterizedTest
    @MethodSource
    void everyOtherReplyHasItsVerdict(Reply reply, Verdict expected) {
        Step step = step(BOTH, FINDER);
        assertThat(Waterfall.judge(step, BOTH, SPEC, Values.none(), reply)).isEqualTo(expected);
    }

    static Stream<Arguments> everyOtherReplyHasItsVerdict() {
        Verdict unavailable = new Verdict.NotAsked(NotAskedReason.UNAVAILABLE);
        return Stream.of(
                Arguments.of(new Reply.NotFound(RECEIPT), new Verdict.NotFound()),
                Arguments.of(new Reply.Blocked(RECEIPT), new Verdict.Blocked()),
                Arguments.of(new Reply.InvalidInput("no domain"), new Verdict.Failed("no domain")),
                Arguments.of(new Reply.Throttled(null), unavailable),
                Arguments.of(new Reply.OutOfCredits("empty"), unavailable),
                Arguments.of(new Reply.AuthFailed("wrong key"), unavailable),
                Arguments.of(new Reply.Again(Duration.ofSeconds(5)), new Verdict.TimedOut()),
                Arguments.of(new Reply.Trouble(503, "busy"), new Verdict.Failed("busy")),
                Arguments.of(new Reply.BadAnswer("not JSON", RECEIPT), new Verdict.BadAnswer("not JSON")),
                Arguments.of(new Reply.NotSent("refused"), new Verdict.Failed("refused")),
                Arguments.of(new Reply.Lost("reset"), new Verdict.InDoubt()));
    }

    @Test
    void aLostAnswerThatCouldCostNothingIsNoDoubt() {
        SampleOperation free = gives("p0.a", "mail").costing(0, Charge.NEVER);
        assertThat(Waterfall.judge(
                        step(List.of("mail"), free),
                        List.of("mail"),
                        free.spec(),
                        Values.none(),
                        new Reply.Lost("reset")))
                .isEqualTo(new Verdict.Failed("reset"));
    }

    @Test
    void onlyWhatWasWantedIsKept() {
        Step step = step(BOTH, FINDER);
        assertThat(Waterfall.judge(
                        step, List.of("title"), SPEC, Values.none(), new Reply.Found(MAIL.and(TITLE), RECEIPT)))
                .isEqualTo(new Verdict.Accepted(TITLE));
    }

    @ParameterizedTest
    @MethodSource
    void theCustomerPaysByTheOperationsRule(Verdict verdict, boolean whenAccepted, boolean whenAnswered) {
        Map<Charge, Boolean> expected =
                Map.of(Charge.ACCEPTED, whenAccepted, Charge.ANSWERED, whenAnswered, Charge.NEVER, false);
        expected.forEach((rule, pays) -> {
            OperationSpec spec = FINDER.costing(1500, rule).spec();
            assertThat(Waterfall.charges(spec, verdict)).as("%s", rule).isEqualTo(pays);
            assertThat(Waterfall.chargeMilli(spec, verdict)).as("%s", rule).isEqualTo(pays ? 1500 : 0);
        });
    }

    static Stream<Arguments> theCustomerPaysByTheOperationsRule() {
        return Stream.concat(
                Stream.of(
                        Arguments.of(new Verdict.Accepted(MAIL), true, true),
                        Arguments.of(new Verdict.Partial(MAIL, List.of("title")), true, true),
                        Arguments.of(new Verdict.Rejected("mail is invalid"), false, true),
                        Arguments.of(new Verdict.NotFound(), false, true),
                        Arguments.of(new Verdict.BadAnswer("mail"), false, false),
                        Arguments.of(new Verdict.Failed("503"), false, false),
                        Arguments.of(new Verdict.Blocked(), false, false),
                        Arguments.of(new Verdict.TimedOut(), false, false),
                        Arguments.of(new Verdict.InDoubt(), false, false)),
                Stream.of(NotAskedReason.values())
                        .map(reason -> Arguments.of(new Verdict.NotAsked(reason), false, false)));
    }

    /** Takes what begins as the row's own name does; of a row without one it cannot tell. */
    private static final AcceptanceRule LIKE_THE_ROW = new AcceptanceRule() {
        @Override
        public String text() {
            return "value begins with row.name";
        }

        @Override
        public Optional<String> objection(Candidate candidate) {
            Object name = candidate.known().byField().get("name");
            return name != null && candidate.value().toString().startsWith(name.toString())
                    ? Optional.empty()
                    : Optional.of(candidate.field() + " by " + candidate.provider() + " does not");
        }

        @Override
        public boolean reads(String field) {
            return field.equals("name");
        }
    };

    @Test
    void aRuleOfTheUsersOwnSeesTheAnswerAndTheRowAndIsForTheStepsFieldsAlone() {
        Acceptance ruled = Acceptance.STANDARD.ruledBy(LIKE_THE_ROW);
        Step step = new Step("s", List.of("mail"), List.of(FINDER.place()), Completeness.MERGE, ruled);
        Reply found = new Reply.Found(Values.of("mail", "ada@x"), RECEIPT);

        assertThat(JUDGE.judge(step, List.of("mail"), SPEC, Values.of("name", "ada"), found))
                .isEqualTo(new Verdict.Accepted(Values.of("mail", "ada@x")));
        assertThat(JUDGE.judge(step, List.of("mail"), SPEC, Values.of("name", "max"), found))
                .isEqualTo(new Verdict.Rejected("mail by " + SPEC.id().provider() + " does not"));
        assertThat(JUDGE.judge(step, List.of("title"), SPEC, Values.none(), new Reply.Found(TITLE, RECEIPT)))
                .as("what a verification tells is no field of the step")
                .isInstanceOf(Verdict.Accepted.class);
    }
}
