package dev.weir.server.enrolment;

/** What was chosen is not as it was any more. */
final class Moved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Moved() {
        super("what was gathered has moved", null, false, false);
    }
}
