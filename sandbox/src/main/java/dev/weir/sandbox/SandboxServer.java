package dev.weir.sandbox;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Vendors on a loopback port: {@code http://127.0.0.1:PORT/hunter/v2/…}, {@code /apollo/api/v1/…}, {@code /pdl/v5/…}.
 * Where it listens stands in {@code sandbox.json} in its folder for as long as it runs; the folder's ledger outlives it.
 * One sandbox per folder.
 */
public final class SandboxServer implements AutoCloseable {
    private static final String NOTE = "sandbox.json";
    /** Held because a logger that nobody holds forgets its level. Helidon's greetings are nothing to Weir's users. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private final Path folder;
    private final Ledger ledger;
    private final Post post;
    private final Clerk clerk;
    private final Connections connections;
    private final Front front;
    private final WebServer web;

    private SandboxServer(
            Path folder, Ledger ledger, Post post, SandboxSettings settings, int port, InstantSource clock) {
        this.folder = folder;
        this.ledger = ledger;
        this.post = post;
        this.clerk = new Clerk(ledger, settings, clock, post);
        this.connections = new Connections();
        this.front = new Front(clerk, ledger, post.heard(), connections);
        this.web = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(port)
                .backlog(4_096)
                .maxPayloadSize(16 << 20)
                .shutdownGracePeriod(Duration.ofMillis(100))
                .shutdownHook(false)
                .connectionOptions(connections)
                .routing(HttpRouting.builder().any(front))
                .build();
    }

    /**
     * Starts listening.
     *
     * @param folder home of the ledger; made if need be
     * @param port 0 for a free one
     * @throws IOException when the folder cannot be written, another sandbox uses it, or the port is taken
     */
    public static SandboxServer start(SandboxSettings settings, Path folder, int port) throws IOException {
        return start(settings, folder, port, InstantSource.system());
    }

    static SandboxServer start(SandboxSettings settings, Path folder, int port, InstantSource clock)
            throws IOException {
        quietenHelidon();
        Ledger ledger = Ledger.open(folder);
        try {
            Post post = Post.open(folder, settings, clock);
            try {
                var server = new SandboxServer(folder, ledger, post, settings, port, clock);
                server.web.start();
                server.leaveNote();
                return server;
            } catch (IOException | RuntimeException e) {
                post.close();
                throw e;
            }
        } catch (UncheckedIOException e) {
            ledger.close();
            throw new IOException("The sandbox cannot listen on 127.0.0.1:" + port, e);
        } catch (IOException | RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    static void quietenHelidon() {
        if (HELIDON.getLevel() == null) {
            HELIDON.setLevel(Level.WARNING);
        }
    }

    private void leaveNote() throws IOException {
        byte[] note = Body.of(body -> body.with("port", port())
                .with("pid", ProcessHandle.current().pid())
                .with("baseUrl", base().toString()));
        Path draft = folder.resolve(NOTE + ".new");
        Files.write(draft, note);
        Files.move(draft, folder.resolve(NOTE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public int port() {
        return web.port();
    }

    /** The sandbox's own address, without a vendor. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /**
     * What to use in place of the vendor's host: {@code base("hunter")} stands for {@code https://api.hunter.io}.
     *
     * @throws IllegalArgumentException when the sandbox plays no such vendor
     */
    public URI base(String vendor) {
        return base().resolve("/" + Vendor.of(vendor).slug());
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The most calls of vendors that were being served at the same time since this server began. */
    public int mostAtOnce() {
        return front.crowd().most();
    }

    public SandboxSettings settings() {
        return clerk.settings();
    }

    /** Changes what is answered from the next call on. */
    public void settings(SandboxSettings settings) {
        clerk.settings(settings);
    }

    /** Stops listening, hangs up on everybody, and brings the ledger to the disk. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve(NOTE));
        connections.closeAll();
        web.stop();
        post.close();
        ledger.close();
    }
}
