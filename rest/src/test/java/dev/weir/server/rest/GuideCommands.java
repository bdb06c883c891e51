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

/** The commands of a guide: its {@code sh} blocks, run in one shell, one after another, as they stand. */
final class GuideCommands {

    private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    /** What no command of a guide prints. */
    private static final String NEXT = "---- next block ----";

    private GuideCommands() {}

    /** The page itself. */
    static String text(String guide) throws IOException {
        return Files.readString(Path.of("..", "docs", "guides", guide));
    }

    /** Runs them in the workspace under test, without further variables. */
    static List<String> run(String guide, TestApi api, Path folder) throws IOException, InterruptedException {
        return run(guide, api, api.tenant(), folder, Map.of());
    }

    /**
     * Runs them against that API as the workspace's owner: they find {@code WEIR}, {@code WORKSPACE}, {@code KEY} and
     * {@code INSTALLATION_KEY}.
     *
     * @param guide its name among docs/guides
     * @param folder to run in
     * @param more further variables that the guide says to set
     * @return what each block has printed
     */
    static List<String> run(String guide, TestApi api, TestApi.Tenant tenant, Path folder, Map<String, String> more)
            throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        Matcher blocks = BLOCK.matcher(text(guide));
        while (blocks.find()) {
            script.append(blocks.group(1)).append("echo; echo '").append(NEXT).append("'\n");
        }
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", script.toString());
        shell.directory(folder.toFile());
        shell.environment()
                .putAll(Map.of(
                        "WEIR",
                        api.server().base().toString(),
                        "WORKSPACE",
                        String.valueOf(tenant.id()),
                        "KEY",
                        tenant.key("owner"),
                        "INSTALLATION_KEY",
                        api.key("installation"),
                        "no_proxy",
                        "127.0.0.1"));
        shell.environment().putAll(more);
        Path err = folder.resolve("err");
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
