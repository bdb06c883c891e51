package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Unpacks a workbook's parts without keeping anything of them, before a parser sees them: what a few kilobytes blow up to,
 * one text, one row, or all of it, would be the memory's end or the day's. What a part says of its own size is not believed.
 */
final class ZipGuard {

    /** Of all parts, unpacked: some fifty million cells. */
    static final long MOST = 1L << 32;

    /** Between two tags, or within one: a cell's text, as bytes that a parser may have to hold together. */
    private static final long MOST_OF_A_TEXT = 4L * ListLimits.LONGEST_CELL;

    private static final int CHUNK = 1 << 16;

    private final ListFile file;
    private final long most;
    private long unpacked;

    private ZipGuard(ListFile file, long most) {
        this.file = file;
        this.most = most;
    }

    /**
     * @param mostShared of the table of shared texts, which is held in memory
     * @param most of all parts
     * @throws Problem {@code file_too_large}, {@code file_xlsx}
     */
    static void require(ListFile file, long mostShared, long most) throws IOException {
        ZipGuard guard = new ZipGuard(file, most);
        try (ZipFile zip = new ZipFile(file.path().toFile())) {
            for (ZipEntry entry : parts(zip)) {
                try (InputStream in = zip.getInputStream(entry)) {
                    guard.read(in, entry.getName().equals("xl/sharedStrings.xml") ? mostShared : most);
                }
            }
        }
    }

    private static List<? extends ZipEntry> parts(ZipFile zip) {
        return zip.stream()
                .filter(entry -> !entry.isDirectory()
                        && (entry.getName().endsWith(".xml") || entry.getName().endsWith(".rels")))
                .toList();
    }

    private void read(InputStream in, long mostOfIt) throws IOException {
        Scan scan = new Scan();
        byte[] chunk = new byte[CHUNK];
        long size = 0;
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            size += count;
            unpacked += count;
            if (size > mostOfIt || unpacked > most) {
                throw tooLarge("unpacks to more than " + (Math.min(mostOfIt, most) >> 20) + " MiB of texts");
            }
            scan.take(chunk, count);
        }
    }

    private Problem odd(String what) {
        return Problem.invalid(
                "file_xlsx",
                file + " has " + what + ". Open it in a spreadsheet and save it again, or save it as \"CSV UTF-8\".");
    }

    private Problem tooLarge(String what) {
        return Problem.invalid(
                "file_too_large",
                file + " " + what + ". Save the sheet as \"CSV UTF-8\", which takes no more room than it has.");
    }

    /** Goes through the bytes of one part and counts what is between tags, and the cells of each row. */
    private final class Scan {
        private static final int NAME = 16;

        private final byte[] name = new byte[NAME];
        private long sinceTag;
        private int cells;

        /** Bytes of the name of the tag that has begun; -1 outside of names. */
        private int length = -1;

        void take(byte[] chunk, int count) {
            for (int i = 0; i < count; i++) {
                byte b = chunk[i];
                if (b == 0) {
                    throw odd("a part that is not UTF-8");
                }
                if (b == '<') {
                    sinceTag = 0;
                    length = 0;
                } else if (++sinceTag > MOST_OF_A_TEXT) {
                    throw tooLarge("has a text of more than " + (MOST_OF_A_TEXT >> 20) + " MiB in one cell");
                } else if (length >= 0) {
                    name(b);
                }
            }
        }

        private void name(byte b) {
            if (b == '[' && length == 1 && name[0] == '!') {
                // In there a tag would end nothing. No spreadsheet writes such.
                throw odd("a CDATA section");
            }
            if (b == ':') {
                length = 0;
            } else if (b == ' ' || b == '>' || b == '/' || b == '\t' || b == '\n' || b == '\r') {
                named();
                length = -1;
            } else if (length < NAME) {
                name[length++] = b;
            }
        }

        private void named() {
            if (length == 1 && name[0] == 'c') {
                cells++;
                if (cells > ListLimits.MOST_COLUMNS) {
                    throw Problem.invalid(
                            "file_xlsx",
                            file + " has a row with more than " + ListLimits.MOST_COLUMNS
                                    + " columns. Remove what stands far to the right.");
                }
            } else if (length == 3 && name[0] == 'r' && name[1] == 'o' && name[2] == 'w') {
                cells = 0;
            }
        }
    }
}
