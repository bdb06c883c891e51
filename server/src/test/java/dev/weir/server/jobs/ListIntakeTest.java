package dev.weir.server.jobs;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ListIntakeTest {

    private static final ListShape SHAPE =
            new ListShape(List.of("Domain", "Note, \"own\""), Map.of(0, "company.domain"), Set.of("company.domain"), 7);

    @TempDir
    Path folder;

    /** A list whose row of that number cannot be read; -1 for none such. */
    private record Made(Iterator<Integer> numbers, int broken, IntFunction<String> cells) implements NewRows {

        @Override
        public boolean hasNext() {
            return numbers.hasNext();
        }

        @Override
        public NewRow next() {
            int number = numbers.next();
            if (number == broken) {
                throw Problem.invalid("file_csv", "line " + number + " is broken");
            }
            return new NewRow("{\"company.domain\":\"c" + number + ".example\"}", cells.apply(number));
        }

        @Override
        public Optional<ListShape> list() {
            return Optional.of(SHAPE);
        }
    }

    private static String cells(int number) {
        return "[\"c" + number + ".example\",\"{" + number + ",\\\"\\\\}\"]";
    }

    private static NewRows made(int rows, int broken) {
        return new Made(IntStream.range(0, rows).iterator(), broken, ListIntakeTest::cells);
    }

    private TestWeir weir() {
        return new TestWeir(
                SandboxSettings.DEFAULT,
                folder,
                List.of(ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"))));
    }

    @Test
    void aListsCellsAreKeptAsTheyCameAndALongListTakesSeveralTransactions() {
        try (TestWeir test = weir()) {
            JobRequest request = test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "acme"));
            int rows = Jobs.INGEST_ROWS + 3;
            Job job = test.weir().jobs().submit(request, made(rows, -1), NoEngine.INSTANCE);
            Job records = test.submit(request, TestWeir.companies(2), NoEngine.INSTANCE);

            OriginalRows originals = test.weir().originalRows();
            assertThat(originals.list(job)).contains(SHAPE);
            assertThat(originals.read(job, Jobs.INGEST_ROWS - 1, Jobs.INGEST_ROWS + 2))
                    .containsExactly(cells(Jobs.INGEST_ROWS - 1), cells(Jobs.INGEST_ROWS), cells(Jobs.INGEST_ROWS + 1));
            assertThat(originals.read(job, 2, rows + 10)).hasSize(rows - 2);
            assertThat(originals.list(records)).isEmpty();
            assertThat(originals.read(records, 0, 2)).isEmpty();
            test.assertVerified();
        }
    }

    @Test
    void whoeverReadsLongRowsHoldsAMebibyteOfThemAndAtLeastOne() {
        try (TestWeir test = weir()) {
            JobRequest request = test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "acme"));
            int longest = 2 << 20;
            IntFunction<String> cells = row -> "[\"" + "n".repeat(row == 100 ? longest : 20_000) + "\"]";
            Job job = test.weir()
                    .jobs()
                    .submit(request, new Made(IntStream.range(0, 101).iterator(), -1, cells), NoEngine.INSTANCE);

            OriginalRows originals = test.weir().originalRows();
            assertThat(originals.read(job, 0, 101)).hasSizeBetween(50, 60);
            assertThat(originals.read(job, 100, 101))
                    .singleElement()
                    .satisfies(row -> assertThat(row).hasSizeGreaterThan(longest));
        }
    }

    @Test
    void ofAListThatBreaksOffNothingStays() {
        try (TestWeir test = weir()) {
            JobRequest request = test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "acme"));
            assertThatThrownBy(() -> test.weir()
                            .jobs()
                            .submit(request, made(Jobs.INGEST_ROWS + 3, Jobs.INGEST_ROWS + 1), NoEngine.INSTANCE))
                    .hasMessageContaining("is broken");
            for (String table : List.of("job", "job_row", "job_list", "account")) {
                assertThat(test.database()
                                .ownerJdbc()
                                .sql("SELECT count(*) FROM weir." + table + " WHERE workspace_id = "
                                        + test.workspace().id() + (table.equals("account") ? " AND kind = 2" : ""))
                                .query(Long.class)
                                .single())
                        .as(table)
                        .isZero();
            }
        }
    }
}
