package dev.weir.app.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of a file, with the digest of the bytes it has taken in. */
final class OpenedRows implements Closeable {

    private final RawRows rows;
    private final DigestInputStream bytes;

    private OpenedRows(RawRows rows, DigestInputStream bytes) {
        this.rows = rows;
        this.bytes = bytes;
    }

    /** @param columns those known from an earlier reading, in order; CSV has its own */
    static OpenedRows open(Path file, FileFormat format, List<String> columns) {
        return over(file, InputFile.open(file), format, columns);
    }

    /** As {@link #open}, over any bytes; the path serves the sentences only. */
    static OpenedRows over(Path file, InputStream in, FileFormat format, List<String> columns) {
        var bytes = new DigestInputStream(in, sha256());
        var text = new StrictUtf8Reader(file, bytes);
        try {
            return new OpenedRows(
                    switch (format) {
                        case CSV -> new CsvRows(file, text);
                        case JSONL -> new JsonlRows(file, text, columns);
                    },
                    bytes);
        } catch (IOException broken) {
            closeQuietly(bytes);
            throw InputFile.brokeOff(file, broken);
        } catch (RuntimeException refused) {
            closeQuietly(bytes);
            throw InputFile.unwrapped(file, refused);
        }
    }

    @Nullable
    Row next() {
        return rows.next();
    }

    List<String> columns() {
        return rows.columns();
    }

    /** Of the whole file, once the last row has been given. */
    String digest() {
        return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException ignored) {
            // The refusal under way says more.
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
