package dev.weir.server.rest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1, where whoever sends keeps pace: in a head, in a body, whoever reads it, and in what is left of one when
 * it is answered. Tomcat's own time-outs begin anew with each byte. A head that comes too slowly is cut off, a body is
 * answered with 408 where no answer has begun.
 *
 * <p>Without TLS, which is not ours to end.
 */
public final class PacedProtocol extends Http11NioProtocol {

    /** Made by its name. */
    public PacedProtocol() {
        super(new Endpoint());
    }

    @Override
    protected Processor createProcessor() {
        return new OneAfterTheOther(this, getAdapter());
    }

    private static final class Endpoint extends NioEndpoint {

        @Override
        protected NioChannel createChannel(SocketBufferHandler buffer) {
            return new Channel(buffer, new Pace(Duration.ofMillis(getConnectionTimeout()), System::nanoTime));
        }
    }

    /** Used for one connection after another, and for many requests of each. */
    private static final class Channel extends NioChannel {
        private final Pace pace;

        Channel(SocketBufferHandler buffer, Pace pace) {
            super(buffer);
            this.pace = pace;
        }

        @Override
        public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper wrapper) throws IOException {
            super.reset(channel, wrapper);
            pace.restart();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            int bytes = super.read(into);
            if (bytes >= 0) {
                pace.came(bytes);
            }
            return bytes;
        }
    }

    private static final class OneAfterTheOther extends Http11Processor {

        OneAfterTheOther(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
            super(protocol, adapter);
        }

        @Override
        public SocketState process(SocketWrapperBase<?> wrapper, SocketEvent event) throws IOException {
            SocketState state = super.process(wrapper, event);
            if (state == SocketState.OPEN && wrapper.getSocket() instanceof Channel channel) {
                channel.pace.restart();
            }
            return state;
        }
    }
}
