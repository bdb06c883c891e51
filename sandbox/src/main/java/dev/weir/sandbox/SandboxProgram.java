package dev.weir.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The sandbox as a process of its own: {@code SandboxProgram FOLDER [PORT [SETTINGS.json]]}, until it is ended. */
public final class SandboxProgram {
    private SandboxProgram() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        SandboxSettings settings =
                arguments.length > 2 ? SandboxSettings.read(Path.of(arguments[2])) : SandboxSettings.DEFAULT;
        SandboxServer server = SandboxServer.start(settings, folder, port);
        System.out.println("Sandbox at " + server.base());
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            try {
                server.close();
            } catch (IOException e) {
                System.err.println("The sandbox did not end cleanly: " + e.getMessage());
            }
            ended.countDown();
        }));
        ended.await();
    }
}
