package dev.weir.lists.files;

/**
 * Keeps spreadsheets from running a cell.
 *
 * <p>A spreadsheet takes a cell for a formula by its first character (OWASP, "CSV Injection"), quoted or not. On the
 * way out such a cell gets a leading apostrophe, which spreadsheets show as text; on the way in it is taken off again.
 * A cell that already looks so guarded gets one more, so that what was written is what is read, always.
 */
final class FormulaGuard {

    /** ASVS 1.2.10 and the OWASP page: {@code = + - @}, tab, CR, LF, NUL, and the full-width forms. */
    private static final String TRIGGERS = "=+-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20";

    private FormulaGuard() {}

    static String guarded(String cell) {
        return isRisky(cell, 0) ? "'" + cell : cell;
    }

    static String unguarded(String cell) {
        return isGuarded(cell) ? cell.substring(1) : cell;
    }

    private static boolean isGuarded(String cell) {
        return !cell.isEmpty() && cell.charAt(0) == '\'' && isRisky(cell, 1);
    }

    /** Any number of apostrophes, then a trigger. */
    private static boolean isRisky(String cell, int from) {
        int i = from;
        while (i < cell.length() && cell.charAt(i) == '\'') {
            i++;
        }
        return i < cell.length() && TRIGGERS.indexOf(cell.charAt(i)) >= 0;
    }
}
