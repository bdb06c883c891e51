package dev.weir.app.commands;

import dev.weir.app.Main;
import dev.weir.bench.BenchSuite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs each bench as a command of its own, in a fresh process: none finds a heap or compiled code that another has left. */
final class BenchProcess implements BenchSuite.Runs {

    private final Map<String, List<String>> options;
    private final PrintStream progress;

    /**
     * @param options by the bench's name
     * @param progress gets what the benches say meanwhile
     */
    BenchProcess(Map<String, List<String>> options, PrintStream progress) {
        this.options = Map.copyOf(options);
        this.progress = progress;
    }

    @Override
    public String run(String bench) throws BenchSuite.NotMeasured, InterruptedException {
        try {
            Path report = Files.createTempFile("weir-bench-", ".json");
            try {
                return run(bench, report);
            } finally {
                Files.deleteIfExists(report);
            }
        } catch (IOException failed) {
            throw new BenchSuite.NotMeasured(String.valueOf(failed.getMessage()));
        }
    }

    private String run(String bench, Path report) throws IOException, InterruptedException, BenchSuite.NotMeasured {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "bench", bench));
        command.add("--json");
        command.addAll(options.getOrDefault(bench, List.of()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(report.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        Thread ender = Thread.ofPlatform().unstarted(process::destroy);
        Runtime.getRuntime().addShutdownHook(ender);
        try {
            String said = lastSaid(process);
            if (process.waitFor() != 0) {
                throw new BenchSuite.NotMeasured(said.isEmpty() ? "exit status " + process.exitValue() : said);
            }
            return Files.readString(report);
        } finally {
            Runtime.getRuntime().removeShutdownHook(ender);
            end(process);
        }
    }

    /** What the bench started does not outlive it: a bench ends its own, but one that is ended cannot. */
    private static void end(Process process) {
        try (Stream<ProcessHandle> below = process.descendants()) {
            below.forEach(ProcessHandle::destroy);
        }
        process.destroy();
    }

    /** Passes on what it says, until it ends; returns its last words. */
    private String lastSaid(Process process) throws IOException {
        String last = "";
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                progress.println(line);
                if (!line.isBlank()) {
                    last = line.strip();
                }
            }
        }
        return last;
    }
}
