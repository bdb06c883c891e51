package dev.weir.server.rest;

import java.time.Duration;

/**
 * Where the API listens, and how much it takes.
 *
 * @param host the address to listen on, such as {@code 127.0.0.1}
 * @param port 0 for any free one
 * @param version of the program
 */
public record RestSettings(String host, int port, String version, Limits limits) {

    /** With the usual limits. */
    public RestSettings(String host, int port, String version) {
        this(host, port, version, Limits.DEFAULT);
    }

    /** Loopback, any free port. */
    public static RestSettings local(String version) {
        return new RestSettings("127.0.0.1", 0, version);
    }

    public RestSettings with(Limits other) {
        return new RestSettings(host, port, version, other);
    }

    /**
     * How much this process takes.
     *
     * @param requestsPerMinute of one key
     * @param badKeysPerMinute from one address, before it is told to wait
     * @param bodyBytes of a body that is read as a whole; uploaded lists are read as a stream and have a limit of their own
     * @param patience with who sends or reads nothing, and with whose request trickles
     * @param connections at once; who comes when there are as many waits until one ends
     */
    public record Limits(
            int requestsPerMinute, int badKeysPerMinute, long bodyBytes, Duration patience, int connections) {

        /** What one may take before anybody knows whose it is: a request's head, and what it is read and answered with. */
        private static final long CONNECTION_BYTES = 64 << 10;

        private static final int MOST_CONNECTIONS = 8_192;
        private static final int SHARE_OF_MEMORY = 4;

        public static final Limits DEFAULT = new Limits(600, 30, 16 << 20);

        /** How deep a JSON body may nest. */
        static final int JSON_DEPTH = 100;

        /** How long a text in a JSON body may be. */
        static final int JSON_TEXT = 1_000_000;

        /** How long the name of a property may be. */
        static final int JSON_NAME = 1_000;

        /** With the usual patience and as many connections as have room. */
        public Limits(int requestsPerMinute, int badKeysPerMinute, long bodyBytes) {
            this(
                    requestsPerMinute,
                    badKeysPerMinute,
                    bodyBytes,
                    Duration.ofSeconds(20),
                    connections(Runtime.getRuntime().maxMemory()));
        }

        /** So many that they take a quarter of that memory, all doing nothing but beginning. */
        static int connections(long memory) {
            return (int) Math.clamp(memory / SHARE_OF_MEMORY / CONNECTION_BYTES, 1, MOST_CONNECTIONS);
        }

        public Limits {
            if (requestsPerMinute < 1
                    || badKeysPerMinute < 1
                    || bodyBytes < 1
                    || connections < 1
                    || !patience.isPositive()) {
                throw new IllegalArgumentException("limits are at least 1");
            }
        }
    }
}
