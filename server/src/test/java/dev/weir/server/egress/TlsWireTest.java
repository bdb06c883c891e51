package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Exchange.Lost;
import dev.weir.provider.Exchange.NotSent;
import dev.weir.provider.Exchange.Sent;
import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether a call has left is decided by the handshake. */
@Timeout(30)
class TlsWireTest {

    private static final String PASSWORD = "test-only";
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    private static Path folder;

    private static KeyStore right = empty();
    private static KeyStore otherHost = empty();

    @BeforeAll
    static void makeKeys() throws Exception {
        right = keys("right.p12", "ip:127.0.0.1");
        otherHost = keys("other.p12", "dns:vendor.example");
    }

    @Test
    void anAnswerOverTlsIsTold() throws Exception {
        try (RawVendor vendor = vendor(right, visit -> {
                    while (visit.read() != null) {
                        visit.write(RawVendor.ok("{}"));
                    }
                });
                Wire wire = believing(right, vendor)) {
            assertThat(send(wire, vendor)).isInstanceOf(Answered.class);
            assertThat(send(wire, vendor)).isInstanceOf(Answered.class);
            assertThat(vendor.connections()).isEqualTo(1);
        }
    }

    @Test
    void aResetAfterTheHandshakeIsLost() throws Exception {
        try (RawVendor vendor = vendor(right, visit -> {
                    visit.read();
                    visit.reset();
                });
                Wire wire = believing(right, vendor)) {
            assertThat(send(wire, vendor)).isInstanceOf(Lost.class);
        }
    }

    @Test
    void silenceAfterTheHandshakeIsLost() throws Exception {
        try (RawVendor vendor = vendor(right, RawVendor.Visit::stayOpen);
                Wire wire = believing(right, vendor)) {
            assertThat(wire.send(base(vendor), Call.get("/"), Duration.ofMillis(1_500)))
                    .isInstanceOf(Lost.class);
        }
    }

    @Test
    void aCertificateNobodyVouchesForIsNotSent() throws Exception {
        try (RawVendor vendor = vendor(right, RawVendor.Visit::read);
                Wire wire = new Wire(guard(vendor), settings(vendor))) {
            assertThat(send(wire, vendor)).isInstanceOf(NotSent.class);
            assertThat(vendor.requests()).isEmpty();
        }
    }

    @Test
    void aCertificateOfAnotherHostIsNotSent() throws Exception {
        try (RawVendor vendor = vendor(otherHost, RawVendor.Visit::read);
                Wire wire = believing(otherHost, vendor)) {
            assertThat(send(wire, vendor)).isInstanceOf(NotSent.class);
            assertThat(vendor.requests()).isEmpty();
        }
    }

    @Test
    void aVendorWithoutTlsIsNotSent() throws Exception {
        try (RawVendor vendor = new RawVendor(visit -> visit.write("220 smtp.example ESMTP\r\n"));
                Wire wire = believing(right, vendor)) {
            assertThat(send(wire, vendor)).isInstanceOf(NotSent.class);
        }
    }

    @Test
    void aHandshakeThatNeverEndsIsNotSentAtTheDeadline() throws Exception {
        try (RawVendor vendor = new RawVendor(RawVendor.Visit::stayOpen);
                Wire wire = believing(right, vendor)) {
            assertThat(wire.send(base(vendor), Call.get("/"), Duration.ofMillis(500)))
                    .isInstanceOf(NotSent.class);
        }
    }

    private static Sent send(Wire wire, RawVendor vendor) {
        return wire.send(base(vendor), Call.get("/"), LONG);
    }

    private static URI base(RawVendor vendor) {
        return URI.create("https://127.0.0.1:" + vendor.port());
    }

    private static RawVendor vendor(KeyStore keys, RawVendor.Behaviour behaviour) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        ServerSocketFactory sockets = context.getServerSocketFactory();
        return new RawVendor(sockets, behaviour);
    }

    private static Wire believing(KeyStore trusted, RawVendor vendor) {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setTrustStore(trusted);
        return new Wire(guard(vendor), settings(vendor), tls);
    }

    private static Guard guard(RawVendor vendor) {
        return new Guard(reach(vendor), Guard.NameService.SYSTEM, new ManualTicker());
    }

    private static EgressSettings settings(RawVendor vendor) {
        return EgressSettings.defaults("9.9").with(reach(vendor));
    }

    private static Reach reach(RawVendor vendor) {
        return Reach.only(new Target("127.0.0.1", vendor.port()));
    }

    private static KeyStore empty() {
        try {
            return KeyStore.getInstance("PKCS12");
        } catch (java.security.KeyStoreException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyStore keys(String name, String subject) throws Exception {
        Path file = folder.resolve(name);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "vendor",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=vendor",
                        "-ext",
                        "san=" + subject,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(20, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no key");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }
}
