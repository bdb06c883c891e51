package dev.weir.lists.files;

import dev.weir.provider.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One reading of a file, with the digest of its bytes. */
final class OpenedRows implements Closeable {

    private final RawRows rows;
    private final Supplier<String> digest;

    private OpenedRows(RawRows rows, Supplier<String> digest) {
        this.rows = rows;
        this.digest = digest;
    }

    /** @param columns those known from an earlier reading, in order; CSV and workbooks have their own */
    static OpenedRows open(ListFile file, Opening opening, List<String> columns) {
        if (opening.format() == FileFormat.XLSX) {
            // A workbook is read by jumping about in it, so its bytes are read once more for their digest.
            return new OpenedRows(XlsxRows.open(file, opening.sheet()), () -> digestOf(file));
        }
        return over(file, InputFile.open(file), opening, columns);
    }

    /** As {@link #open}, over the bytes of any text; the path serves the sentences only. */
    static OpenedRows over(ListFile file, InputStream in, Opening opening, List<String> columns) {
        var bytes = new DigestInputStream(in, Sha256.begin());
        var text = new StrictReader(file, bytes, opening.charset());
        try {
            return new OpenedRows(
                    switch (opening.format()) {
                        case CSV -> new CsvRows(file, text);
                        case JSONL -> new JsonlRows(file, text, columns);
                        case XLSX -> throw new IllegalArgumentException("a workbook is no text");
                    },
                    () -> HexFormat.of().formatHex(bytes.getMessageDigest().digest()));
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

    List<String> notes() {
        return rows.notes();
    }

    /** SHA-256 of the whole file, once the last row has been given. */
    String digest() {
        return digest.get();
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

    private static String digestOf(ListFile file) {
        MessageDigest digest = Sha256.begin();
        try (InputStream in = new DigestInputStream(InputFile.open(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            throw InputFile.brokeOff(file, broken);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
