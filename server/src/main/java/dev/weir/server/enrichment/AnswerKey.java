package dev.weir.server.enrichment;

import dev.weir.provider.Fields;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What makes two questions the same: operation, version and normalised input. 128 bits of SHA-256; two questions of one
 * workspace that share a key are taken for one.
 */
public final class AnswerKey {

    /** As PostgreSQL orders workspace and key. */
    static final Comparator<AnswerKey> IN_ORDER = (one, other) -> one.workspaceId == other.workspaceId
            ? Arrays.compareUnsigned(one.bytes, other.bytes)
            : Long.compare(one.workspaceId, other.workspaceId);

    private static final int BYTES = 16;

    private final byte[] bytes;
    private final long workspaceId;

    private AnswerKey(long workspaceId, byte[] bytes) {
        this.workspaceId = workspaceId;
        this.bytes = bytes;
    }

    static AnswerKey of(long workspaceId, byte[] stored) {
        return new AnswerKey(workspaceId, stored);
    }

    /** The key of a question; pure. */
    public static AnswerKey of(long workspaceId, OperationSpec spec, Map<String, Object> question) {
        StringBuilder text = new StringBuilder(128);
        text.append(spec.id()).append('\u0000').append(spec.version());
        new TreeMap<>(question)
                .forEach((field, value) ->
                        text.append('\u0000').append(field).append('\u0001').append(Fields.toText(value)));
        byte[] digest = Sha256.of(text.toString());
        return new AnswerKey(workspaceId, Arrays.copyOf(digest, BYTES));
    }

    long workspaceId() {
        return workspaceId;
    }

    /** Not copied; nobody changes it. */
    byte[] bytes() {
        return bytes;
    }

    /** Its first 64 bits. */
    public long high() {
        return ByteBuffer.wrap(bytes).getLong(0);
    }

    /** Its last 64 bits. */
    public long low() {
        return ByteBuffer.wrap(bytes).getLong(Long.BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AnswerKey key && key.workspaceId == workspaceId && Arrays.equals(key.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
