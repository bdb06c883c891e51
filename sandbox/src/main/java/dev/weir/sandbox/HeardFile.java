package dev.weir.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * The call-backs that were answered with 2xx, a line of JSON each, append-only: whoever answered so has promised to keep them, and
 * can be held to it. A line is with the operating system when its method returns.
 */
final class HeardFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final InstantSource clock;

    private HeardFile(Path path, FileChannel channel, InstantSource clock) {
        this.path = path;
        this.channel = channel;
        this.clock = clock;
    }

    static HeardFile open(Path path, InstantSource clock) throws IOException {
        return new HeardFile(
                path,
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                clock);
    }

    void add(Posting posting, int event) {
        byte[] line = Body.of(body -> body.with("time", clock.instant().toString())
                .with("vendor", posting.vendor().slug())
                .with("id", posting.id())
                .with("event", event)
                .with("sha256", sha256(posting.events().get(event).body())));
        ByteBuffer whole =
                ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        try {
            synchronized (this) {
                while (whole.hasRemaining()) {
                    channel.write(whole);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be written", e);
        }
    }

    /** Writes all lines there are. */
    void copyTo(OutputStream out) throws IOException {
        Files.copy(path, out);
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
