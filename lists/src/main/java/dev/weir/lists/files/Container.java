package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Tells what is in a file that is no plain text by its first bytes; what is no list is refused with the way to one. */
final class Container {

    /** First bytes, as Latin-1, and what to do. */
    private static final List<Known> REFUSED = List.of(
            new Known("\u001F\u008B", "%s is compressed with gzip. Unpack it first: gunzip -k %s"),
            new Known("BZh", "%s is compressed with bzip2. Unpack it first: bunzip2 -k %s"),
            new Known("\u00FD7zXZ\0", "%s is compressed with xz. Unpack it first: unxz -k %s"),
            new Known("(\u00B5/\u00FD", "%s is compressed with zstd. Unpack it first: unzstd %s"),
            new Known("7z\u00BC\u00AF", "%s is a 7-Zip archive. Unpack it first: 7z x %s"),
            new Known("Rar!", "%s is a RAR archive. Unpack it first: unrar x %s"),
            new Known(
                    "\u00D0\u00CF\u0011\u00E0",
                    "%s is a workbook of the old .xls kind, or one locked with a password. Open it in a spreadsheet and"
                            + " save it, without a password, as .xlsx or as \"CSV UTF-8\"."),
            new Known("%PDF-", "%s is a PDF, from which no list can be read. Export the list as CSV or .xlsx."));

    private static final String ZIP = "PK\u0003\u0004";

    private Container() {}

    /** @param advice takes the file twice */
    private record Known(String magic, String advice) {
        boolean begins(String start) {
            return start.startsWith(magic);
        }
    }

    /**
     * @param start the first bytes of the file
     * @return false for what may be text
     * @throws Problem {@code file_not_text} for an archive and for other things that are no list
     */
    static boolean isWorkbook(ListFile file, byte[] start) {
        String latin = new String(start, StandardCharsets.ISO_8859_1);
        for (Known known : REFUSED) {
            if (known.begins(latin)) {
                throw notText(String.format(known.advice, file, file));
            }
        }
        if (!latin.startsWith(ZIP)) {
            return false;
        }
        String other;
        try (ZipFile zip = new ZipFile(file.path().toFile())) {
            if (zip.getEntry("xl/workbook.xml") != null) {
                return true;
            }
            other = inside(file, zip);
        } catch (IOException broken) {
            throw notText(file + " is a damaged Excel workbook or zip archive (" + broken.getMessage()
                    + "). Save or download it again.");
        }
        throw notText(other);
    }

    private static String inside(ListFile file, ZipFile zip) {
        if (zip.getEntry("xl/workbook.bin") != null) {
            return file + " is a binary workbook (.xlsb). Save it as .xlsx or as \"CSV UTF-8\".";
        }
        if (zip.getEntry("content.xml") != null) {
            return file + " is an OpenDocument spreadsheet. Save it as .xlsx or as CSV in UTF-8.";
        }
        if (zip.getEntry("Index/Document.iwa") != null) {
            return file + " is a Numbers spreadsheet. Export it as .xlsx or as CSV in UTF-8.";
        }
        @Nullable
        String first = zip.stream()
                .filter(entry -> !entry.isDirectory())
                .map(ZipEntry::getName)
                .findFirst()
                .orElse(null);
        return file + " is a zip archive" + (first == null ? "" : " (with " + MappingTable.printable(first) + " in it)")
                + ". Unpack it first: unzip " + file;
    }

    /** Some tools give a web page the name of a workbook. */
    static void refuseMarkup(ListFile file, String text) {
        String start = text.substring(0, Math.min(text.length(), 200)).toLowerCase(Locale.ROOT);
        if (start.startsWith("<html") || start.startsWith("<!doctype") || start.startsWith("<table")) {
            throw notText(
                    file + " is a web page, whatever its name says. Open it in a spreadsheet and save it as .xlsx or"
                            + " as \"CSV UTF-8\".");
        }
        if (start.startsWith("<?xml")) {
            throw notText(file + " is XML. Open it in a spreadsheet and save it as .xlsx or as \"CSV UTF-8\".");
        }
        // A CSV header seldom starts so, and one that does can be read by its file's ending.
        if (start.startsWith("[") && FileFormat.byName(file.name()).isEmpty()) {
            throw notText(
                    file + " is a JSON list. Make one object per line of it: jq -c '.[]' " + file + " > list.jsonl");
        }
    }

    private static Problem notText(String sentence) {
        return Problem.invalid("file_not_text", sentence);
    }
}
