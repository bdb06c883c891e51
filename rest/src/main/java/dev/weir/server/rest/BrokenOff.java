package dev.weir.server.rest;

import org.apache.catalina.connector.ClientAbortException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/**
 * An answer broke off when part of it was on its way. Nothing can be said any more: the connection is cut, so that its
 * reader sees that something is missing.
 */
final class BrokenOff extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenOff(Throwable cause) {
        super(cause);
    }

    /** Whether it is the reader who broke it off, or stopped reading. */
    boolean readerHasGone() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ClientAbortException || cause instanceof AsyncRequestNotUsableException) {
                return true;
            }
        }
        return false;
    }
}
