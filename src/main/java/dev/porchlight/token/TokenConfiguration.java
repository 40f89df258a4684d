package dev.porchlight.token;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoOperations;

@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    SigningKeys signingKeys(
            @Value("${porchlight.jwt-secret}") String jwtSecret,
            @Value("${porchlight.mongodb-uri}") String mongodbUri,
            @Value("${porchlight.data}") Path data,
            MongoOperations mongo,
            Clock clock) {
        KeySource source;
        if (!jwtSecret.isBlank()) {
            source = new ConfiguredKeys(jwtSecret);
        } else if (mongodbUri.isBlank()) {
            source = new KeyFile(data.resolve("keys"));
        } else {
            source = new StoredKeys(mongo, clock);
        }
        return new SigningKeys(source, clock);
    }
}
