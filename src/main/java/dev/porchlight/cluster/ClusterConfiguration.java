package dev.porchlight.cluster;

import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.socket.broker.Broker;
import dev.porchlight.socket.broker.RemotePresence;
import dev.porchlight.token.TokenService;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Only where there is a Redis: one process alone needs none. */
@Configuration(proxyBeanMethods = false)
@Conditional(ClusterConfiguration.RedisIsSet.class)
@EnableConfigurationProperties(ClusterSettings.class)
class ClusterConfiguration {

    @Bean
    Cluster cluster(
            ClusterSettings settings,
            Broker broker,
            RemotePresence presence,
            TokenService tokens,
            ChatRepository chats,
            MeterRegistry meters,
            Clock clock) {
        try {
            return new Cluster(settings, broker, presence, tokens, chats, new ClusterMeters(meters), clock);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("REDIS_URL must look like redis://:password@host:6379.", e);
        }
    }

    /** Pushes between the clients of this process go on, and so this is no reason to send it no requests. */
    @Bean
    HealthIndicator clusterHealthIndicator(Cluster cluster) {
        return () -> cluster.isConnected()
                ? Health.up().build()
                : Health.status("DEGRADED").build();
    }

    static final class RedisIsSet implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !context.getEnvironment()
                    .getProperty("porchlight.redis-url", "")
                    .isBlank();
        }
    }
}
