package dev.porchlight.boot;

import dev.porchlight.validation.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.json.JsonMapper;

/** Says which environment variables look like our settings and are none: a misspelt one would have no effect in silence. */
final class UnknownVariables implements EnvironmentPostProcessor {

    private static final String PREFIX = "PORCHLIGHT_";
    /** Described by the compiler, from the settings records. */
    private static final String SETTINGS = "classpath*:META-INF/spring-configuration-metadata.json";

    private final Log log;

    UnknownVariables(DeferredLogFactory logs) {
        log = logs.getLog(UnknownVariables.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        sentences(environment).forEach(log::warn);
    }

    static List<String> sentences(ConfigurableEnvironment environment) {
        if (environment.getPropertySources().get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                instanceof SystemEnvironmentPropertySource variables) {
            Set<String> ours = Arrays.stream(variables.getPropertyNames())
                    .filter(name -> name.toUpperCase(Locale.ROOT).startsWith(PREFIX))
                    .collect(Collectors.toCollection(TreeSet::new));
            return ours.isEmpty() ? List.of() : unknown(ours);
        }
        return List.of();
    }

    private static List<String> unknown(Set<String> names) {
        Set<String> properties = properties();
        Set<String> known = properties.stream()
                .map(StartupFailureAnalyzer::variable)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> sentences = new ArrayList<>();
        for (String name : names) {
            // An element of a list has a number.
            String setting = name.toUpperCase(Locale.ROOT).replaceFirst("_\\d+$", "");
            boolean exists = known.contains(setting)
                    || properties.stream()
                            .anyMatch(property ->
                                    setting.equals(StartupFailureAnalyzer.variable(property.replace("-", ""))));
            if (!exists) {
                sentences.add(name + " is no setting of Porchlight and has no effect. Is "
                        + Spelling.nearest(setting, known).orElseThrow() + " meant?");
            }
        }
        return sentences;
    }

    /** Libraries have descriptions of the same name, and may come before ours in the class path. */
    private static Set<String> properties() {
        JsonMapper json = new JsonMapper();
        Set<String> properties = new TreeSet<>();
        try {
            for (Resource described : new PathMatchingResourcePatternResolver().getResources(SETTINGS)) {
                json.readTree(described.getContentAsByteArray())
                        .path("properties")
                        .valueStream()
                        .map(property -> property.path("name").asString(""))
                        .filter(name -> StartupFailureAnalyzer.variable(name).startsWith(PREFIX))
                        .forEach(properties::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
