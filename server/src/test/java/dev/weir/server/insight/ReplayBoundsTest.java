package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Values;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.Seeds;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.WorstCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No row is foretold to bring more than its places can, however many ways there are. */
class ReplayBoundsTest {

    private static final String EMAIL = VerifiedTown.EMAIL;
    private static final List<String> FIELDS = List.of("company.domain", "company.industry", "person.job_title");
    private static final Set<String> NAME = Set.of("company.name");

    static LongStream seeds() {
        return Seeds.some(300);
    }

    private static Place place(String slug, Set<String> needs, String gives, Charge charge) {
        OperationSpec spec = ScriptedVendor.named(slug, _ -> ScriptedVendor.notFound())
                .operation("find", needs, List.of(gives), charge, Repeat.UNKNOWN)
                .operations()
                .getFirst()
                .spec();
        return Place.of(spec, true);
    }

    private static Step step(String field, List<Place> finds) {
        return new Step(
                field,
                List.of(field),
                finds,
                Completeness.MERGE,
                new Acceptance(Set.of("invalid"), 0, CatchAll.ACCEPT_AND_FLAG));
    }

    private static Plan plan(int finders, int verifiers, Random random) {
        List<Step> steps = new ArrayList<>();
        List<Place> finds = new ArrayList<>();
        for (int i = 0; i < finders; i++) {
            finds.add(place("finder" + i, i % 2 == 0 ? NAME : Set.of("company.domain"), EMAIL, Charge.ACCEPTED));
        }
        List<Place> checks = new ArrayList<>();
        for (int i = 0; i < verifiers; i++) {
            Charge charge = random.nextBoolean() ? Charge.ANSWERED : Charge.ACCEPTED;
            checks.add(place("checker" + i, Set.of(EMAIL), VerifiedTown.STATUS, charge));
        }
        for (int f = 0; f < FIELDS.size(); f++) {
            String field = FIELDS.get(f);
            List<Place> others = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                Set<String> needs = field.equals("company.domain") || random.nextBoolean() ? NAME : Set.of(EMAIL);
                others.add(place("other" + f + "x" + i, needs, field, Charge.values()[random.nextInt(3)]));
            }
            steps.add(step(field, others));
        }
        steps.add(random.nextInt(steps.size() + 1), step(EMAIL, finds).verifiedBy(checks));
        return new Plan(steps, random.nextBoolean() ? OnDoubt.HOLD : OnDoubt.SKIP);
    }

    /** Some of its steps under caps of their own. */
    private static Plan capped(Plan plan, Random random) {
        return new Plan(
                plan.steps().stream()
                        .map(step -> random.nextInt(3) > 0
                                ? step
                                : step.ruledBy(
                                        step.rules().cappedAt(new Cap(ScriptedVendor.PRICE * random.nextLong(4)))))
                        .toList(),
                plan.onDoubt());
    }

    private static Outlook replay(Scenario scenario, Values input, World world, int turns) {
        Job job = new Job(1, 1, "any", scenario.plan(), null, null, 0, true, false, Instant.EPOCH);
        Tape tape = new Tape(0, input, Set.of());
        Chances unmeasured = new Chances.Gathering().done();
        Replay replay = new Replay(scenario, job, unmeasured, _ -> null, world, tape, Ahead.of(scenario), turns);
        Outlook row = replay.run();
        world.add(row, replay.questions(), replay.unknown(), replay.questions().size());
        return row;
    }

    private static void assertPossible(Outlook row, Plan plan, Values input, @Nullable Long rowCap) {
        long places = 0;
        for (int s = 0; s < plan.steps().size(); s++) {
            Step step = plan.steps().get(s);
            boolean known = input.has(step.fields().getFirst());
            places += known ? 0 : step.places().size();
            assertThat(row.most(Measures.step(s)))
                    .as("%s can be found", step.name())
                    .isBetween(0.0, known ? 0.0 : 1.0);
        }
        assertThat(row.most(Measures.CALLS)).as("calls").isBetween(0.0, (double) places);
        for (int measure = 0; measure < 6 + plan.steps().size(); measure++) {
            assertThat(row.least(measure))
                    .as("measure %d", measure)
                    .isBetween(0.0, row.most(measure))
                    .isLessThanOrEqualTo(row.meanLo(measure) + 1e-6);
        }
        assertThat(row.most(Measures.CHARGED))
                .isLessThanOrEqualTo(rowCap == null ? Long.MAX_VALUE : rowCap)
                .isLessThanOrEqualTo(WorstCase.perRowMilli(plan));
    }

    private static Values input(Random random) {
        Map<String, Object> input = new HashMap<>();
        input.put("company.name", "Company " + random.nextInt(3));
        FIELDS.stream().filter(_ -> random.nextBoolean()).forEach(field -> input.put(field, "some.example"));
        return new Values(input);
    }

    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("seeds")
    void noRowBringsMoreThanOneOfEachStepOrACallOfEachPlaceAndFewerTurnsOnlyWiden(long seed) {
        Random random = new Random(seed);
        Plan plan = capped(plan(1 + random.nextInt(5), random.nextInt(3), random), new Random(~seed));
        Long cap = random.nextBoolean() ? null : ScriptedVendor.PRICE * random.nextLong(20);
        Long rowCap = random.nextBoolean() ? null : ScriptedVendor.PRICE * random.nextLong(6);
        Scenario scenario = new Scenario(plan, cap, rowCap, 0, random.nextBoolean());
        int measures = plan.steps().size();
        World exact = new World(new Measures(measures));
        int turns = random.nextInt(40);
        for (int row = 0; row < 4; row++) {
            Values input = input(random);
            // The first row meets the same world either way.
            World few = new World(new Measures(measures));
            Outlook widened = replay(scenario, input, few, turns);
            assertPossible(widened, plan, input, rowCap);
            if (row == 0) {
                Outlook told = replay(scenario, input, exact, 100_000);
                for (int measure = 0; measure < 6 + measures; measure++) {
                    assertThat(widened.least(measure))
                            .as("least of %d", measure)
                            .isLessThanOrEqualTo(told.least(measure) + 1e-6);
                    assertThat(widened.most(measure))
                            .as("most of %d", measure)
                            .isGreaterThanOrEqualTo(told.most(measure) - 1e-6);
                }
            } else {
                assertPossible(replay(scenario, input, exact, turns), plan, input, rowCap);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 2, 5", "10, 2, 60", "10, 1, 30", "6, 2, 1", "12, 2, "})
    void aLongWaterfallWithVerifiersUnderACapStaysWithinItsRows(int finders, int verifiers, @Nullable Long credits) {
        Plan plan = plan(finders, verifiers, new Random(finders));
        Scenario scenario = new Scenario(plan, credits == null ? null : credits * 1_000, null);
        World world = new World(new Measures(plan.steps().size()));
        Values input = new Values(Map.of("company.name", "Company", "company.industry", "Textiles"));
        int turns = credits == null ? Replay.MOST_TURNS : Replay.MOST_TURNS_CAPPED;
        for (int row = 0; row < 5; row++) {
            assertPossible(replay(scenario, input, world, turns), plan, input, null);
        }
    }
}
