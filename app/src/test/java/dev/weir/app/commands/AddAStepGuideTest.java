package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Interrupts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Walks through docs/guides/add-a-step.md: its files, its commands and its statements, beside a running server. */
@Timeout(180)
class AddAStepGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "guides", "add-a-step.md");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern KEYS = Pattern.compile("owner key +(weir_\\S+)\\s+installation key +(weir_\\S+)");

    /** A block of the guide. */
    private record Block(String language, String text) {}

    /** A server in this JVM, until it is told to end. */
    private static final class Serving implements AutoCloseable {
        private final CompletableFuture<Runnable> stop = new CompletableFuture<>();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final CompletableFuture<CommandLineHome.Ended> running;

        Serving(CommandLineHome home, int port) {
            Interrupts interrupts = wish -> {
                stop.complete(wish);
                return () -> {};
            };
            running = CompletableFuture.supplyAsync(
                    () -> home.run(
                            interrupts,
                            Tty.NONE,
                            out,
                            new ByteArrayOutputStream(),
                            "serve",
                            "--port",
                            String.valueOf(port)),
                    task -> Thread.ofPlatform().daemon().start(task));
        }

        void awaitListening() {
            while (!out.toString(StandardCharsets.UTF_8).contains("Weir listens at")) {
                assertThat(running).isNotDone();
                LockSupport.parkNanos(1_000_000);
            }
        }

        @Override
        public void close() throws Exception {
            stop.get(60, TimeUnit.SECONDS).run();
            running.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void theGuideWorks() throws Exception {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(Files.readString(GUIDE));
        while (found.find()) {
            blocks.add(new Block(found.group(1), found.group(2).strip()));
        }
        try (CommandLineHome home = CommandLineHome.fresh().keepingTheDatabase()) {
            String made = home.run("init", "--sandbox").orThrow().out();
            Matcher keys = KEYS.matcher(made);
            assertThat(keys.find()).as(made).isTrue();
            Files.createDirectories(home.file("registry/steps"));
            Files.createDirectories(home.file("registry/blueprints"));
            List<String> said = new ArrayList<>();
            // Vendors that answer later call back there, so it has to be known before.
            int port = free();
            String base = "http://127.0.0.1:" + port;
            home.with("WEIR_PUBLIC_URL", base);
            try (Serving server = new Serving(home, port)) {
                server.awaitListening();
                ProcessBuilder shell = new ProcessBuilder("bash", "-c");
                shell.directory(home.file(".").toFile());
                shell.environment().put("WEIR", base);
                shell.environment().put("KEY", keys.group(1));
                shell.environment().put("INSTALLATION_KEY", keys.group(2));
                shell.environment().put("no_proxy", "127.0.0.1");
                for (Block block : blocks) {
                    said.add(did(home, shell, block));
                }
            }
            // By what stands in the guide: two firms of the first job, whose rows the third statement does not name.
            assertThat(said).anySatisfy(rows -> assertThat(rows).contains("siemens.com|", "stripe.com|"));
            assertThat(said)
                    .anySatisfy(sql -> assertThat(sql)
                            .contains(
                                    "CREATE TABLE IF NOT EXISTS \"hq_1\".\"firm_sizes\"",
                                    "UNIQUE (\"company_domain\")"));
            assertThat(said).contains("Results of firm-industry can be written to hq.firm_sizes.\n");
            assertThat(home.rows("SELECT count(*) FROM hq_1.homepages h JOIN hq_1.case_studies USING (company_domain)"
                            + " JOIN hq_1.verified_companies v USING (company_domain)"
                            + " WHERE length(h.content) > 0 AND length(v.what_it_sells) > 0"))
                    .containsExactly("2");
            assertThat(home.run("destination", "list", "--workspace", "1")
                            .orThrow()
                            .out())
                    .containsPattern("hq.firm_sizes +1 +healthy +0 +0 +2")
                    .contains("hq.case_studies");
            assertThat(home.run("destination", "replay", "exa-verify", "--workspace", "1")
                            .orThrow()
                            .out())
                    .isEqualTo("Nothing was given up at hq.verified_companies.\n");
            whatHasNoTableIsNotApplied(home);
            aDatabaseIsConnectedOnlyWhenItLetsUsIn(home);
            home.run("verify").orThrow();
        }
    }

    private static void whatHasNoTableIsNotApplied(CommandLineHome home) throws IOException {
        Path step = home.file("registry/steps/firm-size.yaml");
        Files.writeString(step, Files.readString(step).replace("firm_sizes", "firms_of_nobody"));
        CommandLineHome.Ended refused =
                home.run("apply", "-f", home.file("registry").toString(), "--workspace", "1");
        assertThat(refused.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(refused.err())
                .contains("steps/firm-size.yaml /destination/tableName", "hq_1.firms_of_nobody", "create-table");
        CommandLineHome.Ended test = home.run("destination", "test", step.toString(), "--workspace", "1");
        assertThat(test.status()).isEqualTo(ExitCodes.FOUND_WRONG);
    }

    private static void aDatabaseIsConnectedOnlyWhenItLetsUsIn(CommandLineHome home) {
        URI at = home.databaseAddress();
        String[] set = {
            "database",
            "set",
            "--workspace",
            "1",
            "--host",
            at.getHost(),
            "--port",
            String.valueOf(at.getPort()),
            "--database",
            at.getPath().substring(1),
            "--user",
            "weir_app",
            "--tls",
            "disable"
        };
        String password = at.getQuery().replaceFirst(".*password=", "");
        assertThat(home.with("WEIR_DATABASE_PASSWORD", password).run(set).err())
                .contains("WEIR_ALLOW_ADDRESSES")
                .doesNotContain(password);
        home.with("WEIR_ALLOW_ADDRESSES", at.getHost() + ":" + at.getPort());
        CommandLineHome.Ended wrong =
                home.with("WEIR_DATABASE_PASSWORD", "canary-of-a-guess").run(set);
        assertThat(wrong.status()).isEqualTo(ExitCodes.USAGE);
        assertThat(wrong.err()).contains("password").doesNotContain("canary-of-a-guess");
        assertThat(home.run("database", "show", "--workspace", "1").err()).contains("has connected no database");
        assertThat(home.with("WEIR_DATABASE_PASSWORD", password)
                        .run(set)
                        .orThrow()
                        .out())
                .contains("PostgreSQL 18")
                .doesNotContain(password);
        assertThat(home.run("database", "show", "--workspace", "1").orThrow().out())
                .contains("as weir_app, tls disable")
                .doesNotContain(password);
        assertThat(home.run("database", "test", "--workspace", "1").orThrow().out())
                .contains("Connected to PostgreSQL 18");
        home.run("database", "remove", "--workspace", "1").orThrow();
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String did(CommandLineHome home, ProcessBuilder shell, Block block)
            throws IOException, InterruptedException {
        switch (block.language()) {
            case "yaml" -> {
                String name = block.text().lines().findFirst().orElseThrow();
                String folder = name.startsWith("slug: ") ? "blueprints" : "steps";
                home.write("registry/" + folder + "/" + name.substring(6) + ".yaml", block.text() + "\n");
                return "";
            }
            case "sql" -> {
                if (block.text().startsWith("SELECT")) {
                    return String.join("\n", home.rows(block.text()));
                }
                home.runAsOwner(block.text());
                return "";
            }
            case "sh" -> {
                return block.text().startsWith("weir ") ? commands(home, block.text()) : shell(shell, block.text());
            }
            default -> throw new AssertionError("nobody runs a block of " + block.language());
        }
    }

    private static String commands(CommandLineHome home, String lines) {
        StringBuilder said = new StringBuilder();
        for (String line : lines.split("\n")) {
            List<String> arguments = new ArrayList<>();
            for (String word : line.split(" ")) {
                boolean file = word.startsWith("registry") || word.startsWith("templates");
                arguments.add(file ? home.file(word).toString() : word);
            }
            CommandLineHome.Ended ended =
                    home.run(arguments.subList(1, arguments.size()).toArray(String[]::new));
            assertThat(ended.status())
                    .as(line + "\n" + ended.out() + ended.err())
                    .isEqualTo(arguments.contains("plan") ? 1 : 0);
            said.append(ended.out());
        }
        return said.toString();
    }

    private static String shell(ProcessBuilder shell, String script) throws IOException, InterruptedException {
        Process process = shell.command("bash", "-c", "set -euo pipefail\ntrap 'cat job.json' ERR\n" + script)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).doesNotContain("\"status\":4");
        return out;
    }
}
