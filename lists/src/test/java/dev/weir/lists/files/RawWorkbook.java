package dev.weir.lists.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A workbook as spreadsheets save it (shared texts, styles, stored results), put together part by part. */
final class RawWorkbook {

    private static final String MAIN = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private static final String RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    private final StringBuilder sheets = new StringBuilder();
    private final StringBuilder relations = new StringBuilder();
    private final StringBuilder shared = new StringBuilder();
    private final java.util.Map<String, String> parts = new java.util.LinkedHashMap<>();
    private int count;

    /** @param attributes of the sheet's entry, such as {@code state="hidden"} @param rows the content of sheetData */
    RawWorkbook sheet(String name, String attributes, String rows) {
        count++;
        sheets.append(
                "<sheet name=\"" + name + "\" sheetId=\"" + count + "\" " + attributes + " r:id=\"s" + count + "\"/>");
        relations.append("<Relationship Id=\"s" + count + "\" Type=\"" + RELATION
                + "/worksheet\" Target=\"worksheets/sheet" + count + ".xml\"/>");
        parts.put(
                "xl/worksheets/sheet" + count + ".xml",
                "<worksheet " + MAIN + "><sheetData>" + rows + "</sheetData></worksheet>");
        return this;
    }

    RawWorkbook shared(String... texts) {
        for (String text : texts) {
            shared.append("<si><t xml:space=\"preserve\">" + text + "</t></si>");
        }
        return this;
    }

    /** Styles: 1 a date, 2 a date and time, 3 {@code 00000}, 4 a date of the user's own format, 5 an amount of hours. */
    Path write(Path file) throws IOException {
        parts.put(
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                        + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" + TYPE + "sheet.main+xml\"/>"
                        + "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"" + TYPE + "sharedStrings+xml\"/>"
                        + "<Override PartName=\"/xl/styles.xml\" ContentType=\"" + TYPE + "styles+xml\"/></Types>");
        parts.put(
                "xl/workbook.xml",
                "<workbook " + MAIN + " xmlns:r=\"" + RELATION + "\"><sheets>" + sheets + "</sheets></workbook>");
        parts.put(
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + relations
                        + "</Relationships>");
        parts.put("xl/sharedStrings.xml", "<sst " + MAIN + ">" + shared + "</sst>");
        parts.put(
                "xl/styles.xml",
                "<styleSheet " + MAIN + "><numFmts>"
                        + "<numFmt numFmtId=\"164\" formatCode=\"00000\"/>"
                        + "<numFmt numFmtId=\"165\" formatCode=\"[$-407]d/\\ mmmm\\ yyyy;@\"/>"
                        + "<numFmt numFmtId=\"166\" formatCode=\"[h]:mm&quot; days&quot;\"/></numFmts><cellXfs>"
                        + "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"164\"/>"
                        + "<xf numFmtId=\"165\"/><xf numFmtId=\"166\"/></cellXfs></styleSheet>");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }
}
