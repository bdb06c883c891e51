package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.app.ExitCodes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The server as a program, with Weir's own PostgreSQL. */
@Timeout(180)
class ServeCommandTest {

    private static final Pattern JOB = Pattern.compile("\"id\": ?([0-9]+)");
    private static final Pattern OWNER = Pattern.compile("owner key +(weir_\\S+)");

    @Test
    void whatInitMadeIsServedUntilItIsToldToEnd() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh()) {
            String owner = Serving.found(
                    OWNER,
                    home.run("init", "--name", "Acme", "--sandbox").orThrow().out());
            CommandLineHome.Ended again = home.run("init");
            assertThat(again.status()).isEqualTo(ExitCodes.UNAVAILABLE);
            assertThat(again.err()).contains("--new-installation-key").doesNotContain(owner);

            Serving server = Serving.server(home);
            String base = server.base();
            assertThat(Serving.get(base + "/health", "none")).contains("up");
            assertThat(Serving.get(base + "/api/v1/me", owner)).contains("Acme").doesNotContain(owner);

            // The home is one engine's at a time; a second server needs a database of its own.
            assertThat(home.run("serve", "--port", "0").status()).isEqualTo(ExitCodes.UNAVAILABLE);
            String job = Serving.found(JOB, Serving.post(base + "/api/v1/workspaces/1/enrichment-jobs", owner, """
                    {"records": [{"company.domain": "acme.com"}], "fields": ["company.industry"], "maxCredits": 0}"""));
            // Who has the database may look at what came in over the API, and run again what is the command line's.
            assertThat(home.run("job", "watch", job).orThrow().out()).contains("1 of 1 rows ended");
            CommandLineHome.Ended ended = server.end();
            assertThat(home.run("job", "show", job, "--timeline").orThrow().out())
                    .contains("job.started", "row 1", "company.industry");
            assertThat(home.run("job", "rerun", job, "--failed").err()).contains("There is no job");
            assertThat(ended.status()).isEqualTo(ExitCodes.OK);
            assertThat(ended.out()).as("keys are shown once").doesNotContain("owner key");
            assertThat(ended.err()).doesNotContain(owner);
            assertThat(Files.getPosixFilePermissions(home.home().resolve("master-key")))
                    .hasSize(2);
        }
    }

    @Test
    void twoServersOverOneDatabaseTakeTheSameKeysAndKnowTheSame() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh();
                ExternalDatabase database = new ExternalDatabase()) {
            String[] where = {"--db", database.url(), "--db-admin", database.adminUrl()};
            Serving first = Serving.server(home, where);
            String owner = Serving.found(OWNER, first.said());
            Serving second = Serving.server(home, where);
            assertThat(second.said()).doesNotContain("owner key");
            assertThat(Serving.get(second.base() + "/ready", owner)).contains("ready");
            String list = Serving.get(first.base() + "/api/v1/workspaces/1/audit", owner);
            assertThat(list).contains("\"success\":true");
            assertThat(Serving.get(second.base() + "/api/v1/workspaces/1/audit", owner))
                    .isEqualTo(list);
            assertThat(database.number("SELECT count(*) FROM weir.node WHERE ended_at IS NULL"))
                    .isEqualTo(2);

            assertThat(first.end().status()).isEqualTo(ExitCodes.OK);
            assertThat(Serving.get(second.base() + "/api/v1/me", owner)).contains("owner");
            assertThat(second.end().status()).isEqualTo(ExitCodes.OK);
            assertThat(database.number("SELECT count(*) FROM weir.node WHERE ended_at IS NULL"))
                    .isZero();
        }
    }

    @Test
    void whatVerboseAsksForOutlastsTheStartOfTheServer() throws Exception {
        LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = log.getLogger(Logger.ROOT_LOGGER_NAME);
        Logger weir = log.getLogger("dev.weir");
        Level rootLevel = root.getLevel();
        Level weirLevel = weir.getLevel();
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.setContext(log);
        heard.start();
        root.addAppender(heard);
        try (CommandLineHome home = CommandLineHome.fresh()) {
            Serving server = Serving.server(home, "-v");
            assertThat(root.getLevel()).isEqualTo(Level.INFO);
            assertThat(weir.getLevel()).isEqualTo(Level.DEBUG);
            assertThat(root.isAttached(heard) && heard.isStarted()).isTrue();
            java.util.logging.Logger.getLogger("a.library").warning("told to the JDK's own log");
            assertThat(heard.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .contains("told to the JDK's own log");
            assertThat(server.end().status()).isEqualTo(ExitCodes.OK);
        } finally {
            root.detachAppender(heard);
            root.setLevel(rootLevel);
            weir.setLevel(weirLevel);
        }
    }

    @Test
    void aSettingThatIsNoneAndAnAddressThatIsTakenAreSaid() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh();
                ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            // Where the log goes: in the program to the one, under test to the other.
            ByteArrayOutputStream logged = new ByteArrayOutputStream();
            PrintStream out = System.out;
            PrintStream err = System.err;
            CommandLineHome.Ended address;
            try (PrintStream both = new PrintStream(logged, true, StandardCharsets.UTF_8)) {
                System.setOut(both);
                System.setErr(both);
                address = home.run("serve", "--port", String.valueOf(taken.getLocalPort()));
            } finally {
                System.setOut(out);
                System.setErr(err);
            }
            assertThat(address.status()).as(address.err()).isEqualTo(ExitCodes.UNAVAILABLE);
            assertThat(address.err()).contains(String.valueOf(taken.getLocalPort()), "--port");
            assertThat(logged.toString(StandardCharsets.UTF_8))
                    .as("what the libraries add to our sentence")
                    .doesNotContain("FAILED TO START", "Exception");

            CommandLineHome.Ended setting =
                    home.with("WEIR_MASTERKEY", "c2VjcmV0").run("serve");
            assertThat(setting.status()).isEqualTo(ExitCodes.CONFIGURATION);
            assertThat(setting.err()).contains("WEIR_MASTER_KEY").doesNotContain("c2VjcmV0");
        }
    }
}
