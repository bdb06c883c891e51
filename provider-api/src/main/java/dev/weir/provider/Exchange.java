package dev.weir.provider;

import java.net.URI;

/**
 * The door lent to one asking: it sends one HTTP call, guarded, paced and bounded, and tells how far the call came.
 *
 * <p>Sending never throws for anything the network or the vendor does.
 */
public interface Exchange {

    /** Where the vendor is to be reached, without a trailing slash: its own address, or the sandbox's. */
    URI base();

    /** The secret of that name. @throws IllegalArgumentException when the provider did not declare it */
    String secret(String name);

    /** Sends, to a named address where the call has one, and waits for the last byte or the deadline. */
    Sent send(Call call);

    /** How far a call came. */
    sealed interface Sent {}

    /** A complete answer. Header names are lower-case. */
    @SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
    record Answered(int status, java.util.Map<String, String> headers, byte[] body) implements Sent {

        /** The header's value, or an empty string. @param name in lower case */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A complete status line, but a body beyond what we read; it cannot be used. */
    record TooLarge(int status, long limitBytes) implements Sent {}

    /** Nothing left this machine: refused by the guard, name not found, connection or TLS refused. */
    record NotSent(String detail) implements Sent {}

    /** It left, or may have, and no complete answer came: reset, deadline, cut body. */
    record Lost(String detail) implements Sent {}
}
