package dev.weir.server.storage;

import dev.weir.server.egress.Dialer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of connections to workspaces' databases, all through the guarded door, with TLS within where it is wanted: the
 * driver is told of none, and has no files or keys of its own to add. Public because the driver makes it, by name and with
 * one text; which connection it is for, that text says.
 */
public final class DatabaseSockets extends SocketFactory {

    private static final Map<String, Opening> OPENINGS = new ConcurrentHashMap<>();

    /** The message, and its answer, by which PostgreSQL changes over to TLS. */
    private static final byte[] TLS_PLEASE = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};

    private final Opening opening;

    /** For the driver. @throws IllegalArgumentException when nobody is opening a connection by that name */
    public DatabaseSockets(String name) {
        Opening known = OPENINGS.get(name);
        if (known == null) {
            throw new IllegalArgumentException("no connection is being opened by that name");
        }
        this.opening = known;
    }

    /** The server takes no TLS. */
    static final class NoTls extends IOException {
        private static final long serialVersionUID = 1L;

        NoTls() {
            super("the server takes no TLS");
        }
    }

    /** A connection that is being opened; the driver may ask for sockets until it is closed. */
    static final class Opening implements AutoCloseable {
        private final String name = UUID.randomUUID().toString();
        private final Dialer dialer;
        private final String host;
        private final int port;
        private final Duration timeout;
        private final Tls tls;
        private final @Nullable String caCertificate;
        private @Nullable Socket socket;
        private boolean over;

        Opening(Dialer dialer, String host, int port, Duration timeout, Tls tls, @Nullable String caCertificate) {
            this.dialer = dialer;
            this.host = host;
            this.port = port;
            this.timeout = timeout;
            this.tls = tls;
            this.caCertificate = caCertificate;
            OPENINGS.put(name, this);
        }

        void name(Properties driver) {
            driver.setProperty("socketFactory", DatabaseSockets.class.getName());
            driver.setProperty("socketFactoryArg", name);
            driver.setProperty("sslmode", "disable");
        }

        /** Makes whoever waits for the database's answer fail, now and whenever he begins to. */
        synchronized void hangUp() {
            over = true;
            if (socket != null) {
                closeQuietly(socket);
            }
        }

        private synchronized void connected(Socket to) throws IOException {
            socket = to;
            if (over) {
                throw new SocketTimeoutException("it took too long to connect");
            }
        }

        @Override
        public void close() {
            OPENINGS.remove(name);
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket plain = opening.dialer.connect(opening.host, opening.port, opening.timeout);
        boolean kept = false;
        try {
            opening.connected(plain);
            plain.setSoTimeout((int) opening.timeout.toMillis());
            Socket wary = new WarySocket(opening.tls == Tls.DISABLE ? plain : secured(plain));
            kept = true;
            return wary;
        } finally {
            if (!kept) {
                closeQuietly(plain);
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            return;
        }
    }

    private SSLSocket secured(Socket plain) throws IOException {
        plain.getOutputStream().write(TLS_PLEASE);
        int answer = plain.getInputStream().read();
        if (answer == 'N') {
            throw new NoTls();
        }
        if (answer != 'S') {
            throw new IOException("whoever listens there is no PostgreSQL server");
        }
        try {
            SSLSocket secure =
                    (SSLSocket) context().getSocketFactory().createSocket(plain, opening.host, opening.port, true);
            if (opening.tls == Tls.VERIFY_FULL) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secure.setSSLParameters(parameters);
            }
            secure.startHandshake();
            return secure;
        } catch (GeneralSecurityException broken) {
            throw new IOException("no TLS here", broken);
        }
    }

    private SSLContext context() throws GeneralSecurityException {
        TrustManager[] trust =
                opening.tls == Tls.VERIFY_FULL ? verifying(opening.caCertificate) : new TrustManager[] {new Anybody()};
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }

    private static TrustManager[] verifying(@Nullable String pem) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(pem == null ? null : store(certificates(pem)));
        return factory.getTrustManagers();
    }

    private static KeyStore store(Collection<? extends Certificate> certificates) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                number++;
                store.setCertificateEntry("ca" + number, certificate);
            }
            return store;
        } catch (IOException impossible) {
            throw new GeneralSecurityException(impossible);
        }
    }

    /** @throws GeneralSecurityException when it is no certificates in PEM */
    static Collection<? extends Certificate> certificates(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    // The driver uses none of these; whatever they are given, they lead to the one host.

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket();
    }

    /** For {@link Tls#REQUIRE}, which says that nobody is verified. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
