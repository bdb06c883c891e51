package dev.weir.server.egress;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * The last gate before a socket connects: whatever way an address came here (a literal, a name that now resolves
 * elsewhere), it is judged once more. A pooled connection has passed it, and stays where it is connected to.
 */
final class GuardedConnector extends ClientConnector {

    private final Guard guard;

    GuardedConnector(Guard guard) {
        this.guard = guard;
    }

    @Override
    public void connect(SocketAddress address, Map<String, Object> context) {
        String refusal = refusal(address, context);
        if (refusal == null) {
            super.connect(address, context);
        } else if (context.get(CONNECTION_PROMISE_CONTEXT_KEY) instanceof Promise<?> promise) {
            promise.failed(new Guard.Refused(refusal));
        }
    }

    @Override
    protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
        return new CountingEndPoint((SocketChannel) channel, selector, key, getScheduler());
    }

    private @Nullable String refusal(SocketAddress address, Map<String, Object> context) {
        if (!(address instanceof InetSocketAddress socket) || socket.isUnresolved()) {
            return "only resolved Internet addresses are called";
        }
        String host = socket.getAddress().getHostAddress();
        if (context.get(Destination.CONTEXT_KEY) instanceof Destination destination) {
            Origin.Address origin = destination.getOrigin().getAddress();
            host = origin.getHost();
        }
        return guard.refusal(host, socket.getPort(), socket.getAddress());
    }
}
