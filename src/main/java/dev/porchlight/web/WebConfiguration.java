package dev.porchlight.web;

import dev.porchlight.health.FileDescriptors;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.network.TrustedProxies;
import dev.porchlight.token.Authenticator;
import dev.porchlight.web.connection.ConnectionLimitProtocol;
import dev.porchlight.web.connection.ContinueValve;
import dev.porchlight.web.connection.Rejections;
import dev.porchlight.web.connection.UnreadInputValve;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSettings.class)
class WebConfiguration implements WebMvcConfigurer {

    private final JsonMapper json;
    private final OwnerPrincipalResolver owners;
    private final BodyReader bodies;

    WebConfiguration(JsonMapper json, Authenticator authenticator, RequestLimits limits, Rejections rejections) {
        this.json = json;
        this.owners = new OwnerPrincipalResolver(authenticator);
        this.bodies = new BodyReader(owners, limits, rejections, json);
    }

    /** Rejects a value of the wrong type instead of converting it. */
    @Bean
    static JsonMapperBuilderCustomizer strictTypes() {
        return builder -> builder.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        textual -> textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .withCoercionConfig(
                        LogicalType.Integer,
                        number -> number.setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
                .withCoercionConfig(
                        LogicalType.Boolean,
                        truth -> truth.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail));
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatErrorsInTheEnvelope() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof org.apache.catalina.core.StandardHost host) {
                host.setErrorReportValveClass(TomcatErrorReportValve.class.getName());
            }
        });
    }

    /** Spring's default, 8080, is our port of Socket.IO. */
    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> port(WebSettings settings) {
        return factory -> factory.setPort(settings.port());
    }

    /** Does not limit a trusted proxy, which connects for all its clients. */
    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> limitedConnections(
            TrustedProxies proxies, RequestLimits limits, FileDescriptors descriptors, Rejections rejections) {
        return factory -> {
            factory.addEngineValves(new UnreadInputValve(rejections), new ContinueValve());
            factory.setProtocol(ConnectionLimitProtocol.class.getName());
            factory.addConnectorCustomizers(connector -> ((ConnectionLimitProtocol) connector.getProtocolHandler())
                    .limitConnections(
                            peer -> !proxies.isTrusted(peer) && limits.isLimited(peer),
                            limits.restConnectionsPerAddress(),
                            descriptors,
                            rejections));
        };
    }

    /** Any origin may call: tokens are in bodies and headers, never in cookies, so a foreign page has no rights. */
    @Override
    public void addCorsMappings(CorsRegistry registry) {
        registry.addMapping("/owner/**").allowedOrigins("*").allowedMethods("*").allowedHeaders("*");
    }

    /** Every response is JSON, whatever {@code Accept} says. */
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(bodies);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(owners);
        resolvers.add(new RequestSourceResolver());
    }

    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.addCustomConverter(new FormBodyConverter(json));
    }
}
