package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.Narration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Strikes, and writes down what was struck: a line of JSON each in {@code faults.jsonl}, and what somebody has to look at. For
 * any thread.
 */
final class FaultLog {

    static final String NAME = "faults.jsonl";

    private final Path file;
    private final Narration narration;
    private final Map<String, Integer> struck = new TreeMap<>();
    private final List<String> troubles = new ArrayList<>();

    FaultLog(Path folder, Narration narration) {
        this.file = folder.resolve(NAME);
        this.narration = narration;
    }

    /** Has one strike. @return false when it did not do what it should, which is noted */
    boolean strike(Fault fault, String whom, SplittableRandom random) throws InterruptedException {
        Instant at = Instant.now();
        long began = System.nanoTime();
        String how = "";
        boolean well = false;
        try {
            how = fault.strike(random);
            well = true;
        } catch (IOException | RuntimeException failed) {
            how = "failed: " + failed;
            trouble(fault.name() + " of " + whom + " " + how);
        } finally {
            Duration lasted = Duration.ofNanos(System.nanoTime() - began);
            write(fault.name(), whom, at, lasted, how);
            if (lasted.compareTo(fault.bound()) > 0) {
                trouble(fault.name() + " of " + whom + " at " + at + " lasted " + Draw.seconds(lasted) + ", more than "
                        + Draw.seconds(fault.bound()));
            }
        }
        return well;
    }

    private synchronized void write(String fault, String whom, Instant at, Duration lasted, String how) {
        struck.merge(fault, 1, Integer::sum);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", at.toString());
        line.put("fault", fault);
        line.put("whom", whom);
        line.put("seconds", lasted.toMillis() / 1e3);
        line.put("how", how);
        try {
            Files.writeString(
                    file,
                    JsonMapper.shared().writeValueAsString(line) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        narration.tell(whom + ": " + fault + ", " + Draw.seconds(lasted) + (how.isEmpty() ? "" : ": " + how));
    }

    /** Something that the torment has not done, or not so. */
    synchronized void trouble(String what) {
        troubles.add(what);
        narration.tell("! " + what);
    }

    /** How often each fault struck. */
    synchronized Map<String, Integer> struck() {
        return new TreeMap<>(struck);
    }

    synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }
}
