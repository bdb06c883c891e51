package dev.weir.acceptance.judges;

import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A customer's server in Python, which verifies what it is sent with a library that nobody here wrote. */
final class Verifier implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern LISTENS = Pattern.compile("listens at (\\S+)");

    private final Process process;
    private final String address;
    private final Path secret;
    private final Path heard;

    private Verifier(Process process, String address, Path secret, Path heard) {
        this.process = process;
        this.address = address;
        this.secret = secret;
        this.heard = heard;
    }

    /**
     * A request to it.
     *
     * @param id of the event
     * @param time in seconds, as the request says it
     * @param signatures that the request has
     * @param verified by the secret that was in place
     * @param status that it was answered with
     * @param secret a hash of the one that was in place
     * @param body a hash of it
     * @param type of the event; empty when it was not verified
     * @param job 0 when it was not verified, or is of none
     */
    record Heard(
            String id,
            long time,
            int signatures,
            boolean verified,
            int status,
            String secret,
            String body,
            String type,
            long job) {}

    /** Starts it; it listens when this returns. */
    static Verifier start(Python python, Path folder) throws IOException, InterruptedException {
        Path said = folder.resolve("receiver.txt");
        Path secret = Files.writeString(folder.resolve("secret.txt"), "none\n");
        Path heard = Files.writeString(folder.resolve("heard.jsonl"), "");
        Process process = python.start(
                said,
                List.of(
                        python.program("python").toString(),
                        python.resource("receiver.py").toString(),
                        secret.toAbsolutePath().toString(),
                        heard.toAbsolutePath().toString()));
        try {
            Waiting.until(
                    "the receiver listens; see " + said,
                    PATIENCE,
                    () -> LISTENS.matcher(Files.readString(said)).find());
        } catch (IOException | InterruptedException silent) {
            process.destroyForcibly();
            throw silent;
        }
        Matcher found = LISTENS.matcher(Files.readString(said));
        if (!found.find()) {
            throw new IOException("the receiver does not say where it listens; see " + said);
        }
        return new Verifier(process, found.group(1), secret, heard);
    }

    /** Host and port. */
    String address() {
        return address;
    }

    /** From now on it verifies by that secret alone. */
    void put(String newSecret) throws IOException {
        Path next = Files.writeString(secret.resolveSibling("secret.next"), newSecret + "\n");
        Files.move(next, secret, StandardCopyOption.ATOMIC_MOVE);
    }

    /** All it was sent, in the order in which it came. */
    List<Heard> heard() throws IOException {
        // The last line may be half written.
        String all = Files.readString(heard);
        return all.substring(0, all.lastIndexOf('\n') + 1)
                .lines()
                .map(Verifier::read)
                .toList();
    }

    private static Heard read(String line) {
        JsonNode said = JsonMapper.shared().readTree(line);
        return new Heard(
                said.path("id").asString(),
                said.path("time").asLong(),
                said.path("signatures").asInt(),
                said.path("verified").asBoolean(),
                said.path("status").asInt(),
                said.path("secret").asString(),
                said.path("body").asString(),
                said.path("type").asString(""),
                said.path("job").asLong(0));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
