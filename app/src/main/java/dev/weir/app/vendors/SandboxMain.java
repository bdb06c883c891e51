package dev.weir.app.vendors;

import dev.weir.app.home.Users;
import dev.weir.app.home.WeirHome;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.SandboxSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The sandbox's process: serves for as long as somebody uses the home's sandbox. */
public final class SandboxMain {

    private static final Duration LOOK = Duration.ofMillis(500);

    private SandboxMain() {}

    /** @param arguments the home's folder */
    public static void main(String... arguments) throws IOException {
        WeirHome home = WeirHome.of(Map.of("WEIR_HOME", arguments[0]));
        Users users = home.sandboxUsers();
        try (SandboxServer server = SandboxServer.start(SandboxSettings.DEFAULT, home.sandbox(), 0)) {
            System.out.println("Sandbox at " + server.base());
            while (users.any()) {
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }
}
