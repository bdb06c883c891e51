package dev.weir.temporal.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that cannot choose theirs themselves. They lie below those that the machine gives to outgoing
 * connections, so that a server that is down for minutes finds its port free when it comes back.
 */
final class LoopbackPorts {
    private static final Path OUTGOING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int USUAL_FIRST_OUTGOING = 32_768;
    private static final int FIRST = 15_000;
    private static final int TRIES = 1_000;

    private LoopbackPorts() {}

    /** So many different ones that nobody listens on right now. */
    static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            int end = Math.max(FIRST + TRIES, firstOutgoing());
            for (int i = 0; i < TRIES && held.size() < count; i++) {
                held(ThreadLocalRandom.current().nextInt(FIRST, end)).ifPresent(held::add);
            }
            if (held.size() < count) {
                throw new IllegalStateException("no " + count + " free ports from " + FIRST + " to " + end);
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(LoopbackPorts::close);
        }
    }

    private static Optional<ServerSocket> held(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
            return Optional.empty();
        }
    }

    private static int firstOutgoing() {
        // The kernel gives such a file in one read or not at all; Files.readString begins with a byte.
        try (Scanner range = new Scanner(OUTGOING, StandardCharsets.US_ASCII)) {
            return range.nextInt();
        } catch (IOException notLinux) {
            return USUAL_FIRST_OUTGOING;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
