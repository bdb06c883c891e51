package dev.weir.bench;

import dev.weir.server.egress.EgressSettings;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a node in a process of its own is to be.
 *
 * @param home by which it is found in {@code weir.node}
 * @param played where a sandbox plays the vendor; null for a provider in its own process that answers at once
 * @param concurrency calls in flight at once
 * @param perSecond calls a second; 0 for no limit
 * @param receivers whom it may deliver webhooks to; with none it still looks for what is to be delivered
 * @param api whether it serves the API beside running jobs
 */
record NodeWish(
        UUID home,
        @Nullable URI played,
        int concurrency,
        int perSecond,
        List<EgressSettings.Target> receivers,
        boolean api) {

    private static final String NONE = "-";
    private static final int CONCURRENCY = 10_000;

    NodeWish {
        receivers = List.copyOf(receivers);
    }

    /** A new one, in whose own process the provider answers at once. */
    static NodeWish instant(boolean api) {
        return new NodeWish(UUID.randomUUID(), null, CONCURRENCY, 0, List.of(), api);
    }

    /** A new one without an API that asks a sandbox. */
    static NodeWish asking(URI sandbox, int concurrency) {
        return new NodeWish(UUID.randomUUID(), sandbox, concurrency, 0, List.of(), false);
    }

    NodeWish paced(int callsPerSecond) {
        return new NodeWish(home, played, concurrency, callsPerSecond, receivers, api);
    }

    NodeWish delivering(EgressSettings.Target... to) {
        return new NodeWish(home, played, concurrency, perSecond, List.of(to), api);
    }

    /** What {@link #read} reads. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(home.toString());
        lines.add(played == null ? NONE : played.toString());
        lines.add(Integer.toString(concurrency));
        lines.add(Integer.toString(perSecond));
        lines.add(
                receivers.isEmpty()
                        ? NONE
                        : receivers.stream()
                                .map(to -> to.host() + ":" + to.port())
                                .collect(Collectors.joining(",")));
        lines.add(Boolean.toString(api));
        return lines;
    }

    static NodeWish read(Parent parent) throws IOException {
        UUID home = UUID.fromString(parent.line());
        String played = parent.line();
        int concurrency = parent.number();
        int perSecond = parent.number();
        String receivers = parent.line();
        return new NodeWish(
                home,
                played.equals(NONE) ? null : URI.create(played),
                concurrency,
                perSecond,
                receivers.equals(NONE)
                        ? List.of()
                        : Arrays.stream(receivers.split(",", -1))
                                .map(NodeWish::target)
                                .toList(),
                Boolean.parseBoolean(parent.line()));
    }

    private static EgressSettings.Target target(String text) {
        int colon = text.lastIndexOf(':');
        return new EgressSettings.Target(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
}
