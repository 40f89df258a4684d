package dev.porchlight.token.key;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoOperations;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SigningKeySettings.class)
class SigningKeyConfiguration {

    @Bean
    SigningKeys signingKeys(SigningKeySettings settings, MongoOperations mongo, Clock clock) {
        KeySource source;
        boolean embedded = settings.mongodbUri().isBlank();
        if (!settings.jwtSecret().isBlank()) {
            source = new ConfiguredKeys(
                    settings.jwtSecret(),
                    () -> embedded
                            ? KeyFile.in(settings.data()).loadIfPresent()
                            : new StoredKeys(mongo, clock).loadIfPresent());
        } else if (embedded) {
            source = KeyFile.in(settings.data());
        } else {
            source = new StoredKeys(mongo, clock);
        }
        return new SigningKeys(source, clock);
    }
}
