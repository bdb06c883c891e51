package dev.weir.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server's JVM weighs: peak resident memory of a process of its own, under the launcher's flags.
 *
 * @param rssMiB NaN where the system does not tell
 */
record Memory(double rssMiB, double rowsPerSecond) {

    /** @throws IOException when the child fails or takes too long; it has ended then */
    static Memory weigh(BenchDatabase database, int rows) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(Parent.lines(database));
        lines.add(Integer.toString(rows));
        try (ChildJvm child = ChildJvm.start(MemoryProgram.class, lines)) {
            String[] numbers = child.await(MemoryProgram.RESULT).split(" ", -1);
            child.awaitEnd();
            return new Memory(mib(Long.parseLong(numbers[0])), Long.parseLong(numbers[1]));
        }
    }

    /** NaN for 0, which stands for unknown. */
    static double mib(long kib) {
        return kib == 0 ? Double.NaN : kib / 1024.0;
    }
}
