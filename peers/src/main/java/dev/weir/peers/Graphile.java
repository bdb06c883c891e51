package dev.weir.peers;

import dev.weir.bench.Contender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Graphile Worker, in a process of Node.js: a job for each row, taken in by {@code addJobs}; 24 at a time over 25 connections,
 * once with the batching options with which its page on performance (worker.graphile.org/docs/performance) has its best
 * figures, and once without batching, which is its default.
 *
 * <p>It deletes a job that is done, and keeps no result. The task writes none either: batched, Graphile Worker is the
 * measure of what can be done with as little as that, and ours keeps everything.
 */
public abstract sealed class Graphile implements Contender {

    private static final String VERSION = "0.17.3";
    private static final String LEFT = "SELECT count(*) FROM graphile_worker._private_jobs";
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "worker.mjs");
    private static final int FETCH_MINUTES = 5;
    private static final int LOAD_MINUTES = 5;
    private static final int END_SECONDS = 10;

    /** With its batching options. */
    public static final class Batched extends Graphile {
        @Override
        public String slug() {
            return "graphile-batched";
        }

        @Override
        public String title() {
            return "Graphile Worker " + VERSION + ", batched";
        }

        @Override
        public double goal() {
            return 1;
        }

        @Override
        public int rows(int ours) {
            return ours;
        }

        @Override
        String mode() {
            return "batched";
        }
    }

    /** Without them. */
    public static final class Unbatched extends Graphile {
        @Override
        public String slug() {
            return "graphile";
        }

        @Override
        public String title() {
            return "Graphile Worker " + VERSION;
        }

        @Override
        public double goal() {
            return Double.NaN;
        }

        @Override
        public int rows(int ours) {
            return Shares.aTenth(ours);
        }

        @Override
        String mode() {
            return "unbatched";
        }
    }

    abstract String mode();

    @Override
    public String keeps() {
        return "nothing";
    }

    @Override
    public Optional<String> missing(Path folder) {
        for (String program : List.of("node", "npm")) {
            if (!runs(program)) {
                return Optional.of("it needs Node.js 18 or newer with npm, and " + program
                        + " is not on the PATH; install them, for example: apt install nodejs npm");
            }
        }
        try {
            Path home = home(folder);
            Files.createDirectories(home);
            Path fetched = home.resolve("node_modules/.package-lock.json");
            boolean same = true;
            for (String file : FILES) {
                same &= copy(file, home.resolve(file));
            }
            if (same && Files.exists(fetched)) {
                return Optional.empty();
            }
            Path log = home.resolve("npm.log");
            Process npm = new ProcessBuilder("npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return ended(npm, FETCH_MINUTES, TimeUnit.MINUTES)
                    ? Optional.empty()
                    : Optional.of("npm could not fetch its packages: " + lastOf(log));
        } catch (IOException e) {
            return Optional.of("its packages cannot be put into " + folder + ": " + e.getMessage());
        }
    }

    private static Path home(Path folder) {
        return folder.resolve("graphile-worker");
    }

    /** Whether the file was there already, just so. */
    private static boolean copy(String name, Path to) throws IOException {
        try (InputStream shipped = Graphile.class.getResourceAsStream("graphile/" + name)) {
            if (shipped == null) {
                throw new IOException("no " + name + " in the program");
            }
            byte[] bytes = shipped.readAllBytes();
            if (Files.exists(to) && Arrays.equals(Files.readAllBytes(to), bytes)) {
                return true;
            }
            Path beside = to.resolveSibling(name + ".new");
            Files.write(beside, bytes);
            Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING);
            return false;
        }
    }

    private static boolean runs(String program) {
        try {
            return ended(
                    new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start(),
                    1,
                    TimeUnit.MINUTES);
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Whether it has ended well in that time; after it, it is ended. */
    private static boolean ended(Process process, int most, TimeUnit unit) {
        try {
            if (process.waitFor(most, unit)) {
                return process.exitValue() == 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    private static String lastOf(Path log) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        lines.removeIf(String::isBlank);
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    private static ProcessBuilder node(Ground ground, String mode) {
        ProcessBuilder node = new ProcessBuilder("node", "worker.mjs", mode)
                .directory(home(ground.folder()).toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        String server = ground.url().substring("jdbc:postgresql://".length());
        node.environment()
                .put(
                        "DATABASE_URL",
                        String.format(Locale.ROOT, "postgres://%s:%s@%s", ground.user(), ground.password(), server));
        node.environment().put("ROWS", Integer.toString(ground.rows()));
        node.environment().put("NO_LOG_SUCCESS", "1");
        return node;
    }

    @Override
    public void load(Ground ground) throws IOException {
        Process load = node(ground, "load").inheritIO().start();
        if (!ended(load, LOAD_MINUTES, TimeUnit.MINUTES)) {
            throw new IOException("Graphile Worker has not taken the rows in; see its output");
        }
    }

    @Override
    public Work open(Ground ground) throws IOException {
        Process process = node(ground, mode()).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        Writer in = process.outputWriter(StandardCharsets.UTF_8);
        await(out, "ready");
        return new Work() {
            @Override
            public List<ProcessHandle> beside() {
                return List.of(process.toHandle());
            }

            @Override
            public void run() throws Exception {
                in.write("go\n");
                in.flush();
                await(out, "asked");
                Results.await(ground, LEFT, 0);
            }

            @Override
            public long done() throws Exception {
                return ground.rows() - Results.count(ground, LEFT);
            }

            @Override
            public void close() throws IOException {
                in.close();
                if (!ended(process, END_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("Graphile Worker did not end well; see its output");
                }
            }
        };
    }

    private static void await(BufferedReader out, String mark) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(mark)) {
                return;
            }
        }
        throw new IOException("Graphile Worker has ended without a word; see its output");
    }
}
