package dev.weir.server.enrichment;

/** Takes a row out of its run before it is final. */
final class Leave extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient RowEnding ending;

    Leave(RowEnding ending) {
        super(null, null, false, false);
        this.ending = ending;
    }

    RowEnding ending() {
        return ending;
    }
}
