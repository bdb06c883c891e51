package dev.weir.server.rest;

import dev.weir.server.Weir;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The API, listening. Closing it answers what is under way and takes nothing new; rooms and engine are the caller's. */
public final class RestServer implements AutoCloseable {

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
    public static RestServer start(RestSettings settings, Weir weir, Weir.Running running) {
        return start(settings, UploadSettings.usual(), weir, running);
    }

    /** As above. @param uploads where lists lie that are sent, and how large they may be */
    public static RestServer start(
            RestSettings settings, UploadSettings uploads, Weir weir, Weir.Running running) {
        Spool spool = Spool.open(uploads);
        try {
            return start(settings, uploads, spool, weir, running);
        } catch (RuntimeException refused) {
            spool.close();
            throw refused;
        }
    }

    private static RestServer start(
            RestSettings settings, UploadSettings uploads, Spool spool, Weir weir, Weir.Running running) {
        SpringApplication application = new SpringApplication(RestConfiguration.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
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
        });
        ConfigurableApplicationContext context = application.run();
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return new RestServer(context, spool, URI.create("http://" + settings.host() + ":" + port));
    }

    private static Map<String, Object> ofUploads(UploadSettings uploads, Spool spool) {
        return Map.of(
                "spring.servlet.multipart.resolve-lazily", true,
                "spring.servlet.multipart.location", spool.folder().toAbsolutePath().toString(),
                "spring.servlet.multipart.file-size-threshold", "0B",
                "spring.servlet.multipart.max-file-size", uploads.bytes() + "B",
                // The options, and what stands between parts.
                "spring.servlet.multipart.max-request-size", uploads.bytes() + (1 << 20) + "B",
                "server.tomcat.max-part-count", 10,
                // Of a sender or a reader who stands still.
                "server.tomcat.connection-timeout", "20s");
    }

    private static Map<String, Object> properties(RestSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.address", settings.host());
        properties.put("server.port", settings.port());
        properties.put("server.shutdown", "graceful");
        properties.put("server.error.whitelabel.enabled", false);
        properties.put("spring.threads.virtual.enabled", true);
        properties.put("spring.main.allow-bean-definition-overriding", false);
        properties.put("spring.jackson.deserialization.fail-on-unknown-properties", true);
        // A value of a record is the number that was written, and not the nearest of 64 bits.
        properties.put("spring.jackson.deserialization.use-big-decimal-for-floats", true);
        properties.put("spring.mvc.problemdetails.enabled", false);
        properties.put("spring.web.resources.add-mappings", false);
        properties.put("management.endpoints.web.exposure.include", "");
        properties.put("management.endpoints.web.base-path", "/internal");
        properties.put("springdoc.api-docs.version", "openapi_3_1");
        return properties;
    }

    /** Where it listens, such as {@code http://127.0.0.1:8080}. */
    public URI base() {
        return base;
    }

    @Override
    public void close() {
        context.close();
        spool.close();
    }
}
