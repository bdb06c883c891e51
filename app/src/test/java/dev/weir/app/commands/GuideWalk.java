package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.enrich.Interrupts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

/** Walks through a guide beside a running server with a sandbox workspace: its files, its commands and its statements. */
final class GuideWalk implements AutoCloseable {

    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern KEYS = Pattern.compile("owner key +(weir_\\S+)\\s+installation key +(weir_\\S+)");

    private final CommandLineHome home;
    private final Serving server;
    private final ProcessBuilder shell;

    private GuideWalk(CommandLineHome home, Serving server, ProcessBuilder shell) {
        this.home = home;
        this.server = server;
        this.shell = shell;
    }

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

    /** Makes the home's first workspace, a sandbox, and serves it: it listens when this returns. */
    static GuideWalk begin(CommandLineHome home) throws IOException {
        String made = home.run("init", "--sandbox").orThrow().out();
        Matcher keys = KEYS.matcher(made);
        assertThat(keys.find()).as(made).isTrue();
        // Vendors that answer later call back there, so it has to be known before.
        int port = free();
        String base = "http://127.0.0.1:" + port;
        home.with("WEIR_PUBLIC_URL", base);
        Serving server = new Serving(home, port);
        server.awaitListening();
        ProcessBuilder shell = new ProcessBuilder("bash", "-c");
        shell.directory(home.file(".").toFile());
        shell.environment().put("WEIR", base);
        shell.environment().put("KEY", keys.group(1));
        shell.environment().put("INSTALLATION_KEY", keys.group(2));
        shell.environment().put("no_proxy", "127.0.0.1");
        return new GuideWalk(home, server, shell);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Does all that stands there. @param guide its name among docs/guides @return what each block said */
    List<String> through(String guide) throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        Matcher found = BLOCK.matcher(Files.readString(Path.of("..", "docs", "guides", guide)));
        while (found.find()) {
            said.add(did(new Block(found.group(1), found.group(2).strip())));
        }
        return said;
    }

    private String did(Block block) throws IOException, InterruptedException {
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
                return block.text().startsWith("weir ") ? commands(block.text()) : shell(block.text());
            }
            // What a command prints.
            case "text", "json", "console" -> {
                return "";
            }
            default -> throw new AssertionError("nobody runs a block of " + block.language());
        }
    }

    private String commands(String lines) {
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

    private String shell(String script) throws IOException, InterruptedException {
        Process process = shell.command("bash", "-c", "set -euo pipefail\ntrap 'cat *.json' ERR\n" + script)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).doesNotContain("\"status\":4");
        return out;
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
