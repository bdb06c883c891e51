package dev.weir.temporal.testing;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs a {@link RealServer} until SIGTERM or Ctrl-C, and prints where it is reached. */
public final class RealServerMain {

    private RealServerMain() {}

    /**
     * Prints the address when the server serves.
     *
     * @param args the folder for the built programs, the folder for the server, and namespaces to have in it
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length < 2) {
            throw new IllegalArgumentException(
                    "give the folder for the built programs, the folder for the server, and namespaces to have in it");
        }
        PrintStream answer = System.out;
        RealServer server = RealServer.start(Path.of(args[0]), Path.of(args[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "temporal-stop"));
        for (int i = 2; i < args.length; i++) {
            server.register(args[i]);
        }
        answer.println(server.target());
        new CountDownLatch(1).await();
    }
}
