package dev.weir.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.postgres.testing.TestDatabase;
import dev.weir.postgres.testing.TestPostgres;
import dev.weir.server.egress.Dialer;
import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.vault.MasterKeys;
import dev.weir.server.vault.Vault;
import dev.weir.server.workspace.Workspaces;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Databases that workspaces connect, at a server of the test's own that speaks TLS and may be stopped. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkspaceDatabasesTest {

    private static final String SECRET = "canary-77c1e";
    private static final Limits HASTY = new Limits(
            Duration.ofMillis(700),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));

    private final WeirDatabase weir = WeirDatabase.fresh();
    private final long workspace =
            new Workspaces(weir.jdbc()).ensure("mine", false, false).id();
    private final TestPostgres postgres = TestPostgres.ofItsOwn();
    private final TestDatabase theirs = postgres.emptyDatabase();
    private final int port = postgres.server().port();
    private String certificate = "";

    /** A server certificate for localhost, and a user who may sign in with it and without. */
    @BeforeAll
    void speakTls(@TempDir Path folder) throws Exception {
        KeyStore keys = keys(folder);
        certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        Path key = folder.resolve("key.pem");
        Path shown = folder.resolve("shown.pem");
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey("server", SECRET.toCharArray()).getEncoded()));
        Files.writeString(shown, certificate);
        // The server may run as another user than the test; both files are of nobody's concern outside.
        Path data = Path.of(ask("SHOW data_directory"));
        for (Path file : List.of(key, shown)) {
            Path there = Files.copy(file, data.resolve(file.getFileName()));
            Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rw-------"));
            Files.setOwner(there, Files.getOwner(data));
        }
        for (String sql : List.of(
                "CREATE ROLE mara LOGIN PASSWORD '" + SECRET + "'",
                "ALTER SYSTEM SET ssl_cert_file = 'shown.pem'",
                "ALTER SYSTEM SET ssl_key_file = 'key.pem'",
                "ALTER SYSTEM SET ssl = on")) {
            run(sql);
        }
        ask("SELECT pg_reload_conf()");
        for (int i = 0; i < 200 && ask("SHOW ssl").equals("off"); i++) {
            ask("SELECT pg_sleep(0.02)");
        }
    }

    @AfterAll
    void close() {
        weir.close();
        postgres.server().close();
    }

    private String ask(String sql) throws Exception {
        SingleConnectionDataSource owner =
                new SingleConnectionDataSource(theirs.jdbcUrl(), theirs.user(), theirs.password(), true);
        try {
            return String.valueOf(JdbcClient.create(owner).sql(sql).query().singleValue());
        } finally {
            owner.destroy();
        }
    }

    private void run(String sql) throws Exception {
        try (var connection = theirs.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder().encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }

    private static KeyStore keys(Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=database",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        SECRET,
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
            keys.load(in, SECRET.toCharArray());
        }
        return keys;
    }

    private WorkspaceDatabases databases(Reach reach) {
        return new WorkspaceDatabases(
                weir.jdbc(),
                weir.transactions(),
                new Vault(weir.jdbc(), weir.transactions(), new Workspaces(weir.jdbc()), MasterKeys.passing()),
                Dialer.open(reach),
                HASTY);
    }

    private WorkspaceDatabases databases(int... ports) {
        Set<dev.weir.server.egress.EgressSettings.Target> allowed = new java.util.HashSet<>();
        for (int one : ports) {
            allowed.add(new dev.weir.server.egress.EgressSettings.Target("127.0.0.1", one));
            allowed.add(new dev.weir.server.egress.EgressSettings.Target("localhost", one));
        }
        return databases(new Reach(allowed, false, false, Set.of()));
    }

    private WorkspaceDatabases.Wish wish(String host, Tls tls, @Nullable String authority) {
        return new WorkspaceDatabases.Wish(host, port, theirs.name(), "mara", SECRET, tls, authority);
    }

    private static Problem refusal(WorkspaceDatabases databases, WorkspaceDatabases.Wish wish) {
        Problem problem = catchThrowableOfType(Problem.class, () -> databases.test(wish));
        assertThat(problem).isNotNull();
        assertThat(problem.getMessage()).doesNotContain(SECRET);
        return problem;
    }

    @Test
    void whatIsSavedHasLetUsInAndKeepsItsPasswordToItself() throws Exception {
        WorkspaceDatabases databases = databases(port);
        WorkspaceDatabases.Wish wish = wish("127.0.0.1", Tls.DISABLE, null);
        WorkspaceDatabases.Tested tested = databases.test(wish);
        assertThat(tested.serverVersion()).startsWith("18");
        WorkspaceDatabase saved =
                weir.transactions().in(workspace, () -> databases.save(workspace, tested, "mara@example.com"));

        assertThat(saved.user()).isEqualTo("mara");
        assertThat(databases.test(workspace)).startsWith("18");
        assertThat(wish.toString() + saved).doesNotContain(SECRET);
        assertThat(weir.ownerJdbc()
                        .sql("SELECT w::text FROM weir.workspace_database w UNION ALL"
                                + " SELECT encode(sealed, 'escape') FROM weir.secret")
                        .query(String.class)
                        .list())
                .hasSize(2)
                .noneMatch(row -> row.contains(SECRET));

        long other = new Workspaces(weir.jdbc()).ensure("other", false, false).id();
        assertThat(weir.transactions().in(other, () -> databases.find(workspace)))
                .isEmpty();
        assertThat(weir.transactions().in(workspace, () -> databases.remove(workspace)))
                .isTrue();
        assertThat(weir.ownerJdbc()
                        .sql("SELECT count(*) FROM weir.secret")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThatThrownBy(() -> databases.test(workspace)).hasMessageContaining("connected no database");
    }

    @Test
    void aConnectionIsEncryptedWhereItIsToBeAndTheNameIsVerifiedThatWasAskedFor() throws Exception {
        WorkspaceDatabases databases = databases(port);
        for (Map.Entry<WorkspaceDatabases.Wish, Boolean> one : Map.of(
                        wish("127.0.0.1", Tls.DISABLE, null), false,
                        wish("127.0.0.1", Tls.REQUIRE, null), true,
                        wish("localhost", Tls.VERIFY_FULL, certificate), true)
                .entrySet()) {
            var connector = databases.connector();
            try (var connection = connector.open(one.getKey());
                    var statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getBoolean(1)).as(one.getKey().toString()).isEqualTo(one.getValue());
            }
        }
        // The right authority, and another name than the certificate's; the right name, and nobody who vouches for it.
        assertThat(refusal(databases, wish("127.0.0.1", Tls.VERIFY_FULL, certificate)))
                .hasMessageContaining("certificate");
        assertThat(refusal(databases, wish("localhost", Tls.VERIFY_FULL, null))).hasMessageContaining("certificate");
    }

    @Test
    void whyADatabaseCannotBeConnectedIsSaid() throws Exception {
        WorkspaceDatabases databases = databases(port);
        WorkspaceDatabases.Wish right = wish("127.0.0.1", Tls.DISABLE, null);
        assertThat(refusal(
                        databases,
                        new WorkspaceDatabases.Wish(
                                right.host(), port, right.database(), "mara", SECRET + "x", Tls.DISABLE, null)))
                .hasMessageContaining("28P01");
        assertThat(refusal(
                        databases,
                        new WorkspaceDatabases.Wish(right.host(), port, "nosuch", "mara", SECRET, Tls.DISABLE, null)))
                .hasMessageContaining("no database of that name");
        assertThat(refusal(databases, new WorkspaceDatabases.Wish("", 0, "", "a\0b", "", Tls.REQUIRE, "x"))
                        .errors())
                .extracting(Problem.At::pointer)
                .containsExactly("/host", "/port", "/database", "/user", "/password", "/caCertificate");
        assertThat(refusal(databases, wish("127.0.0.1", Tls.VERIFY_FULL, "no certificate"))
                        .errors())
                .extracting(Problem.At::pointer)
                .containsExactly("/caCertificate");
        // A host is a host: nothing of it gets to be an address of the driver's, or a property.
        for (String host : List.of(
                "127.0.0.1:5432/x?socketFactory=y",
                "127.0.0.1,localhost",
                "localhost/x",
                "0x7f.1",
                "127.1",
                "a b",
                "[::1%lo]")) {
            assertThat(refusal(
                            databases,
                            new WorkspaceDatabases.Wish(
                                    host, port, right.database(), "mara", SECRET, Tls.DISABLE, null)))
                    .as(host)
                    .hasMessageContaining("not a host name or address in its usual form");
        }
        String injected = theirs.name() + "?ApplicationName=x&ssl=false";
        assertThat(refusal(
                        databases,
                        new WorkspaceDatabases.Wish(right.host(), port, injected, "mara", SECRET, Tls.DISABLE, null)))
                .hasMessageContaining("no database of that name");
    }

    @Test
    void noAddressInsideIsConnectedToUnlessItIsAllowed() throws Exception {
        AtomicInteger visits = new AtomicInteger();
        try (ServerSocket inside = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!inside.isClosed()) {
                    try (Socket _ = inside.accept()) {
                        visits.incrementAndGet();
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            WorkspaceDatabases databases = databases(Reach.PUBLIC);
            for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254")) {
                assertThat(refusal(
                                databases,
                                new WorkspaceDatabases.Wish(
                                        host, inside.getLocalPort(), "d", "u", SECRET, Tls.DISABLE, null)))
                        .as(host)
                        .hasMessageMatching(".*(is not a public address|that is not public).*")
                        .hasMessageContaining("WEIR_ALLOW_ADDRESSES");
            }
            assertThat(refusal(
                            databases, new WorkspaceDatabases.Wish("1.1.1.1", 25, "d", "u", SECRET, Tls.DISABLE, null)))
                    .hasMessageContaining("port 25");
            assertThat(visits).hasValue(0);
        }
    }

    @Test
    @Timeout(20)
    void whoAnswersNothingOrSomethingElseIsLeft() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerSocket mail = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerSocket slow = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket visitor = slow.accept()) {
                    // A refusal of 20,000 characters, each in time.
                    visitor.getOutputStream().write(new byte[] {'E', 0, 0, 0x4e, 0x20});
                    while (true) {
                        visitor.getOutputStream().write('x');
                        LockSupport.parkNanos(20_000_000);
                    }
                } catch (IOException left) {
                    return;
                }
            });
            Thread.ofVirtual().start(() -> {
                try (Socket visitor = mail.accept()) {
                    visitor.getOutputStream().write("220 smtp.example ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closed) {
                    return;
                }
            });
            WorkspaceDatabases databases = databases(silent.getLocalPort(), mail.getLocalPort(), slow.getLocalPort());
            assertThat(refusal(
                            databases,
                            new WorkspaceDatabases.Wish(
                                    "127.0.0.1", slow.getLocalPort(), "d", "u", SECRET, Tls.DISABLE, null)))
                    .hasMessageContaining("127.0.0.1");
            assertThat(refusal(
                            databases,
                            new WorkspaceDatabases.Wish(
                                    "127.0.0.1", silent.getLocalPort(), "d", "u", SECRET, Tls.DISABLE, null)))
                    .hasMessageContaining("127.0.0.1");
            assertThat(refusal(
                            databases,
                            new WorkspaceDatabases.Wish(
                                    "127.0.0.1", mail.getLocalPort(), "d", "u", SECRET, Tls.REQUIRE, null)))
                    .hasMessageContaining("127.0.0.1");
            int nobody;
            try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                nobody = gone.getLocalPort();
            }
            assertThat(refusal(
                            databases(nobody),
                            new WorkspaceDatabases.Wish("127.0.0.1", nobody, "d", "u", SECRET, Tls.DISABLE, null)))
                    .hasMessageContaining("Nobody lets in");
        }
    }

    @Test
    void noPasswordIsSentInClearToWhoeverAsksForIt() throws Exception {
        CompletableFuture<byte[]> said = new CompletableFuture<>();
        try (ServerSocket asking = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket visitor = asking.accept();
                        DataInputStream in = new DataInputStream(visitor.getInputStream())) {
                    in.readNBytes(in.readInt() - 4);
                    // The password in clear, please.
                    visitor.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3});
                    said.complete(in.readAllBytes());
                } catch (IOException left) {
                    said.complete(new byte[0]);
                }
            });
            assertThat(refusal(
                            databases(asking.getLocalPort()),
                            new WorkspaceDatabases.Wish(
                                    "127.0.0.1", asking.getLocalPort(), "d", "u", SECRET, Tls.DISABLE, null)))
                    .hasMessageContaining("scram-sha-256");
            assertThat(new String(said.get(), StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsToldFromOneThatIsNotThere() throws Exception {
        // The shared server of the tests has no certificate.
        TestPostgres shared = TestPostgres.shared();
        WorkspaceDatabases databases = databases(shared.server().port());
        assertThat(refusal(
                        databases,
                        new WorkspaceDatabases.Wish(
                                "127.0.0.1", shared.server().port(), "postgres", "u", SECRET, Tls.REQUIRE, null)))
                .hasMessageContaining("takes no TLS");
    }
}
