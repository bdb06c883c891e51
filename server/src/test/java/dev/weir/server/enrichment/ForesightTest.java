package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.WorstCase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is still to be asked, beside what a run then asks. */
@Timeout(180)
class ForesightTest {

    private static final List<String> NAME = List.of("company.name");
    private static final List<String> DESCRIPTION = List.of("company.description");

    @TempDir
    Path folder;

    private static boolean isEven(String domain) {
        return Integer.parseInt(domain.replaceAll("\\D", "")) % 2 == 0;
    }

    /** Knows the companies with an even number. */
    private static ScriptedVendor first() {
        return ScriptedVendor.giving(
                "first",
                "company.name",
                ask -> isEven(String.valueOf(ask.inputs().get("company.domain")))
                        ? ScriptedVendor.found("company.name", "Even")
                        : ScriptedVendor.notFound());
    }

    private static List<Values> values(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Values.of("company.domain", "company" + i + ".example"))
                .toList();
    }

    private static Foresight.Seen look(TestWeir test, Plan plan, List<Values> rows) {
        long workspace = test.workspace().id();
        Memory memory = test.weir().memory();
        Foresight foresight = new Foresight(plan, workspace, questions -> memory.of(workspace, questions));
        foresight.add(rows);
        return foresight.seen();
    }

    @Test
    void whatIsRememberedIsNotToBeAskedAndARunAsksJustTheRest() {
        ScriptedVendor first = first();
        ScriptedVendor second =
                ScriptedVendor.giving("second", "company.name", _ -> ScriptedVendor.found("company.name", "Odd"));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(first, second));
                RunningWeir engine = test.start()) {
            Plan alone = test.plan(OnDoubt.HOLD, NAME, "first");
            Job before = test.submit(test.request(alone), TestWeir.companies(4), engine.engine());
            test.await(before);
            Plan both = test.plan(OnDoubt.HOLD, NAME, "first", "second");
            List<Values> rows = new ArrayList<>(values(0, 8));
            rows.addAll(values(6, 7));
            rows.add(Values.of("person.last_name", "Nobody asks with that"));

            Foresight.Seen seen = look(test, both, rows);

            assertThat(seen.rows()).isEqualTo(10);
            assertThat(seen.repeated()).isEqualTo(1);
            assertThat(seen.remembered()).isEqualTo(Map.of(0, 2L));
            assertThat(seen.left())
                    .as("whom the first does not know the second is asked for; of others it is not known")
                    .isEqualTo(Map.of(new Foresight.Left(0, List.of(1)), 2L, new Foresight.Left(0, List.of(0, 1)), 4L));

            int calls = first.calls();
            Job after = test.submit(test.request(both), TestWeir.companies(8), engine.engine());
            test.await(after);
            assertThat(first.calls() - calls).isEqualTo(4);
            assertThat(second.calls()).isBetween(2, 6);
            assertThat(look(test, both, values(0, 8)).left()).isEmpty();
        }
    }

    @Test
    void withoutMemoryEverybodyWhoCanBeAskedIsLeft() {
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(first()))) {
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "first");
            Foresight foresight = new Foresight(plan, 0, _ -> Map.of());
            foresight.add(values(0, 3));
            foresight.add(List.of(Values.none(), Values.of("company.name", "Known")));
            assertThat(foresight.seen().left()).isEqualTo(Map.of(new Foresight.Left(0, List.of(0)), 3L));
            assertThat(foresight.seen().remembered()).isEmpty();
        }
    }

    private static long worst(Plan plan, Foresight.Seen seen) {
        return seen.left().entrySet().stream()
                .mapToLong(entry -> {
                    Step step = plan.steps().get(entry.getKey().step());
                    Set<Place> places =
                            entry.getKey().finds().stream().map(step::place).collect(Collectors.toSet());
                    return step.only(places::contains)
                            .map(left -> entry.getValue() * WorstCase.perCellMilli(left, plan.onDoubt()))
                            .orElse(0L);
                })
                .sum();
    }

    private static long spent(TestWeir test, RunningWeir engine, Plan plan, List<Values> rows) {
        Job job = test.submit(
                test.request(plan), rows.stream().map(Values::byField).toList(), engine.engine());
        return test.await(job).credits().posted();
    }

    private static ScriptedVendor describing(List<Set<String>> inputs, String helper) {
        return ScriptedVendor.named("describing", _ -> found("company.description", "Makes things"))
                .operation("find", inputs, Set.of(helper), DESCRIPTION, Charge.ACCEPTED, Repeat.UNKNOWN);
    }

    /** Gives each company a name of its own. */
    private static ScriptedVendor naming() {
        return ScriptedVendor.giving(
                "naming",
                "company.name",
                ask -> found("company.name", "Name of " + ask.inputs().get("company.domain")));
    }

    private void aFieldThatIsYetToBeFoundMakesAnotherQuestion(ScriptedVendor describing) {
        ScriptedVendor naming = naming();
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(describing, naming));
                RunningWeir engine = test.start()) {
            List<Values> rows = values(0, 5);
            Plan alone = test.plan(OnDoubt.HOLD, DESCRIPTION, "describing");
            assertThat(spent(test, engine, alone, rows)).isEqualTo(5 * PRICE);
            assertThat(look(test, alone, rows).left()).as("as it was asked").isEmpty();

            Plan both = test.plan(OnDoubt.HOLD, List.of("company.name", "company.description"), "naming", "describing");
            Foresight.Seen seen = look(test, both, rows);

            assertThat(seen.remembered()).isEmpty();
            assertThat(worst(both, seen))
                    .isGreaterThanOrEqualTo(spent(test, engine, both, rows))
                    .isEqualTo(10 * PRICE);
            assertThat(describing.calls()).as("asked anew with the name").isEqualTo(10);
            assertThat(look(test, both, rows).left())
                    .as("nothing is to be found now")
                    .isEmpty();
        }
    }

    @Test
    void anAlternativeThatIsPreferredOnceAFieldIsFoundIsNotTakenForRemembered() {
        aFieldThatIsYetToBeFoundMakesAnotherQuestion(
                describing(List.of(Set.of("company.name"), Set.of("company.domain")), "company.founded_year"));
    }

    @Test
    void whatIsSentAlongOnceItIsFoundIsNotTakenForRemembered() {
        aFieldThatIsYetToBeFoundMakesAnotherQuestion(describing(List.of(Set.of("company.domain")), "company.name"));
    }

    @Test
    void aByProductStaysFreeWhateverIsYetToBeFound() {
        ScriptedVendor knowing = ScriptedVendor.named(
                        "knowing",
                        _ -> new Reply.Found(
                                new Values(Map.of("company.description", "Makes things", "company.industry", "Toys")),
                                ScriptedVendor.receipt(PRICE)))
                .operation(
                        "find",
                        List.of(Set.of("company.domain")),
                        Set.of("company.name"),
                        List.of("company.description", "company.industry"),
                        Charge.ACCEPTED,
                        Repeat.UNKNOWN);
        ScriptedVendor naming = naming();
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(knowing, naming));
                RunningWeir engine = test.start()) {
            List<Values> rows = values(0, 3);
            spent(test, engine, test.plan(OnDoubt.HOLD, DESCRIPTION, "knowing"), rows);
            Plan all = test.plan(
                    OnDoubt.HOLD,
                    List.of("company.description", "company.name", "company.industry"),
                    "knowing",
                    "naming");

            Foresight.Seen seen = look(test, all, rows);

            assertThat(seen.remembered()).isEqualTo(Map.of(0, 3L, 2, 3L));
            assertThat(worst(all, seen))
                    .isEqualTo(spent(test, engine, all, rows))
                    .isEqualTo(3 * PRICE);
            assertThat(knowing.calls()).isEqualTo(3);
        }
    }
}
