package dev.weir.server.rest;

import dev.weir.server.RunningWeir;
import dev.weir.server.callbacks.CallbackSettings;
import dev.weir.server.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * Reads bodies that are kept as they came: no longer, no slower, and no more of them at once than is set. One that comes
 * slowly takes room for what has come of it.
 */
@Component
final class RawBodies {

    private static final int CHUNK = 16 << 10;

    private final CallbackSettings settings;
    private final Semaphore room;

    RawBodies(RunningWeir running) {
        this.settings = running.callbacks().settings();
        this.room = new Semaphore((int) Math.min(Integer.MAX_VALUE, settings.bytesAtOnce()));
    }

    /** A body, and the room it takes until it is closed. */
    final class Raw implements AutoCloseable {
        private final List<byte[]> chunks = new ArrayList<>();
        private int length;
        private int taken;

        private void add(byte[] chunk, int bytes) {
            byte[] exact = new byte[bytes];
            System.arraycopy(chunk, 0, exact, 0, bytes);
            chunks.add(exact);
            length += bytes;
        }

        byte[] bytes() {
            if (chunks.size() == 1) {
                return chunks.getFirst();
            }
            byte[] all = new byte[length];
            int at = 0;
            for (byte[] chunk : chunks) {
                System.arraycopy(chunk, 0, all, at, chunk.length);
                at += chunk.length;
            }
            chunks.clear();
            chunks.add(all);
            return all;
        }

        @Override
        public void close() {
            room.release(taken);
            taken = 0;
        }
    }

    /**
     * All of it.
     *
     * @throws Problem of kind TOO_LARGE as soon as it is too long, TOO_SLOW when it takes too long, UNAVAILABLE when this
     *     server has no room just now
     * @throws IOException when its sender breaks off
     */
    Raw read(HttpServletRequest request) throws IOException {
        return read(request, settings.bodyBytes());
    }

    /** The same, of bodies that may be shorter only. @param most bytes */
    Raw read(HttpServletRequest request, int most) throws IOException {
        if (request.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        long end = System.nanoTime() + settings.slowest().toNanos();
        Raw raw = new Raw();
        boolean whole = false;
        try {
            InputStream body = request.getInputStream();
            byte[] chunk = new byte[chunk(request.getContentLengthLong())];
            for (int bytes = body.read(chunk); bytes >= 0; bytes = body.read(chunk)) {
                if (raw.length + bytes > most) {
                    throw tooLarge(most);
                }
                if (!room.tryAcquire(bytes)) {
                    throw noRoom();
                }
                raw.taken += bytes;
                raw.add(chunk, bytes);
                if (System.nanoTime() - end > 0) {
                    throw new Problem(
                            Problem.Kind.TOO_SLOW,
                            "body_too_slow",
                            "The body did not arrive within "
                                    + settings.slowest().toSeconds() + " seconds.");
                }
            }
            whole = true;
            return raw;
        } finally {
            if (!whole) {
                raw.close();
            }
        }
    }

    /** Most bodies are short, and say so. @param said how long; -1 when it is not */
    private static int chunk(long said) {
        return said < 0 ? CHUNK : (int) Math.clamp(said, 1, CHUNK);
    }

    private static Problem tooLarge(int most) {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "body_too_large",
                "The body is larger than the " + most + " bytes that are taken here.");
    }

    private static Problem noRoom() {
        return new Problem(
                Problem.Kind.UNAVAILABLE,
                "too_busy",
                "More comes in than this server takes at once. Send it again in a moment.");
    }
}
