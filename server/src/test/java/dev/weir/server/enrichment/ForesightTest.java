package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is still to be asked, beside what a run then asks. */
@Timeout(180)
class ForesightTest {

    private static final List<String> NAME = List.of("company.name");

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
                Weir.Running engine = test.start()) {
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
}
