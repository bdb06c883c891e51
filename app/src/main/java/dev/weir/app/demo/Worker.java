package dev.weir.app.demo;

import dev.weir.app.Main;
import dev.weir.app.enrich.Amounts;
import dev.weir.app.enrich.Enriching;
import dev.weir.app.home.WeirHome;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A `weir enrich` in a process of its own, which is killed in the middle of its work. */
final class Worker {

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WeirHome home;
    private final Weir weir;
    private final Consumer<String> say;

    Worker(WeirHome home, Weir weir, Consumer<String> say) {
        this.home = home;
        this.weir = weir;
        this.say = say;
    }

    /** Starts it on that list and kills it when about a third of the rows is done, paid calls being in flight. */
    void killedOnce(Path list, List<String> fields) {
        Process process = start(list, fields);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline && !isRipe(list)) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        process.destroyForcibly();
        process.onExit().join();
        job(list).ifPresent(job -> {
            JobProgress progress = weir.jobs().progress(job);
            say.accept("  >> killed process " + process.pid() + " with "
                    + Amounts.count(
                            progress.rows().completed() + progress.rows().failed()) + " of "
                    + Amounts.count(progress.totalRows()) + " rows done, "
                    + Amounts.inCredits(progress.credits().posted()) + " spent and "
                    + Amounts.count(weir.statistics().openCalls(job), "paid call") + " in flight");
        });
        say.accept("  >> started again: the same command goes on");
    }

    private boolean isRipe(Path list) {
        return job(list)
                .map(job -> {
                    JobProgress progress = weir.jobs().progress(job);
                    int done = progress.rows().completed() + progress.rows().failed();
                    return done * 3 > progress.totalRows() && weir.statistics().openCalls(job) > 0;
                })
                .orElse(false);
    }

    private Optional<Job> job(Path list) {
        return Enriching.workspaces(weir).stream()
                .filter(Workspace::sandbox)
                .flatMap(workspace -> weir.jobs().latest(workspace.id(), 1).stream())
                .filter(job -> job.name().equals(String.valueOf(list.getFileName())))
                .findFirst();
    }

    private Process start(Path list, List<String> fields) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "enrich",
                list.toString(),
                "--fields",
                String.join(",", fields),
                "--sandbox"));
        fields.forEach(field -> command.addAll(List.of("--waterfall", field + "=" + String.join(",", Demo.VENDORS))));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        builder.environment().put("WEIR_HOME", home.folder().toString());
        try {
            return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException refused) {
            throw new Problem(
                    Problem.Kind.UNAVAILABLE,
                    "no_child",
                    "No second process can be started: " + refused + ". Run weir demo without --crash.");
        }
    }
}
