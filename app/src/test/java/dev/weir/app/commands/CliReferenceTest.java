package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The reference pages of the commands say what the commands say. Run with {@code -Dweir.docs.write=true} to rewrite. */
class CliReferenceTest {

    private static final Path FOLDER = Path.of("..", "docs", "reference", "cli");

    @Test
    void thePagesAreFreshAndThereAreNoOthers() throws IOException {
        Map<String, String> pages = pages();
        if (Boolean.getBoolean("weir.docs.write")) {
            write(pages);
        }
        try (Stream<Path> there = Files.list(FOLDER)) {
            assertThat(there.map(file -> file.getFileName().toString()))
                    .as(howToMend())
                    .containsExactlyInAnyOrderElementsOf(pages.keySet());
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            assertThat(FOLDER.resolve(page.getKey())).as(howToMend()).hasContent(page.getValue());
        }
    }

    private static String howToMend() {
        return "stale; run mvn -pl app -am test -Dtest=CliReferenceTest -Dweir.docs.write=true";
    }

    private static Map<String, String> pages() {
        List<CommandSpec> commands = new ArrayList<>();
        for (CommandLine one : CliPage.subcommands(CommandTree.root().getCommandSpec())) {
            commands.add(one.getCommandSpec());
        }
        Map<String, String> pages = new HashMap<>();
        commands.forEach(spec -> pages.put(spec.name() + ".md", CliPage.of(spec)));
        pages.put("README.md", CliPage.list(commands));
        return pages;
    }

    private static void write(Map<String, String> pages) throws IOException {
        Files.createDirectories(FOLDER);
        try (Stream<Path> there = Files.list(FOLDER)) {
            for (Path file : there.toList()) {
                Files.delete(file);
            }
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
        }
    }
}
