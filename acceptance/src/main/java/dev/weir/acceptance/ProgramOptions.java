package dev.weir.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.Option;

/** What each command is told that drives the program: which one, and where. */
public final class ProgramOptions {

    @Option(
            names = "--weir",
            defaultValue = "weir",
            split = " ",
            description = "The launcher, or a command with its arguments (default: weir, in this folder).")
    private List<String> weir = List.of();

    @Option(names = "--folder", description = "Where homes, lists, exports and logs are left (default: a new one).")
    private @Nullable Path folder;

    /** Its command. */
    public List<String> weir() {
        return weir.size() == 1
                ? List.of(Path.of(weir.getFirst()).toAbsolutePath().toString())
                : weir;
    }

    /** What is to be shown. */
    @FunctionalInterface
    public interface Shown {
        void in(Path folder, Showing showing) throws IOException, InterruptedException;
    }

    /**
     * Has it shown, and prints the verdict, also when it broke off.
     *
     * @param prefix of a new folder's name
     * @return the exit code
     */
    public int show(String prefix, Shown what) throws IOException, InterruptedException {
        Path given = folder;
        Path left = given == null ? Files.createTempDirectory(prefix) : Files.createDirectories(given);
        Showing showing = new Showing(System.out::println);
        try {
            what.in(left, showing);
        } catch (IOException | DataAccessException broken) {
            showing.wrong(String.valueOf(broken.getMessage()));
        }
        return showing.verdict(left);
    }
}
