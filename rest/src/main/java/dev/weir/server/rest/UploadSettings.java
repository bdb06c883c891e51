package dev.weir.server.rest;

import dev.weir.lists.files.ListLimits;
import java.nio.file.Path;

/**
 * How lists are taken in that are sent as files.
 *
 * @param folder where they lie while they are read; made when it is not there, for nobody else to read
 * @param bytes the most of one, as it is sent
 * @param limits of what is in it
 * @param atOnce so many at once; who comes when there are as many is told to come again
 */
public record UploadSettings(Path folder, long bytes, ListLimits limits, int atOnce) {

    /** What a list may be unless somebody says otherwise: 1 GiB, a million rows, 500 columns, cells as long as a workbook's. */
    public static final ListLimits USUAL_LIMITS = new ListLimits(1_000_000, 500, 32_767);

    private static final long USUAL_BYTES = 1L << 30;
    /** Each has some 4 million characters of rows on their way into the database, several times over. */
    private static final int USUAL_AT_ONCE = 4;

    public UploadSettings {
        if (bytes < 1 || atOnce < 1) {
            throw new IllegalArgumentException("limits are at least 1");
        }
    }

    /** The usual limits. @param folder as above */
    public static UploadSettings in(Path folder) {
        return new UploadSettings(folder, USUAL_BYTES, USUAL_LIMITS, USUAL_AT_ONCE);
    }

    /** The usual limits, and a folder of this user's where the system keeps what is temporary. */
    public static UploadSettings usual() {
        return in(Path.of(System.getProperty("java.io.tmpdir"), "weir-uploads-" + System.getProperty("user.name")));
    }
}
