package dev.porchlight.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The names of all settings that there are, ours and Spring's, as the libraries on the class path describe them. */
final class SettingNames {

    private static final String DESCRIPTIONS = "classpath*:META-INF/spring-configuration-metadata.json";

    /** Settings without a dot in their names. The last two are environment variables that {@code application.yml} reads. */
    private static final Set<String> WITHOUT_DOT = Set.of("debug", "trace", "MONGODB_URI", "JWT_SECRET", "REDIS_URL");

    private static final String WITH_KEYS = ".*(Map|Properties|List|Set|Collection|\\[]).*";

    /** By {@link #canonical} name: whether keys or indexes may follow. */
    private final Map<String, Boolean> known = new HashMap<>();

    private final Map<String, String> spelling = new HashMap<>();

    SettingNames() {
        try {
            for (Resource descriptions : new PathMatchingResourcePatternResolver().getResources(DESCRIPTIONS)) {
                JsonNode properties = new JsonMapper()
                        .readTree(descriptions.getContentAsByteArray())
                        .path("properties");
                for (JsonNode property : properties) {
                    String name = property.path("name").asString();
                    known.put(
                            canonical(name), property.path("type").asString("").matches(WITH_KEYS));
                    spelling.put(canonical(name), name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an option looks like a setting of Spring, such as {@code server.port}, and not like one of a command. */
    static boolean looksLikeSetting(String name) {
        return name.contains(".") || WITHOUT_DOT.contains(name);
    }

    boolean contains(String name) {
        String canonical = canonical(name);
        if (WITHOUT_DOT.contains(name) || known.containsKey(canonical)) {
            return true;
        }
        for (int end = lastSeparator(canonical, canonical.length()); end > 0; end = lastSeparator(canonical, end)) {
            if (known.getOrDefault(canonical.substring(0, end), false)) {
                return true;
            }
        }
        return false;
    }

    Stream<String> all() {
        return Stream.concat(spelling.values().stream(), WITHOUT_DOT.stream());
    }

    private static int lastSeparator(String name, int before) {
        return Math.max(name.lastIndexOf('.', before - 1), name.lastIndexOf('[', before - 1));
    }

    /** Spring takes {@code publicUrl} and {@code public_url} for {@code public-url}. */
    private static String canonical(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
