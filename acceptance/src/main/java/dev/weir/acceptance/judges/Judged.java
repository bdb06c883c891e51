package dev.weir.acceptance.judges;

import dev.weir.acceptance.Program;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A server of a judge's own, in a home of its own: it takes as many requests as come, is watched for as long as it serves, and
 * looked through when it has ended.
 *
 * @param folder where the run leaves what it leaves
 * @param mostMib of memory that the server may have
 */
record Judged(Program program, Path folder, long mostMib, Showing showing) {

    private static final String MANY = "1000000";
    private static final long CREDITS = 1_000_000;

    static Judged in(Path folder, List<String> weir, long mostMib, Showing showing) throws IOException {
        Program program = Program.in(folder.toAbsolutePath(), weir)
                .with("WEIR_REQUESTS_PER_MINUTE", MANY)
                .with("WEIR_BAD_KEYS_PER_MINUTE", MANY);
        return new Judged(program, folder, mostMib, showing);
    }

    /** The same with one more variable in its environment. */
    Judged with(String variable, String value) {
        return new Judged(program.with(variable, value), folder, mostMib, showing);
    }

    /** What is done to a server. */
    @FunctionalInterface
    interface Trial {
        void of(Served server, Watch watch) throws IOException, InterruptedException;
    }

    /** Does that to a server whose first workspace is a sandbox, and holds it against what must hold whatever was done. */
    void serving(Trial trial) throws IOException, InterruptedException {
        serving(Served.begin(program), trial);
    }

    /** The same with a workspace that asks whom its credentials name. */
    void servingReal(Trial trial) throws IOException, InterruptedException {
        serving(Served.beginReal(program), trial);
    }

    private void serving(Served.Keys keys, Trial trial) throws IOException, InterruptedException {
        try (Served server = Served.start(program, keys);
                Watch watch = Watch.of(server.pid())) {
            server.grant(CREDITS);
            trial.of(server, watch);
            watch.judge(mostMib, showing);
        }
        Leaks.inLogs(program.home(), program.log()).forEach(line -> showing.wrong("the log says: " + line));
        String verified = program.verified();
        showing.mustHold(verified.isEmpty(), "weir verify finds nothing; it says " + verified);
    }
}
