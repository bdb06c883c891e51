package dev.weir.temporal;

import dev.weir.server.problem.Problem;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.temporal.serviceclient.SimpleSslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes of files in PEM what encrypts a connection. */
final class Encryption {

    private Encryption() {}

    /** @throws Problem {@code bad_setting} that names the setting whose file cannot be used */
    static SslContext context(TemporalAddress.Tls tls) {
        Path certificate = tls.certificate();
        Path key = tls.key();
        if ((certificate == null) != (key == null)) {
            throw bad("WEIR_TEMPORAL_TLS_CERT and WEIR_TEMPORAL_TLS_KEY belong together: set both, or neither.", null);
        }
        SimpleSslContextBuilder builder = certificate == null || key == null
                ? SimpleSslContextBuilder.noKeyOrCertChain()
                : SimpleSslContextBuilder.forPKCS8(
                        read("WEIR_TEMPORAL_TLS_CERT", certificate), read("WEIR_TEMPORAL_TLS_KEY", key));
        Path authorities = tls.authorities();
        if (authorities != null) {
            builder.setTrustManager(trusting(authorities));
        }
        try {
            return builder.build();
        } catch (IOException | IllegalArgumentException unusable) {
            throw bad(
                    "The certificate in WEIR_TEMPORAL_TLS_CERT and the key in WEIR_TEMPORAL_TLS_KEY cannot be used"
                            + " together. Both are PEM, the key as PKCS #8 without a password ('BEGIN PRIVATE KEY').",
                    unusable);
        }
    }

    private static TrustManager trusting(Path authorities) {
        try (InputStream pem = read("WEIR_TEMPORAL_TLS_CA", authorities)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (!all.isEmpty()) {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                int i = 0;
                for (Certificate one : all) {
                    store.setCertificateEntry("authority-" + i++, one);
                }
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(store);
                return Arrays.stream(factory.getTrustManagers())
                        .filter(X509TrustManager.class::isInstance)
                        .findFirst()
                        .orElseThrow();
            }
        } catch (IOException | GeneralSecurityException unusable) {
            throw bad(notPem(authorities), unusable);
        }
        throw bad(notPem(authorities), null);
    }

    private static String notPem(Path authorities) {
        return "WEIR_TEMPORAL_TLS_CA names " + authorities
                + ", which has no certificates in PEM ('BEGIN CERTIFICATE') that could be read.";
    }

    private static InputStream read(String setting, Path file) {
        try {
            return new ByteArrayInputStream(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw bad(
                    setting + " names " + file + ", which cannot be read. Check the path and who may read it.",
                    unreadable);
        }
    }

    private static Problem bad(String sentence, @Nullable Exception cause) {
        Problem problem = Problem.invalid("bad_setting", sentence);
        if (cause != null) {
            problem.initCause(cause);
        }
        return problem;
    }
}
