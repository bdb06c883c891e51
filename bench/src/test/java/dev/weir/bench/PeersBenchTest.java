package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.weir.bench.peer.Call;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PeersBenchTest {

    private static final PeersOptions SMALL = PeersOptions.quick().withRows(400).withRepeats(2);

    @TempDir
    private Path folder;

    @Test
    void eachContenderRunsInADatabaseOfItsOwnAndHasARatioOfTheSameRepeats() throws Exception {
        PlayedContender able = new PlayedContender("able", 0);
        PlayedContender unable = new PlayedContender("unable", 0);
        unable.missing = "it needs a moon";
        PeersReport report = run(SMALL, able, unable);

        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        JsonNode contender = json.get("contenders").get(0);
        assertThat(json.get("contenders")).hasSize(2);
        assertThat(contender.get("slug").stringValue()).isEqualTo("able");
        assertThat(contender.get("rows").intValue()).isEqualTo(100);
        assertThat(contender.get("keeps").stringValue()).isEqualTo("a row of a table");
        assertThat(contender.get("goal").doubleValue()).isEqualTo(7);
        assertThat(contender.get("oursOverTheirs").doubleValue())
                .isPositive()
                .isBetween(
                        contender.get("oursOverTheirsMin").doubleValue(),
                        contender.get("oursOverTheirsMax").doubleValue());
        assertThat(report.over("able")).isPositive();
        assertThat(contender.get("note").stringValue()).isEqualTo("played");
        assertThat(json.get("contenders").get(1).get("oursOverTheirs").isNull()).isTrue();
        assertThat(json.get("contenders").get(1).get("note").stringValue()).isEqualTo("left out: it needs a moon");
        assertThat(json.get("cells")).hasSize(2);
        assertThat(json.get("cells").get(0).get("runs")).hasSize(2);
        JsonNode theirs = json.get("cells").get(1).get("runs");
        assertThat(theirs).hasSize(2);
        assertThat(theirs.get(0).get("units").intValue()).isEqualTo(100);
        assertThat(theirs.get(0).get("besideCpuMicrosPerUnit").isNumber()).isTrue();
        assertThat(theirs.get(0).get("commitsPerUnit").doubleValue()).isPositive();
        assertThat(report.toTable())
                .contains(
                        "able 1.0", "≥ 7", "a row of a table", "able 1.0: played", "unable 1.0 is left out: it needs");
        assertThat(able.databases).doesNotHaveDuplicates().hasSize(3);
        assertThat(able.closed).isTrue();
        assertThat(unable.databases).isEmpty();
        assertThat(unable.closed).isTrue();
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }

    @Test
    void aContenderThatHasNotDoneAllItsRowsHasNoRatio() throws Exception {
        PlayedContender lazy = new PlayedContender("lazy", 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> run(SMALL, lazy))
                .withMessage("lazy 1.0 has done 99 of 100 rows");
        assertThat(lazy.closed).isTrue();
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }

    @Test
    void contendersAreAskedAboutTheRowsThatLieInOurTableAndAreAnsweredTheSame() throws Exception {
        InstantVendor vendor = new InstantVendor(1_002);
        IntStream.range(0, 1_002).forEach(row -> {
            Call call = Call.of(row);
            assertThat("{\"person.first_name\":\"" + call.firstName() + "\",\"person.last_name\":\"" + call.lastName()
                            + "\",\"company.domain\":\"" + call.domain() + "\"}")
                    .isEqualTo(SampleRows.json(row));
            assertThat(vendor.ask(call))
                    .isEqualTo(new String(
                            InstantProvider.Answer.to(SampleRows.firstName(row), SampleRows.domain(row))
                                    .body(),
                            StandardCharsets.UTF_8));
        });
        vendor.awaitAllAsked(Duration.ZERO);
    }

    private PeersReport run(PeersOptions options, Contender... contenders) throws Exception {
        return PeersBench.run(
                options,
                List.of(contenders),
                TestTarget.shared(),
                folder,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }

    /** Inserts a row for each of a quarter of ours, but for so many. */
    private static final class PlayedContender implements Contender {
        private final String slug;
        private final int leaves;
        private final List<String> databases = new ArrayList<>();
        private String missing = "";
        private boolean closed;

        PlayedContender(String slug, int leaves) {
            this.slug = slug;
            this.leaves = leaves;
        }

        @Override
        public String slug() {
            return slug;
        }

        @Override
        public String title() {
            return slug + " 1.0";
        }

        @Override
        public String keeps() {
            return "a row of a table";
        }

        @Override
        public double goal() {
            return 7;
        }

        @Override
        public int rows(int ours) {
            return ours / 4;
        }

        @Override
        public Optional<String> missing(Path folder) {
            return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
        }

        @Override
        public Optional<String> note() {
            return Optional.of("played");
        }

        @Override
        public void load(Ground ground) throws Exception {
            databases.add(ground.url());
            execute(ground, "CREATE TABLE played (id int PRIMARY KEY)");
        }

        @Override
        public Work open(Ground ground) {
            databases.add(ground.url());
            return new Work() {
                @Override
                public List<ProcessHandle> beside() {
                    return List.of(ProcessHandle.current());
                }

                @Override
                public void run() throws Exception {
                    execute(ground, "INSERT INTO played SELECT generate_series(1, " + (ground.rows() - leaves) + ")");
                }

                @Override
                public long done() throws Exception {
                    try (Connection connection = ground.connection();
                            Statement statement = connection.createStatement();
                            ResultSet result = statement.executeQuery("SELECT count(*) FROM played")) {
                        result.next();
                        return result.getLong(1);
                    }
                }

                @Override
                public void close() {}
            };
        }

        private static void execute(Ground ground, String sql) throws Exception {
            try (Connection connection = ground.connection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
