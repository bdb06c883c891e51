package dev.weir.acceptance.chaos.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the load sent that changes something, and what was said to it: a JSON line before each request leaves, and one when it
 * is answered, which is on disk before anything is made of the answer. What is only looked at is left out.
 */
public final class ClientLog implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final FileChannel channel;
    private final AtomicLong next = new AtomicLong();

    private ClientLog(FileChannel channel) {
        this.channel = channel;
    }

    /** Begins a new one. @throws IOException when there is one already */
    public static ClientLog create(Path file) throws IOException {
        return new ClientLog(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /**
     * A line of it.
     *
     * @param atMillis since 1970, by this machine's clock
     * @param number of the request, the same in both of its lines; a repetition is a request of its own
     * @param what the method and path; empty in the line of an answer
     * @param key its Idempotency-Key, or by what a delivery is known; empty without one
     * @param status of the answer; 0 for a request that was not answered, absent in the line of a request
     * @param said the answer's id, problem code, or how it failed
     */
    public record Line(long atMillis, long number, String what, String key, OptionalLong status, String said) {

        private static Line of(JsonNode line) {
            return new Line(
                    line.path("at").asLong(),
                    line.path("n").asLong(),
                    line.path("what").asString(""),
                    line.path("key").asString(""),
                    line.has("status") ? OptionalLong.of(line.path("status").asLong()) : OptionalLong.empty(),
                    line.path("said").asString(""));
        }

        /** Whether it was acknowledged: what it asked for must be there from then on. */
        public boolean isAcknowledged() {
            return status.isPresent() && status.getAsLong() / 100 == 2;
        }
    }

    /** Notes that a request leaves. @return its number */
    long asked(String what, String key) {
        long number = next.incrementAndGet();
        ObjectNode line = begun(number).put("what", what);
        if (!key.isEmpty()) {
            line.put("key", key);
        }
        write(line, false);
        return number;
    }

    /** Notes an answer, which is on disk when this returns. */
    void answered(long number, int status, String said) {
        write(begun(number).put("status", status).put("said", said), true);
    }

    private static ObjectNode begun(long number) {
        return MAPPER.createObjectNode().put("at", System.currentTimeMillis()).put("n", number);
    }

    private void write(ObjectNode line, boolean force) {
        ByteBuffer bytes = ByteBuffer.wrap((MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            synchronized (this) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            if (force) {
                channel.force(false);
            }
        } catch (IOException full) {
            throw new UncheckedIOException("what was answered cannot be kept", full);
        }
    }

    /** All lines of one, in order. */
    public static List<Line> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> Line.of(MAPPER.readTree(line))).toList();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
