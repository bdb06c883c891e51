package dev.weir.acceptance.judges;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Python with the judges' packages, in a folder of its own: nothing of the machine's own Python is changed. */
record Python(Path folder) {

    private static final String REQUIREMENTS = "requirements.txt";
    private static final long MINUTES = 10;

    /**
     * Makes it, or uses the one that an earlier run left there.
     *
     * @throws IOException that says what to do when there is no Python 3.10, no venv or no package index
     */
    static Python in(Path folder) throws IOException, InterruptedException {
        Python python = new Python(Files.createDirectories(folder));
        Path log = folder.resolve("install.txt");
        if (!Files.isExecutable(python.program("st"))) {
            python.must(
                    log,
                    "A Python of 3.10 or later with venv is needed (Debian: apt install python3-venv)",
                    List.of("python3", "-m", "venv", folder.resolve("venv").toString()));
            python.must(
                    log,
                    "pip cannot install what requirements.txt names; it needs a package index",
                    List.of(
                            python.program("pip").toString(),
                            "install",
                            "--quiet",
                            "--disable-pip-version-check",
                            "-r",
                            python.resource(REQUIREMENTS).toString()));
        }
        return python;
    }

    private void must(Path log, String otherwise, List<String> command) throws IOException, InterruptedException {
        int code;
        try {
            Process process = start(log, command);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(otherwise + ": it has not ended after " + MINUTES + " minutes; see " + log);
            }
            code = process.exitValue();
        } catch (IOException missing) {
            throw new IOException(otherwise + ": " + missing.getMessage(), missing);
        }
        if (code != 0) {
            throw new IOException(otherwise + "; see " + log);
        }
    }

    /** One of its commands. */
    Path program(String name) {
        return folder.resolve("venv").resolve("bin").resolve(name);
    }

    /** A file that comes along with the judges, written where it can be read by others. */
    Path resource(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Objects.requireNonNull(Python.class.getResourceAsStream(name), name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    /** Starts a command. @param out where is added what it prints */
    Process start(Path out, List<String> command) throws IOException {
        return new ProcessBuilder(new ArrayList<>(command))
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .start();
    }
}
