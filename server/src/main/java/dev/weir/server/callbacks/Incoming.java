package dev.weir.server.callbacks;

import org.jspecify.annotations.Nullable;

/**
 * Something that has come in and is to be kept.
 *
 * @param submissionId of a call-back
 * @param ticketId of what a worker says
 * @param headers JSON, see {@link Envelope}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Incoming(
        long workspaceId,
        Kind kind,
        @Nullable Long submissionId,
        @Nullable Long ticketId,
        String headers,
        byte[] body,
        byte[] hash) {

    /** What it is. */
    enum Kind {
        CALLBACK(1),
        RESULT(2),
        FAILURE(3);

        final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind of(int code) {
            return values()[code - 1];
        }
    }

    Incoming {
        if ((kind == Kind.CALLBACK) != (submissionId != null) || (kind == Kind.CALLBACK) == (ticketId != null)) {
            throw new IllegalArgumentException("a call-back is of a submission, anything else of a ticket");
        }
    }
}
