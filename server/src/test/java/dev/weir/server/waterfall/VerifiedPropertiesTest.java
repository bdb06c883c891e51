package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.server.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every cell whose finds are verified; a failing case names the seed that replays it. */
class VerifiedPropertiesTest {

    private static final Receipt RECEIPT = Receipt.free(new byte[0]);
    private static final List<String> STATUSES = List.of("valid", "valid", "catch_all", "invalid", "risky", "unknown");

    /** One cell carried to its end. @param spentAtMost what the customer had paid and might still pay, at its peak */
    private record Run(Step step, OnDoubt onDoubt, List<Outcome> outcomes, CellEnd end, long spentAtMost, long paid) {

        static Run of(long seed) {
            Random random = new Random(seed);
            Step step = randomStep(random);
            OnDoubt onDoubt = OnDoubt.values()[random.nextInt(OnDoubt.values().length)];
            List<Outcome> outcomes = new ArrayList<>();
            long spent = 0;
            long peak = 0;
            Set<Integer> returned = new HashSet<>();
            while (true) {
                switch (Waterfall.next(step, onDoubt, Values.none(), outcomes)) {
                    case Decision.Stop(CellEnd end) -> {
                        return new Run(step, onDoubt, outcomes, end, peak, spent);
                    }
                    case Decision.Ask(int place, List<String> wanted) -> {
                        OperationSpec spec = step.place(place).spec();
                        Verdict verdict = verdict(random, step, place, wanted);
                        outcomes.add(new Outcome(place, verdict));
                        spent += verdict instanceof Verdict.InDoubt
                                ? spec.chargeMilli()
                                : Waterfall.chargeMilli(spec, verdict);
                        peak = Math.max(peak, spent);
                        for (int given : Waterfall.givenUp(step, onDoubt, outcomes)) {
                            OperationSpec find = step.place(given).spec();
                            if (returned.add(given) && find.charge() == Charge.ACCEPTED) {
                                spent -= find.chargeMilli();
                            }
                        }
                    }
                }
            }
        }

        private static Step randomStep(Random random) {
            List<Place> finds = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                finds.add(gives("find" + i + ".a", "mail", "mail_status")
                        .costing(random.nextInt(3000), Charge.values()[random.nextInt(3)])
                        .place()
                        .as(random.nextInt(3) == 0 ? Role.GUESS : Role.FIND));
            }
            List<Place> verifiers = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                verifiers.add(gives("check" + i + ".a", "mail_status")
                        .needing("mail")
                        .costing(random.nextInt(500), Charge.values()[random.nextInt(3)])
                        .place());
            }
            CatchAll catchAll = CatchAll.values()[random.nextInt(CatchAll.values().length)];
            return new Step("mail", List.of("mail"), finds, Completeness.MERGE, Acceptance.STANDARD)
                    .accepting(new Acceptance(Set.of("invalid"), 0, catchAll))
                    .verifiedBy(verifiers);
        }

        private static Verdict verdict(Random random, Step step, int place, List<String> wanted) {
            Reply reply = switch (random.nextInt(10)) {
                case 0 -> new Reply.Lost("cut");
                case 1 -> new Reply.Trouble(503, "down");
                case 2 -> new Reply.NotFound(RECEIPT);
                default ->
                    new Reply.Found(
                            step.place(place).verifies()
                                    ? Values.of("mail_status", STATUSES.get(random.nextInt(STATUSES.size())))
                                    : Values.of("mail", "by " + place),
                            RECEIPT);
            };
            return Waterfall.judge(step, wanted, step.place(place).spec(), Values.none(), reply);
        }
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void orderIsKeptAndNothingIsAskedTwice(long seed) {
        Run run = Run.of(seed);
        List<Integer> places = run.outcomes().stream().map(Outcome::place).toList();
        assertThat(places).as("%s", run).isEqualTo(new ArrayList<>(new TreeSet<>(places)));
    }

    /** Worked out without the waterfall: the first find for which the first verifier that can tell says something good. */
    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void theFirstFindThatStandsVerificationWins(long seed) {
        Run run = Run.of(seed);
        int winner = -1;
        for (Outcome outcome : run.outcomes()) {
            if (winner < 0 && outcome.verdict().kept().has("mail") && stands(run, outcome.place())) {
                winner = outcome.place();
            }
        }
        if (run.end() instanceof CellEnd.Completed completed) {
            assertThat(completed.sources()).as("%s", run).containsEntry("mail", winner);
            assertThat(completed.values().get("mail")).contains("by " + winner);
            int last = run.outcomes().getLast().place();
            assertThat(completed.sources()).as("nobody is asked afterwards").containsEntry("mail_status", last);
        } else {
            assertThat(winner).as("%s", run).isNegative();
        }
    }

    private static boolean stands(Run run, int find) {
        for (Outcome outcome : run.outcomes()) {
            boolean ofThis = run.step().place(outcome.place()).role().equals(new Role.Verify(find));
            Object status = outcome.verdict().kept().get("mail_status").orElse("unknown");
            if (ofThis && !status.equals("unknown")) {
                boolean guess = run.step().place(find).guesses();
                return status.equals("valid")
                        || (status.equals("catch_all")
                                && !guess
                                && run.step().acceptance().catchAll() != CatchAll.REJECT_AND_CONTINUE);
            }
        }
        return false;
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void atNoMomentDoesACellCostMoreThanItsWorstCase(long seed) {
        Run run = Run.of(seed);
        assertThat(run.spentAtMost())
                .as("%s", run)
                .isLessThanOrEqualTo(WorstCase.perCellMilli(run.step(), run.onDoubt()));
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void noFindIsPaidForThatIsNotKeptUnlessItsVendorBillsEveryAnswerOrItIsInDoubt(long seed) {
        Run run = Run.of(seed);
        long owed = 0;
        for (Outcome outcome : run.outcomes()) {
            Place place = run.step().place(outcome.place());
            boolean kept = run.end() instanceof CellEnd.Completed completed
                    && completed.sources().containsValue(outcome.place());
            if (outcome.verdict() instanceof Verdict.InDoubt) {
                owed += place.spec().chargeMilli();
            } else if (place.verifies() || place.spec().charge() == Charge.ANSWERED || kept) {
                owed += Waterfall.chargeMilli(place.spec(), outcome.verdict());
            }
        }
        long waiting = run.end() instanceof CellEnd.InDoubt
                ? Waterfall.unverified(run.step(), run.onDoubt(), run.outcomes()).stream()
                        .map(place -> run.step().place(place).spec())
                        .filter(spec -> spec.charge() == Charge.ACCEPTED)
                        .mapToLong(OperationSpec::chargeMilli)
                        .sum()
                : 0;
        assertThat(run.paid()).as("%s", run).isEqualTo(owed + waiting);
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void askingKeysAreUnique(long seed) {
        Step step = Run.of(seed).step();
        Set<String> keys = new HashSet<>();
        step.places().forEach(place -> keys.add(Waterfall.askingKey(1, 1, step, place)));
        assertThat(keys).as("%s", step).hasSameSizeAs(step.places());
    }

    /** Without this a generator that never reaches a case would let every property above pass. */
    @Test
    void theSeedsReachEveryEndAndGuessesThatStand() {
        Assumptions.assumeFalse(Seeds.replaying());
        Set<String> reached = new HashSet<>();
        Seeds.many().mapToObj(Run::of).forEach(run -> {
            reached.add(run.end().state().text());
            if (run.end() instanceof CellEnd.Completed completed) {
                int find = completed.sources().getOrDefault("mail", -1);
                reached.add((run.step().place(find).guesses() ? "guess " : "find ")
                        + completed.values().get("mail_status").orElse("none"));
                reached.add(find > 0 ? "later" : "first");
            }
        });
        assertThat(reached)
                .containsExactlyInAnyOrder(
                        "completed",
                        "failed",
                        "in_doubt",
                        "guess valid",
                        "find valid",
                        "find catch_all",
                        "later",
                        "first");
    }
}
