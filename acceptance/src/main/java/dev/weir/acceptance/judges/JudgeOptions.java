package dev.weir.acceptance.judges;

import dev.weir.acceptance.ProgramOptions;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What each judge's command is told: which program, where, and how much memory its server may take. */
final class JudgeOptions {

    @Option(
            names = "--memory",
            defaultValue = "900",
            description = "MiB that the server may have resident, with a heap of 512 (default: 900).")
    private long memory;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    JudgeOptions() {}

    /** What a judge does. */
    @FunctionalInterface
    interface Run {
        void of(Judged judged) throws IOException, InterruptedException;
    }

    /** Has it done, and prints the verdict. @return the exit code */
    int show(Run run) throws IOException, InterruptedException {
        return program.show(
                "weir-judges-", (folder, showing) -> run.of(Judged.in(folder, program.weir(), memory, showing)));
    }
}
