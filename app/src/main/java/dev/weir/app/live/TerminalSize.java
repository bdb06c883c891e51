package dev.weir.app.live;

/** How many columns and rows a terminal has just now; a size of 0, which some terminals claim, becomes the usual one. */
public record TerminalSize(int columns, int rows) {

    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_ROWS = 24;

    public TerminalSize {
        columns = columns <= 0 ? USUAL_COLUMNS : columns;
        rows = rows <= 0 ? USUAL_ROWS : rows;
    }
}
