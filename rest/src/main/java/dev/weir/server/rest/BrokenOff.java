package dev.weir.server.rest;

/**
 * An answer broke off when part of it was on its way. Nothing can be said any more: the connection is cut, so that its
 * reader sees that something is missing.
 */
final class BrokenOff extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenOff(Throwable cause) {
        super(cause);
    }
}
