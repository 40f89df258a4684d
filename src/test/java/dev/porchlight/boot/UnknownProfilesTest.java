package dev.porchlight.boot;

import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.util.Map;
import org.apache.commons.logging.Log;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class UnknownProfilesTest {

    @Test
    void a_profile_without_a_file_is_named() {
        Log log = mock(Log.class);
        DeferredLogFactory logs = destination -> log;
        StandardEnvironment environment = new StandardEnvironment();
        environment.setActiveProfiles("nope", "mine");
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("Config resource 'file [config/application-mine.yml]'", Map.of()));

        new UnknownProfiles(logs).postProcessEnvironment(environment, new SpringApplication());

        verify(log).warn(contains("The profile nope of SPRING_PROFILES_ACTIVE has no effect"));
        verifyNoMoreInteractions(log);
    }
}
