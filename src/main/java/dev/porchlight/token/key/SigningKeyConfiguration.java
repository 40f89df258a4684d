package dev.porchlight.token.key;

import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoOperations;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SigningKeySettings.class)
class SigningKeyConfiguration {

    @Bean
    SigningKeys signingKeys(
            SigningKeySettings settings,
            MongoOperations mongo,
            Clock clock,
            ExistingKeys existing,
            ObjectProvider<NoNewKeys> noNewKeys) {
        KeySource source;
        boolean embedded = settings.mongodbUri().isBlank();
        if (noNewKeys.getIfAvailable() != null && !existing.present()) {
            SigningKey unknown = SigningKey.random();
            source = () -> List.of(unknown);
        } else if (!settings.jwtSecret().isBlank()) {
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
