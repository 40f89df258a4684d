package dev.porchlight.boot;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Treats blank environment variables as unset: compose files pass those that the host does not set. */
final class BlankEnvironmentVariables implements EnvironmentPostProcessor, Ordered {

    private static final String SOURCE = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getPropertySources().get(SOURCE) instanceof SystemEnvironmentPropertySource variables) {
            Map<String, Object> nonBlank = new HashMap<>(variables.getSource());
            nonBlank.values().removeIf(value -> value.toString().isBlank());
            environment.getPropertySources().replace(SOURCE, new SystemEnvironmentPropertySource(SOURCE, nonBlank));
        }
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
