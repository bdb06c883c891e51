package dev.weir.temporal.testing;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The program of {@link TestServerProcess}: prints its port, and serves until its standard input ends.
 *
 * <p>The library's own {@code TestServer} puts the same services on a port that the caller has to know is free, and on
 * all addresses of the machine.
 */
final class TestServerMain {
    private static final boolean BY_THE_CLOCK = true;

    /** A second argument: see {@link NoStickyQueues}. */
    static final String NO_STICKY_QUEUES = "no-sticky-queues";

    private TestServerMain() {}

    /**
     * Serves.
     *
     * @param args the port; 0 for any that is free. Then {@link #NO_STICKY_QUEUES}, if that is wanted
     */
    public static void main(String[] args) throws IOException {
        PrintStream answer = System.out;
        // What is logged must not be taken for the answer.
        System.setOut(System.err);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])),
                InsecureServerCredentials.create());
        if (args.length > 1 && args[1].equals(NO_STICKY_QUEUES)) {
            builder.intercept(new NoStickyQueues());
        }
        GRPCServerHelper.registerServicesAndHealthChecks(
                new TestServicesStarter(BY_THE_CLOCK, 0).getServices(), builder);
        Server server = builder.build().start();
        answer.println(server.getPort());
        while (System.in.read() >= 0) {
            // Only its end means anything.
        }
        System.exit(0);
    }
}
