package dev.weir.server.enrichment;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/** A raw body as it is stored: as it came, or deflated (RFC 1950) where that saves room worth the work. */
@SuppressWarnings("ArrayRecordComponent") // written, never compared
record Packed(byte[] bytes, boolean packed) {

    private static final int WORTH_IT = 1024;

    static Packed of(byte[] body) {
        if (body.length < WORTH_IT) {
            return new Packed(body, false);
        }
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(body);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 3);
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return new Packed(out.toByteArray(), true);
        }
    }
}
