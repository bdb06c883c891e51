package dev.weir.bench;

import dev.weir.sandbox.Quirks;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The JVM that plays the vendor. It ends when its parent does.
 *
 * <p>Reads a folder and the milliseconds before an answer leaves, a line each. Writes where it listens; then, for each
 * further line, what it has been asked so far: calls, questions that differ, charged calls, the most calls at once.
 */
final class VendorProgram {

    static final String VENDOR = Vendor.HUNTER.slug();
    static final String LISTENS = "listens: ";
    static final String ASKED = "asked: ";

    private static final VendorOperation OPERATION = VendorOperation.HUNTER_EMAIL_FINDER;

    private VendorProgram() {}

    public static void main(String[] args) throws Exception {
        Parent parent = new Parent();
        Path folder = Path.of(parent.line());
        long latency = parent.number();
        // Whoever is asked about is known, so that every answer has the full body and every row costs the same.
        SandboxSettings settings = SandboxSettings.DEFAULT.with(
                Vendor.HUNTER,
                hunter ->
                        hunter.withHitRate(OPERATION, 1).withQuirks(Quirks.NONE).withLatency(latency, latency));
        try (SandboxServer server = SandboxServer.start(settings, folder, 0)) {
            System.out.println(LISTENS + server.base());
            while (true) {
                parent.line();
                var asked = server.ledger().summary().of(OPERATION);
                System.out.println(ASKED + asked.calls() + " " + asked.distinctQuestions() + " " + asked.chargedCalls()
                        + " " + server.mostAtOnce());
            }
        } catch (IOException parentEnded) {
            // That is how it is told to end.
            return;
        }
    }
}
