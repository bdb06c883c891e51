package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A sandbox in a process of its own, for the length of a bench. */
final class VendorProcess implements AutoCloseable {

    /**
     * What the vendor says it was asked, since it began.
     *
     * @param questions that differ
     * @param most calls it was at work on at the same time
     */
    record Asked(long calls, long questions, long charged, long most) {}

    private final ChildJvm child;
    private final URI base;

    private VendorProcess(ChildJvm child, URI base) {
        this.child = child;
        this.base = base;
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param folder in which it gets one of its own for its ledger
     * @param latency before each answer
     */
    static VendorProcess start(Path folder, Duration latency) throws IOException {
        Files.createDirectories(folder);
        Path ledger = Files.createTempDirectory(folder, "sandbox-").toAbsolutePath();
        ChildJvm child =
                ChildJvm.start(VendorProgram.class, List.of(ledger.toString(), Long.toString(latency.toMillis())));
        boolean listens = false;
        try {
            VendorProcess vendor = new VendorProcess(child, URI.create(child.await(VendorProgram.LISTENS)));
            listens = true;
            return vendor;
        } finally {
            if (!listens) {
                child.close();
            }
        }
    }

    URI base() {
        return base;
    }

    ProcessHandle handle() {
        return child.handle();
    }

    Asked asked() throws IOException {
        child.tell(List.of("asked"));
        String[] numbers = child.await(VendorProgram.ASKED).split(" ", -1);
        return new Asked(
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2]),
                Long.parseLong(numbers[3]));
    }

    @Override
    public void close() {
        child.close();
    }
}
