package dev.weir.lists.files;

import dev.weir.provider.Nearest;
import dev.weir.server.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;
import org.jspecify.annotations.Nullable;

/** Which sheet of a workbook is the list. */
final class XlsxSheets {

    private XlsxSheets() {}

    /** @param wanted a name, or a number from 1; null for the first sheet that is not hidden */
    static Sheet choose(ListFile file, ReadableWorkbook workbook, @Nullable String wanted) {
        List<Sheet> all = workbook.getSheets().toList();
        if (all.isEmpty()) {
            throw Problem.invalid(
                    "file_empty",
                    file + " is a workbook without sheets. Check that it is the one you mean, and save it again.");
        }
        if (wanted == null) {
            return visible(all).stream().findFirst().orElse(all.getFirst());
        }
        return all.stream()
                .filter(sheet -> sheet.getName().equals(wanted))
                .findFirst()
                .or(() -> all.stream()
                        .filter(sheet -> sheet.getName().strip().equalsIgnoreCase(wanted.strip()))
                        .findFirst())
                .or(() -> numbered(all, wanted))
                .orElseThrow(() -> new Problem(
                                Problem.Kind.INVALID,
                                "unknown_sheet",
                                file + " has no sheet \"" + wanted + "\"."
                                        + Nearest.among(
                                                        all.stream()
                                                                .map(Sheet::getName)
                                                                .toList(),
                                                        wanted)
                                                .stream()
                                                .findFirst()
                                                .map(near -> " Did you mean \"" + near + "\"?")
                                                .orElse(""),
                                List.of("its sheets: " + names(all)))
                        .at("/sheet"));
    }

    /** What a user should know of the choice; empty for nothing. */
    static String note(ListFile file, ReadableWorkbook workbook, Sheet chosen, @Nullable String wanted) {
        List<Sheet> others = visible(workbook.getSheets().toList()).stream()
                .filter(sheet -> sheet.getIndex() != chosen.getIndex())
                .toList();
        return wanted != null || others.isEmpty()
                ? ""
                : "The sheet \"" + MappingTable.printable(chosen.getName()) + "\" is read. Others are there: "
                        + names(others) + "; choose one with " + file.words().name("sheet") + ".";
    }

    private static Optional<Sheet> numbered(List<Sheet> all, String wanted) {
        return wanted.strip().matches("\\d{1,4}")
                ? all.stream()
                        .filter(sheet -> sheet.getIndex() + 1 == Integer.parseInt(wanted.strip()))
                        .findFirst()
                : Optional.empty();
    }

    private static List<Sheet> visible(List<Sheet> sheets) {
        return sheets.stream()
                .filter(sheet -> sheet.getVisibility() == SheetVisibility.VISIBLE)
                .toList();
    }

    private static String names(List<Sheet> sheets) {
        return String.join(
                ", ",
                sheets.stream()
                        .map(sheet -> "\"" + MappingTable.printable(sheet.getName()) + "\"")
                        .toList());
    }
}
