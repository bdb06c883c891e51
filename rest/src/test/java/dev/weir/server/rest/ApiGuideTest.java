package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The guide's commands, run one after another as they stand, say what the guide says. */
@Timeout(120)
class ApiGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "guides", "api.md");
    private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    /** What no command of the guide prints. */
    private static final String NEXT = "---- next block ----";

    @TempDir
    Path folder;

    @Test
    void theGuidesCommandsDoWhatTheGuideSays() throws Exception {
        try (TestApi api = new TestApi(folder)) {
            List<String> said = run(api);
            assertThat(said).hasSize(8);
            assertThat(data(said.get(0)).findValuesAsString("slug")).contains("hunter", "apollo");
            JsonNode quote = data(said.get(1));
            assertThat(quote.at("/totalRecords").asInt()).isEqualTo(2);
            assertThat(quote.at("/estimatedCredits").decimalValue()).isPositive();
            JsonNode submitted = data(said.get(2));
            JsonNode job = data(said.get(3));
            assertThat(job.at("/id")).isEqualTo(submitted.at("/id"));
            assertThat(job.at("/name").asString()).isEqualTo("two leads");
            assertThat(job.at("/metadata/crm").asString()).isEqualTo("list 12");
            assertThat(job.at("/status").asString()).isIn("completed", "partially_completed", "failed");
            JsonNode rows = data(said.get(4));
            assertThat(rows).hasSize(2);
            assertThat(rows.at("/0/input/person.full_name").asString()).isEqualTo("Ada Example");
            assertThat(rows.at("/0/cells")).hasSize(2);
            assertThat(said.get(5)).contains("\"pagination\"");
            // Three answers, or a refusal where the job has ended meanwhile.
            assertThat(said.get(6)).containsAnyOf("\"status\":\"cancelled\"", "job_final");
            JsonNode refused = TestApi.JSON.readTree(said.get(7));
            assertThat(refused.at("/code").asString()).isEqualTo("unknown_field");
            assertThat(refused.at("/detail").asString())
                    .isEqualTo("There is no field 'compny.domain'. Did you mean 'company.domain'?");
            api.test().assertVerified();
        }
    }

    private static JsonNode data(String answer) {
        JsonNode json = TestApi.JSON.readTree(answer);
        assertThat(json.at("/success").asBoolean()).as(answer).isTrue();
        return json.at("/data");
    }

    /** What each block has printed. */
    private List<String> run(TestApi api) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        Matcher blocks = BLOCK.matcher(Files.readString(GUIDE));
        while (blocks.find()) {
            script.append(blocks.group(1)).append("echo; echo '").append(NEXT).append("'\n");
        }
        Path work = Files.createDirectories(folder.resolve("guide"));
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", script.toString());
        shell.directory(work.toFile());
        shell.environment()
                .putAll(Map.of(
                        "WEIR",
                        api.server().base().toString(),
                        "WORKSPACE",
                        String.valueOf(api.tenant().id()),
                        "KEY",
                        api.key("owner"),
                        "no_proxy",
                        "127.0.0.1"));
        Path err = work.resolve("err");
        shell.redirectError(err.toFile());
        Process process = shell.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err) + out).isZero();
        List<String> said = new ArrayList<>();
        for (String block : out.split("\n?" + NEXT + "\n", -1)) {
            if (!block.isBlank()) {
                said.add(block.strip());
            }
        }
        return said;
    }
}
