package dev.weir.acceptance.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import dev.weir.acceptance.TestedProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The corpora in small, which need nothing but Java. */
@Timeout(300)
class CorporaRunTest {

    @Test
    void oddTextsAreRefusedOrTakenAndNothingElse(@TempDir Path folder) throws Exception {
        List<String> said = new ArrayList<>();
        Showing showing = new Showing(said::add);
        CorporaRun.Plan plan = new CorporaRun.Plan(60, 1, false, Path.of("../lists/src/test/resources"));

        CorporaRun.play(Judged.in(folder, TestedProgram.COMMAND, 900, showing), plan);

        assertThat(showing.shown()).as(String.join("\n", said)).isTrue();
        assertThat(said)
                .anySatisfy(line -> assertThat(line).contains("JSONTestSuite as bodies"))
                .anySatisfy(line -> assertThat(line).contains("JSONTestSuite as deliveries", "318 sent"))
                .anySatisfy(line -> assertThat(line).contains("addresses of the web", "746 sent"));
    }
}
