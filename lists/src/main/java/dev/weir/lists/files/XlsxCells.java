package dev.weir.lists.files;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;

/**
 * Workbook cells as text. A date is written as ISO 8601 has it, a number with as many digits as a spreadsheet keeps, with
 * leading zeros where its format shows them; of a formula it is the result that was stored with it.
 */
final class XlsxCells {

    /** ECMA-376 part 1, 18.8.30: built-in formats whose code depends on the language, all of them dates and times. */
    private static final List<int[]> LOCAL_DATES = List.of(new int[] {27, 36}, new int[] {50, 58});

    /** What stands in a format without being a part of a date: quoted and escaped text, colours, conditions, fillers. */
    private static final Pattern NO_DATE_PART = Pattern.compile("\"[^\"]*\"|\\\\.|_.|\\*.|\\[[^\\]]*]");

    private static final Pattern ELAPSED = Pattern.compile("(?i)\\[(h+|m+|s+)]");
    private static final Pattern ZEROS = Pattern.compile("0{2,20}");

    /** IEEE 754 doubles, of which spreadsheets show 15 digits. */
    private static final MathContext DIGITS = new MathContext(15);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final boolean date1904;
    private long withoutResult;
    private long errors;

    XlsxCells(boolean date1904) {
        this.date1904 = date1904;
    }

    /** A cell's text, and whether it is a JSON value rather than a string. */
    record Text(String text, boolean json) {
        static final Text NONE = new Text("", false);
    }

    Text read(Cell cell) {
        Object value = cell.getValue();
        if (cell.getType() == CellType.ERROR) {
            errors++;
            return new Text(Objects.requireNonNullElse(cell.getRawValue(), ""), false);
        }
        if (value == null) {
            withoutResult += cell.getType() == CellType.FORMULA ? 1 : 0;
            return Text.NONE;
        }
        return switch (value) {
            case BigDecimal number -> number(cell, number);
            case Boolean truth -> new Text(truth.toString(), true);
            default -> new Text(XlsxText.decoded(value.toString()), false);
        };
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (errors > 0) {
            notes.add(errors + (errors == 1 ? " cell holds an error" : " cells hold an error")
                    + " such as #N/A; such a cell counts as empty.");
        }
        if (withoutResult > 0) {
            notes.add(withoutResult + (withoutResult == 1 ? " formula has" : " formulas have")
                    + " no stored result and counts as empty. Open the workbook in a spreadsheet and save it.");
        }
        return notes;
    }

    private Text number(Cell cell, BigDecimal number) {
        String format = Objects.requireNonNullElse(cell.getDataFormatString(), "");
        if (isDate(cell.getDataFormatId(), format)) {
            return new Text(date(cell, number), false);
        }
        BigDecimal shown = number.precision() > DIGITS.getPrecision() ? number.round(DIGITS) : number;
        String text = shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
        if (ZEROS.matcher(format).matches() && text.matches("\\d+") && text.length() < format.length()) {
            return new Text("0".repeat(format.length() - text.length()) + text, false);
        }
        return new Text(text, true);
    }

    private static boolean isDate(@org.jspecify.annotations.Nullable Integer id, String format) {
        if (id != null && LOCAL_DATES.stream().anyMatch(range -> id >= range[0] && id <= range[1])) {
            return true;
        }
        // Hours that count beyond a day are an amount, not a time of day.
        if (format.isEmpty() || ELAPSED.matcher(format).find()) {
            return false;
        }
        String code =
                NO_DATE_PART.matcher(format.split(";", -1)[0]).replaceAll("").toLowerCase(Locale.ROOT);
        return !code.contains("general") && code.chars().anyMatch(c -> "ymdhs".indexOf(c) >= 0);
    }

    private String date(Cell cell, BigDecimal number) {
        double serial = number.doubleValue();
        if (serial < 0 || serial >= 2_958_466) { // 9999-12-31 is the last day a spreadsheet knows
            return number.toPlainString();
        }
        LocalDateTime time = cell.asDate();
        LocalDateTime second = time.plusNanos(500_000_000).truncatedTo(ChronoUnit.SECONDS);
        if (serial < 1 && !date1904) {
            return TIME.format(second);
        }
        return second.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? second.toLocalDate().toString()
                : DATE_TIME.format(second);
    }
}
