package dev.weir.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The few programs of the operating system that the launcher leans on. */
final class Tool {
    private static final long PROBE_SECONDS = 10;

    private Tool() {}

    static Optional<String> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        // A service's PATH is often bare of the sbin folders.
        return Stream.concat(
                        Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** Runs a program for its exit code alone. */
    static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit()
                            .completeOnTimeout(process, PROBE_SECONDS, TimeUnit.SECONDS)
                            .join()
                            .isAlive()
                    ? endAndFail(process)
                    : process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** How to start a program in a session of its own, away from the terminal's Ctrl-C. */
    static List<String> ownSession() throws PostgresRefused {
        Optional<String> setsid = find("setsid");
        if (setsid.isPresent()) {
            return List.of(setsid.get());
        }
        // macOS has no setsid program, but a perl.
        Optional<String> perl = find("perl");
        if (perl.isPresent()) {
            return List.of(perl.get(), "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or exit 127", "--");
        }
        throw new PostgresRefused(
                PostgresRefused.Reason.UNSUPPORTED,
                "Neither 'setsid' (package util-linux) nor 'perl' is on the PATH; one of them is needed to start PostgreSQL.");
    }

    private static boolean endAndFail(Process process) {
        process.destroyForcibly();
        return false;
    }
}
