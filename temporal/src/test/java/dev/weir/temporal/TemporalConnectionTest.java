package dev.weir.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.weir.server.problem.Problem;
import dev.weir.temporal.workflow.Attributes;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TemporalConnectionTest {

    private static final String SECRET = "canary-5d20";

    private Certificates certificates;
    private Path nonsense;

    @BeforeAll
    void make(@TempDir Path folder) throws IOException {
        certificates = Certificates.in(folder);
        nonsense = Files.writeString(folder.resolve("nonsense.pem"), "no certificate");
    }

    private static Optional<String> check(TemporalAddress address) {
        try (TemporalConnection connection = TemporalConnection.open(address)) {
            return connection.check(Duration.ofSeconds(5));
        }
    }

    private static Problem refused(TemporalAddress address) {
        Problem problem = catchThrowableOfType(Problem.class, () -> check(address));
        assertThat(problem).as("it was taken, or waited for").isNotNull();
        assertThat(problem).hasMessageNotContaining(SECRET).hasMessageNotContaining("null");
        return problem;
    }

    private TemporalAddress encrypted(int port, @Nullable Path authorities, boolean shown, @Nullable String apiKey) {
        return new TemporalAddress(
                "127.0.0.1:" + port,
                "weir",
                new TemporalAddress.Tls(
                        authorities,
                        shown ? certificates.client() : null,
                        shown ? certificates.clientKey() : null,
                        null),
                apiKey);
    }

    private SslContext asServer(ClientAuth clients) throws SSLException {
        return GrpcSslContexts.forServer(
                        certificates.server().toFile(), certificates.serverKey().toFile())
                .trustManager(certificates.client().toFile())
                .clientAuth(clients)
                .build();
    }

    @Test
    void aClusterThatHasTheNamespaceAnswers() throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(null);
                TemporalConnection connection = TemporalConnection.open(frontend.address())) {
            assertThat(connection.check()).isEmpty();
            assertThat(connection.namespace()).isEqualTo("weir");
            assertThat(connection.client().getOptions().getNamespace()).isEqualTo("weir");
            assertThat(connection.client().getOptions().getIdentity())
                    .contains(String.valueOf(ProcessHandle.current().pid()));
            assertThat(frontend.authorizations).containsOnly("none");
        }
    }

    @Test
    void aNamespaceThatThereIsNotAndAKeyThatIsNotTakenAreSaidBySetting() throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(null)) {
            frontend.ofNamespace = Status.NOT_FOUND.withDescription("Namespace weir is not found");
            assertThat(refused(frontend.address()))
                    .hasMessageContaining("'weir'")
                    .hasMessageContaining("WEIR_TEMPORAL_NAMESPACE")
                    .extracting(Problem::code)
                    .isEqualTo("temporal_namespace");

            for (Status no : new Status[] {Status.UNAUTHENTICATED, Status.PERMISSION_DENIED}) {
                frontend.ofNamespace = no.withDescription("Bearer " + SECRET);
                assertThat(refused(frontend.address()))
                        .hasMessageContaining("WEIR_TEMPORAL_API_KEY")
                        .extracting(Problem::code)
                        .isEqualTo("temporal_refused");
            }
        }
    }

    @Test
    void whatIsDownOrBusyIsWaitedFor() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(check(TemporalAddress.plain("127.0.0.1:" + free, "weir")))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("127.0.0.1:" + free, "does not answer")
                        .doesNotContain("TLS"));
        assertThat(check(TemporalAddress.plain("no-such-host.invalid:7233", "weir")))
                .hasValueSatisfying(why -> assertThat(why).contains("does not answer"));

        try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                TemporalConnection connection =
                        TemporalConnection.open(TemporalAddress.plain("127.0.0.1:" + mute.getLocalPort(), "weir"))) {
            assertThat(connection.check(Duration.ofMillis(300)))
                    .hasValueSatisfying(why -> assertThat(why).contains("does not answer"));
        }

        try (PlayedFrontend frontend = new PlayedFrontend(null)) {
            for (Status busy : new Status[] {Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE, Status.INTERNAL}) {
                frontend.ofNamespace = busy;
                assertThat(check(frontend.address())).as("%s", busy).isPresent();
            }
        }
    }

    @Test
    void aPortOfTheWebIsNoFrontend() throws Exception {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.start();
        try {
            TemporalAddress address =
                    TemporalAddress.plain("127.0.0.1:" + web.getAddress().getPort(), "weir");
            assertThat(refused(address))
                    .hasMessageContaining("WEIR_TEMPORAL_TARGET")
                    .extracting(Problem::code)
                    .isEqualTo("not_temporal");
        } finally {
            web.stop(0);
        }
    }

    @Test
    void aKeyTravelsEncryptedAndToWhoHasATrustedCertificateAlone() throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(asServer(ClientAuth.OPTIONAL))) {
            assertThat(check(encrypted(frontend.port(), certificates.server(), false, SECRET)))
                    .isEmpty();
            assertThat(frontend.authorizations).containsOnly("Bearer " + SECRET);
            frontend.authorizations.clear();

            assertThat(refused(encrypted(frontend.port(), null, false, SECRET)))
                    .hasMessageContaining("WEIR_TEMPORAL_TLS_CA")
                    .extracting(Problem::code)
                    .isEqualTo("temporal_tls");
            assertThat(refused(new TemporalAddress("127.0.0.1:" + frontend.port(), "weir", null, SECRET))
                            .code())
                    .as("a key is never sent in plain text")
                    .isEqualTo("temporal_tls");
            assertThat(refused(new TemporalAddress(
                            "127.0.0.1:" + frontend.port(),
                            "weir",
                            new TemporalAddress.Tls(certificates.server(), null, null, "elsewhere.example"),
                            SECRET)))
                    .hasMessageContaining("WEIR_TEMPORAL_TLS_SERVER_NAME");
            assertThat(frontend.authorizations).isEmpty();
            assertThat(check(new TemporalAddress(
                            "localhost:" + frontend.port(),
                            "weir",
                            new TemporalAddress.Tls(certificates.server(), null, null, "localhost"),
                            SECRET)))
                    .isEmpty();
        }
    }

    @Test
    void aCertificateIsShownWhereItIsWanted() throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(asServer(ClientAuth.REQUIRE))) {
            assertThat(check(encrypted(frontend.port(), certificates.server(), true, null)))
                    .isEmpty();
            assertThat(refused(encrypted(frontend.port(), certificates.server(), false, null)))
                    .hasMessageContaining("WEIR_TEMPORAL_TLS_CERT")
                    .extracting(Problem::code)
                    .isEqualTo("temporal_tls");
        }
    }

    @Test
    void plainTextAndTlsDoNotMeet() throws Exception {
        try (PlayedFrontend plain = new PlayedFrontend(null);
                PlayedFrontend encrypted = new PlayedFrontend(asServer(ClientAuth.OPTIONAL))) {
            assertThat(refused(encrypted(plain.port(), certificates.server(), false, null)))
                    .hasMessageContaining("WEIR_TEMPORAL_TLS=false")
                    .extracting(Problem::code)
                    .isEqualTo("temporal_tls");
            assertThat(check(encrypted.address()))
                    .hasValueSatisfying(why -> assertThat(why).contains("WEIR_TEMPORAL_TLS=true"));
        }
    }

    @Test
    void whoCutsPlainTextOffInTheMiddleMaySpeakTls() throws Exception {
        try (ServerSocket abrupt = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread cutting = Thread.ofVirtual().start(() -> {
                while (!abrupt.isClosed()) {
                    try (Socket caller = abrupt.accept()) {
                        // What is left unread and no time to linger make a reset of the close.
                        caller.setSoLinger(true, 0);
                        int _ = caller.getInputStream().read();
                    } catch (IOException _) {
                        // The next one, or the end.
                    }
                }
            });
            assertThat(check(new TemporalAddress("127.0.0.1:" + abrupt.getLocalPort(), "weir", null, null)))
                    .hasValueSatisfying(why -> assertThat(why).contains("WEIR_TEMPORAL_TLS=true"));
            abrupt.close();
            cutting.join();
        }
    }

    @Test
    void aFileThatCannotBeUsedIsSaidByItsSetting() {
        Path missing = nonsense.resolveSibling("missing.pem");
        assertThat(refused(encrypted(1, missing, false, null)))
                .hasMessageContaining("WEIR_TEMPORAL_TLS_CA")
                .hasMessageContaining("missing.pem");
        assertThat(refused(encrypted(1, nonsense, false, null))).hasMessageContaining("WEIR_TEMPORAL_TLS_CA");
        for (TemporalAddress.Tls tls : new TemporalAddress.Tls[] {
            new TemporalAddress.Tls(null, certificates.client(), missing, null),
            new TemporalAddress.Tls(null, certificates.client(), nonsense, null),
            new TemporalAddress.Tls(null, certificates.client(), null, null),
            new TemporalAddress.Tls(null, nonsense, certificates.clientKey(), null)
        }) {
            assertThat(refused(new TemporalAddress("127.0.0.1:1", "weir", tls, null)))
                    .as("%s", tls)
                    .hasMessageContaining("WEIR_TEMPORAL_TLS_KEY")
                    .extracting(Problem::code)
                    .isEqualTo("bad_setting");
        }
    }

    @Test
    void attributesThatAreMissingAreMadeAndUsedOnceTheFrontendKnowsThem() throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(null);
                WorkflowStubs stubs = new WorkflowStubs(frontend)) {
            SearchAttributes attributes = new SearchAttributes(stubs.stubs(), "weir", null, Duration.ZERO);
            frontend.ofCounting = Status.INVALID_ARGUMENT;

            assertThat(attributes.usable()).isFalse();
            assertThat(frontend.attributes)
                    .containsOnlyKeys("WeirWorkspace", "WeirJob", "WeirStatus")
                    .containsEntry("WeirStatus", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
            assertThat(attributes.usable()).as("not known to all yet").isFalse();
            frontend.ofCounting = Status.OK;
            assertThat(attributes.usable()).isTrue();
            frontend.ofOperator = Status.UNAVAILABLE;
            assertThat(attributes.usable()).as("a yes holds").isTrue();
            attributes.forget();
            assertThat(attributes.usable()).as("until it is forgotten").isFalse();
        }
    }

    @Test
    void attributesThatWeMayNotListAreUsedWhereTheyAreKnown() throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(null);
                WorkflowStubs stubs = new WorkflowStubs(frontend)) {
            frontend.ofOperator = Status.PERMISSION_DENIED;
            assertThat(new SearchAttributes(stubs.stubs(), "weir", null, Duration.ZERO).usable())
                    .isTrue();
            for (Status unknown : new Status[] {Status.INVALID_ARGUMENT, Status.UNIMPLEMENTED}) {
                frontend.ofCounting = unknown;
                assertThat(new SearchAttributes(stubs.stubs(), "weir", null, Duration.ZERO).usable())
                        .as("%s", unknown)
                        .isFalse();
            }
        }
    }

    @Test
    void aClusterThatHasNoRoomForAttributesIsAskedEverMoreSeldom() throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(null);
                WorkflowStubs stubs = new WorkflowStubs(frontend)) {
            frontend.ofOperator = Status.RESOURCE_EXHAUSTED;
            SearchAttributes attributes = new SearchAttributes(stubs.stubs(), "weir", null, Duration.ofMinutes(2));
            assertThat(attributes.look()).isEqualTo(Duration.ofMinutes(4));
            assertThat(attributes.look()).isEqualTo(Duration.ofMinutes(8));
            assertThat(attributes.look()).isEqualTo(Duration.ofMinutes(10));

            frontend.ofOperator = Status.UNAVAILABLE;
            assertThat(attributes.look()).as("of one that is away").isEqualTo(Duration.ofMinutes(2));
        }
    }

    @Test
    void whereAttributesAreNotGivenWorkflowsGoWithout() throws Exception {
        try (PlayedFrontend frontend = new PlayedFrontend(null);
                WorkflowStubs stubs = new WorkflowStubs(frontend)) {
            frontend.ofCounting = Status.INVALID_ARGUMENT;
            for (Status no : new Status[] {Status.PERMISSION_DENIED, Status.UNIMPLEMENTED, Status.UNAVAILABLE}) {
                frontend.ofOperator = no;
                SearchAttributes attributes = new SearchAttributes(stubs.stubs(), "weir", null, Duration.ZERO);
                assertThat(attributes.usable()).as("%s", no).isFalse();
            }
            frontend.ofOperator = Status.OK;
            frontend.attributes.put(Attributes.JOB.getName(), IndexedValueType.INDEXED_VALUE_TYPE_TEXT);
            assertThat(new SearchAttributes(stubs.stubs(), "weir", null, Duration.ZERO).usable())
                    .as("of another type")
                    .isFalse();
            assertThat(frontend.attributes).hasSize(1);
        }
    }

    @Test
    void theServerForTestsAnswersAndHasNone() {
        try (TestServer.InProcessTestServer server = TestServer.createServer();
                TemporalConnection connection = TemporalConnection.of(
                        WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                                .setChannel(server.getChannel())
                                .validateAndBuildWithDefaults()),
                        "default")) {
            assertThat(connection.check()).isEmpty();
            assertThat(connection.attributes()).isFalse();
        }
    }

    /** Stubs to a frontend, until closed. */
    private record WorkflowStubs(WorkflowServiceStubs stubs) implements AutoCloseable {
        WorkflowStubs(PlayedFrontend frontend) {
            this(WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget(frontend.address().target())
                    .validateAndBuildWithDefaults()));
        }

        @Override
        public void close() {
            stubs.shutdownNow();
        }
    }
}
