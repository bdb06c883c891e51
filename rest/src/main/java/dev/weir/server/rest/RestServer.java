package dev.weir.server.rest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.telemetry.RequestTraces;
import dev.weir.server.telemetry.Telemetry;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.loader.WebappClassLoaderBase;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The API, listening. Closing it answers what is under way and takes nothing new; rooms and engine are the caller's. */
public final class RestServer implements AutoCloseable {

    /** Where the OpenAPI document is. */
    static final String DOCUMENT = "/api/v1/openapi.json";

    /** More than there are. */
    private static final int MOST_ROUTES = 1_000;

    private final ConfigurableApplicationContext context;
    private final Spool spool;
    private final URI base;

    private RestServer(ConfigurableApplicationContext context, Spool spool, URI base) {
        this.context = context;
        this.spool = spool;
        this.base = base;
    }

    /**
     * Listens when it returns.
     *
     * @param running the engine that submitted jobs are told to
     * @throws RuntimeException when the address is taken or may not be used
     */
    public static RestServer start(RestSettings settings, Weir weir, RunningWeir running) {
        return start(settings, UploadSettings.usual(), weir, running);
    }

    /** As above. @param uploads where lists lie that are sent, and how large they may be */
    public static RestServer start(RestSettings settings, UploadSettings uploads, Weir weir, RunningWeir running) {
        return start(settings, uploads, weir, running, Telemetry.off());
    }

    /** As above. @param telemetry told of requests and errors; the caller's, and closed after this */
    public static RestServer start(
            RestSettings settings, UploadSettings uploads, Weir weir, RunningWeir running, Telemetry telemetry) {
        Spool spool = Spool.open(uploads);
        try {
            return start(settings, uploads, spool, weir, running, telemetry);
        } catch (RuntimeException refused) {
            spool.close();
            throw refused;
        }
    }

    private static RestServer start(
            RestSettings settings,
            UploadSettings uploads,
            Spool spool,
            Weir weir,
            RunningWeir running,
            Telemetry telemetry) {
        SpringApplication application = new SpringApplication(RestConfiguration.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        keepLog(application);
        Map<String, Object> properties = properties(settings);
        properties.putAll(ofUploads(uploads, spool));
        application.setDefaultProperties(properties);
        application.addInitializers(context -> {
            // As singletons, not as definitions: what is not theirs the framework does not close.
            context.getBeanFactory().registerSingleton("weir", weir);
            context.getBeanFactory().registerSingleton("running", running);
            context.getBeanFactory().registerSingleton("restSettings", settings);
            context.getBeanFactory().registerSingleton("uploadSettings", uploads);
            context.getBeanFactory().registerSingleton("spool", spool);
            RequestTraces requests = telemetry.requests();
            if (requests != null) {
                context.getBeanFactory().registerSingleton("requestSpans", new RequestSpans(requests));
            }
        });
        ConfigurableApplicationContext context = application.run();
        telemetry.watchErrors();
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return new RestServer(context, spool, URI.create("http://" + settings.host() + ":" + port));
    }

    /**
     * The log is the program's: the framework would set it up anew at its start, and with that undo what was asked for, such as
     * stack traces. What the JDK's own log is told, as Tomcat does, goes there, too.
     */
    private static void keepLog(SpringApplication application) {
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
            // What stops a start is thrown, and said by whoever starts it, once.
            log.getLogger("org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter")
                    .setLevel(Level.OFF);
            log.getLogger(AnnotationConfigServletWebServerApplicationContext.class)
                    .setLevel(Level.ERROR);
            // It takes threads that requests started for ones that outlive the program: a client's, which is closed
            // after this.
            log.getLogger(WebappClassLoaderBase.class).setLevel(Level.ERROR);
        }
    }

    private static Map<String, Object> ofUploads(UploadSettings uploads, Spool spool) {
        return Map.of(
                "spring.servlet.multipart.resolve-lazily",
                true,
                "spring.servlet.multipart.location",
                spool.folder().toAbsolutePath().toString(),
                "spring.servlet.multipart.file-size-threshold",
                "0B",
                "spring.servlet.multipart.max-file-size",
                uploads.bytes() + "B",
                // The options, and what stands between parts.
                "spring.servlet.multipart.max-request-size",
                uploads.bytes() + (1 << 20) + "B",
                "server.tomcat.max-part-count",
                10);
    }

    private static Map<String, Object> properties(RestSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.address", settings.host());
        properties.put("server.port", settings.port());
        properties.put("server.shutdown", "graceful");
        // Of a sender or a reader who stands still; and PacedProtocol's patience with who is slow.
        properties.put(
                "server.tomcat.connection-timeout", settings.limits().patience().toMillis() + "ms");
        properties.put("server.tomcat.max-connections", settings.limits().connections());
        // Whoever sends much goes on over the connection it has: a new one costs as much as many requests.
        properties.put("server.tomcat.max-keep-alive-requests", -1);
        properties.put("server.error.whitelabel.enabled", false);
        properties.put("spring.threads.virtual.enabled", true);
        properties.put("spring.main.allow-bean-definition-overriding", false);
        properties.put("spring.jackson.deserialization.fail-on-unknown-properties", true);
        // 1.5 is not 1, "" is no time that is left out, 1 is not true: what was meant is for the sender to say.
        properties.put("spring.jackson.deserialization.accept-float-as-int", false);
        properties.put("spring.jackson.mapper.allow-coercion-of-scalars", false);
        // A value of a record is the number that was written, and not the nearest of 64 bits.
        properties.put("spring.jackson.deserialization.use-big-decimal-for-floats", true);
        properties.put("spring.mvc.problemdetails.enabled", false);
        properties.put("spring.web.resources.add-mappings", false);
        properties.put("management.endpoints.web.exposure.include", "");
        properties.put("management.endpoints.web.exposure.exclude", "*");
        properties.put("management.endpoints.web.discovery.enabled", false);
        properties.put("management.endpoints.web.base-path", "/internal");
        // Requests are counted by the template of their route, and what has none together. Usually only so many are.
        properties.put("management.metrics.web.server.max-uri-tags", MOST_ROUTES);
        // Said, so that the library does not warn of its own default at every start.
        properties.put("springdoc.api-docs.enabled", true);
        properties.put("springdoc.swagger-ui.enabled", true);
        properties.put("springdoc.api-docs.version", "openapi_3_1");
        properties.put("springdoc.api-docs.path", DOCUMENT);
        properties.put("springdoc.swagger-ui.path", "/docs");
        properties.put("springdoc.packages-to-scan", "dev.weir.server.rest");
        properties.put("springdoc.override-with-generic-response", false);
        properties.put("springdoc.writer-with-order-by-keys", true);
        properties.put("springdoc.default-produces-media-type", "application/json");
        properties.put("springdoc.swagger-ui.operations-sorter", "alpha");
        properties.put("springdoc.swagger-ui.tags-sorter", "alpha");
        properties.put("spring.jackson.factory.constraints.read.max-nesting-depth", RestSettings.Limits.JSON_DEPTH);
        properties.put("spring.jackson.factory.constraints.read.max-string-length", RestSettings.Limits.JSON_TEXT);
        properties.put("spring.jackson.factory.constraints.read.max-name-length", RestSettings.Limits.JSON_NAME);
        properties.put("spring.jackson.read.STRICT_DUPLICATE_DETECTION", true);
        return properties;
    }

    /** Where it listens, such as {@code http://127.0.0.1:8080}. */
    public URI base() {
        return base;
    }

    /** What is served, and who may use it. */
    List<Routes.Route> routes() {
        return context.getBean(Routes.class).all();
    }

    /** The types that bodies and answers are made of. */
    Set<Class<?>> schemas() {
        return context.getBean(Routes.class).types();
    }

    @Override
    public void close() {
        context.close();
        spool.close();
    }
}
