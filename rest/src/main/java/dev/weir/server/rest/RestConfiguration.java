package dev.weir.server.rest;

import java.util.List;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The web server's parts. The rooms are put together before it ({@link dev.weir.server.Weir}) and handed in. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
        })
@ComponentScan
class RestConfiguration implements WebMvcConfigurer {

    private final Gatekeeper gatekeeper;
    private final PageWishes pages;
    private final Acts acts;
    private final QueryNames queries;

    RestConfiguration(Gatekeeper gatekeeper, PageWishes pages, Acts acts, QueryNames queries) {
        this.gatekeeper = gatekeeper;
        this.queries = queries;
        this.pages = pages;
        this.acts = acts;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> paceOfSenders() {
        return factory -> factory.setProtocol(PacedProtocol.class.getName());
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusalsOfTheContainer() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ContainerRefusals.class.getName());
            }
        });
    }

    /** JSON alone: a parser of YAML comes along with a library, and heeds none of what is set for bodies. */
    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.configureMessageConvertersList(
                all -> all.removeIf(one -> one.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(gatekeeper);
        // Behind it: who may not come in is not told what there is.
        registry.addInterceptor(queries);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(gatekeeper);
        resolvers.add(pages);
        resolvers.add(acts);
    }
}
