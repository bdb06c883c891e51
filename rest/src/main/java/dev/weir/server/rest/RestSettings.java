package dev.weir.server.rest;

/**
 * Where the API listens.
 *
 * @param host the address to listen on, such as {@code 127.0.0.1}
 * @param port 0 for any free one
 * @param version of the program
 */
public record RestSettings(String host, int port, String version) {

    /** Loopback, any free port. */
    public static RestSettings local(String version) {
        return new RestSettings("127.0.0.1", 0, version);
    }
}
