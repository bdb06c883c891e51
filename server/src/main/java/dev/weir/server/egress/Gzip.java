package dev.weir.server.egress;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks an answer's body within a cap. */
final class Gzip {

    private Gzip() {}

    /** What was inside. */
    sealed interface Inside {}

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Unpacked(byte[] body) implements Inside {}

    /** More than the cap. */
    record Bomb() implements Inside {}

    /** It is not gzip, or cut. */
    record Broken() implements Inside {}

    static Inside unpack(byte[] packed, int maxBytes) {
        if (packed.length == 0) {
            return new Unpacked(packed); // 204 and the like announce an encoding of nothing
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] body = in.readNBytes(maxBytes);
            return in.read() == -1 ? new Unpacked(body) : new Bomb();
        } catch (IOException broken) {
            return new Broken();
        }
    }
}
