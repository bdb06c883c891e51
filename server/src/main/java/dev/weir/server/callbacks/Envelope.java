package dev.weir.server.callbacks;

import dev.weir.provider.Callback;
import dev.weir.provider.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** What came beside a body, as it is kept: without what is secret, and no longer than a page. */
final class Envelope {

    // In letters that every column takes.
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .build();

    private static final Set<String> SECRET =
            Set.of("authorization", "cookie", "proxy-authorization", "x-api-key", "api-key");
    private static final int LONGEST_VALUE = 1_000;
    private static final int LONGEST = 16_000;

    private record Kept(Map<String, String> headers, Map<String, String> query) {}

    private Envelope() {}

    /** @param signature a header that is as good as a key to whoever reads it; null for none */
    static String write(Callback callback, @Nullable String signature) {
        Map<String, String> headers = new TreeMap<>();
        int left = LONGEST;
        for (Map.Entry<String, String> header : new TreeMap<>(callback.headers()).entrySet()) {
            int size = header.getKey().length() + header.getValue().length();
            if (!SECRET.contains(header.getKey())
                    && !header.getKey().equals(signature)
                    && header.getValue().length() <= LONGEST_VALUE
                    && size <= left) {
                headers.put(header.getKey(), header.getValue());
                left -= size;
            }
        }
        return JSON.writeValueAsString(new Kept(headers, new TreeMap<>(callback.query())));
    }

    static Callback read(String kept, byte[] body) {
        Kept read = JSON.readValue(kept, Kept.class);
        return new Callback(read.headers(), read.query(), body);
    }

    /** Says whether two are the same: the body, and the query where there is one. */
    static byte[] hash(Callback callback) {
        return hash(callback, Sha256.begin());
    }

    /** The same for what may be said anew of every submission. */
    static byte[] hash(Callback callback, long submission) {
        MessageDigest sha = Sha256.begin();
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(submission).array());
        return hash(callback, sha);
    }

    private static byte[] hash(Callback callback, MessageDigest sha) {
        if (!callback.query().isEmpty()) {
            sha.update(JSON.writeValueAsBytes(new TreeMap<>(callback.query())));
            sha.update((byte) 0);
        }
        return sha.digest(callback.body());
    }
}
