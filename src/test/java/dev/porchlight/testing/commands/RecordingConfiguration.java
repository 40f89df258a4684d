package dev.porchlight.testing.commands;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Found by Spring Boot in whatever application a test starts, here or in a process of its own. */
@AutoConfiguration
public class RecordingConfiguration {

    @Bean
    MongoClientSettingsBuilderCustomizer recording(ConfigurableApplicationContext application) {
        TestRun.closeAtTheEnd(application);
        return settings -> settings.addCommandListener(CommandRecorder.INSTANCE);
    }
}
