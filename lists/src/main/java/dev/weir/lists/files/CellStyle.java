package dev.weir.lists.files;

/** What becomes of a CSV cell that a spreadsheet would take for a formula. */
public enum CellStyle {
    /**
     * It gets a leading apostrophe, which {@link Table} takes off again. The default. Phone numbers ({@code +49 …}) and
     * negative numbers get one too.
     */
    FORMULA_SAFE,
    /** It is written as it is: for programs, never for spreadsheets. */
    VERBATIM
}
