package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
import static org.springframework.core.env.StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.ReflectionUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The documented settings are those of the code, and each variable has its effect. Run with
 * {@code -Dsettings.write=true} it writes the table in docs/operations.md anew.
 */
class SettingsTest {

    private static final Path DOCUMENT = Path.of("docs", "operations.md");
    private static final Pattern TABLE = Pattern.compile("(?s)(<!-- settings: .*?-->\n).*?(<!-- end of settings -->)");
    private static final Pattern NAMED_VARIABLE = Pattern.compile("([a-z-]+): +\\$\\{([A-Z_]+):}");

    private static JsonNode metadata;
    private static String applicationYml;

    private record Setting(String property, String variable, String type, String initially, String description) {

        private String row() {
            String value = initially.isEmpty() ? "unset" : "`" + initially + "`";
            return "| `" + variable + "` | " + value + " | "
                    + description.replaceAll("\\{@code ([^}]*)}", "`$1`").replace("|", "\\|") + " |\n";
        }

        /** A value that is not the default. */
        private String another() {
            return switch (type) {
                case "java.lang.Integer" -> "4711";
                case "java.lang.Boolean" -> initially.equals("true") ? "false" : "true";
                case "java.time.Duration" -> "42s";
                case "java.net.InetAddress" -> "127.0.0.1";
                case "dev.porchlight.owner.registration.RegistrationMode" -> "first";
                case "java.util.List<java.lang.String>" -> "10.0.0.0/8";
                default ->
                    switch (variable) {
                        case "MONGODB_URI" -> "mongodb://host/another";
                        case "JWT_SECRET" -> "another".repeat(5);
                        case "PORCHLIGHT_PUBLIC_URL", "PORCHLIGHT_PUBLIC_SOCKET_URL" -> "https://another.example";
                        default -> "another";
                    };
            };
        }
    }

    @BeforeAll
    static void read() throws IOException {
        metadata = new JsonMapper()
                .readTree(new ClassPathResource("META-INF/spring-configuration-metadata.json").getContentAsByteArray());
        applicationYml = Files.readString(Path.of("src", "main", "resources", "application.yml"));
    }

    @Test
    void compose_hands_on_every_setting() throws IOException {
        String compose = Files.readString(Path.of("docker-compose.yml"));
        assertThat(settings())
                .extracting(Setting::variable)
                // Where that is, the image says.
                .filteredOn(variable -> !variable.equals("PORCHLIGHT_DATA"))
                .allSatisfy(
                        variable -> assertThat(compose).as(variable).containsPattern("(- |\\$\\{)" + variable + "\\b"));
    }

    @Test
    void the_document_has_the_table_that_the_code_says() throws IOException {
        String rows = settings().stream().map(Setting::row).collect(Collectors.joining());
        String table = "\n| name | default | what it does |\n|---|---|---|\n" + rows + "\n";
        String document = Files.readString(DOCUMENT);
        String right = TABLE.matcher(document).replaceFirst("$1" + Matcher.quoteReplacement(table) + "$2");
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(DOCUMENT, right);
        } else {
            assertThat(document).contains(table);
        }
    }

    @Test
    void every_setting_is_described_once_and_has_one_default() {
        byName().forEach((name, declarations) -> {
            assertThat(declarations)
                    .as("descriptions of %s, by @param; a second record that needs it says nothing", name)
                    .filteredOn(declaration ->
                            !declaration.path("description").asString("").isBlank())
                    .hasSize(1);
            assertThat(declarations)
                    .as("defaults of %s", name)
                    .extracting(SettingsTest::initially)
                    .containsOnly(initially(declarations.get(0)));
        });
    }

    @Test
    void every_variable_reaches_its_setting() {
        Map<String, Object> variables =
                settings().stream().collect(Collectors.toMap(Setting::variable, Setting::another));

        Map<Class<?>, Object> defaults = defaults();
        bind(variables).forEach((type, bound) -> {
            for (RecordComponent component : type.getRecordComponents()) {
                assertThat(value(component, bound))
                        .as("%s", component)
                        .isNotEqualTo(value(component, defaults.get(type)));
            }
        });
    }

    @Test
    void a_variable_that_is_set_to_nothing_counts_as_unset() {
        for (String nothing : List.of("", " ")) {
            Map<String, Object> variables =
                    settings().stream().collect(Collectors.toMap(Setting::variable, setting -> nothing));

            assertThat(bind(variables)).isEqualTo(defaults());
        }
    }

    @Test
    void the_configuration_file_has_no_other_defaults_than_the_code() {
        assertThat(bind(Map.of())).isEqualTo(defaults());
    }

    @Test
    void no_variable_is_read_past_the_table() {
        assertThat(Pattern.compile("\\$\\{(\\w+)").matcher(applicationYml).results())
                .extracting(variable -> variable.group(1))
                .isSubsetOf(settings().stream().map(Setting::variable).toList());
    }

    private static List<Setting> settings() {
        Map<String, String> named = NAMED_VARIABLE
                .matcher(applicationYml)
                .results()
                .collect(Collectors.toMap(found -> found.group(1), (MatchResult found) -> found.group(2)));
        return byName().entrySet().stream()
                .map(setting -> {
                    String property = setting.getKey();
                    JsonNode declaration = setting.getValue().get(0);
                    return new Setting(
                            property,
                            named.getOrDefault(
                                    property.replace("porchlight.", ""),
                                    property.toUpperCase().replace('.', '_').replace('-', '_')),
                            declaration.get("type").asString(),
                            initially(declaration),
                            setting.getValue().stream()
                                    .map(one -> one.path("description").asString(""))
                                    .collect(Collectors.joining()));
                })
                .toList();
    }

    private static Map<String, List<JsonNode>> byName() {
        return StreamSupport.stream(metadata.get("properties").spliterator(), false)
                .collect(Collectors.groupingBy(
                        property -> property.get("name").asString(), TreeMap::new, Collectors.toList()));
    }

    private static String initially(JsonNode declaration) {
        // A list as its variable is written.
        return declaration
                .path("defaultValue")
                .asString("")
                .replaceAll("^\\[|]$", "")
                .replace(", ", ",");
    }

    private static Map<Class<?>, Object> defaults() {
        return bind(new Binder(new MapConfigurationPropertySource()));
    }

    /** What every record is when the application starts with these variables and no others. */
    private static Map<Class<?>, Object> bind(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        environment
                .getPropertySources()
                .replace(
                        SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        try (ConfigurableApplicationContext started = new SpringApplicationBuilder(SettingsTest.class)
                .web(WebApplicationType.NONE)
                .environment(environment)
                .run()) {
            return bind(Binder.get(started.getEnvironment()));
        }
    }

    private static Map<Class<?>, Object> bind(Binder binder) {
        Map<Class<?>, Object> bound = new HashMap<>();
        for (JsonNode group : metadata.get("groups")) {
            Class<?> type = type(group.get("type").asString());
            bound.put(type, binder.bindOrCreate(group.get("name").asString(), Bindable.of(type)));
        }
        return bound;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Object value(RecordComponent component, Object record) {
        Method accessor = component.getAccessor();
        ReflectionUtils.makeAccessible(accessor);
        return ReflectionUtils.invokeMethod(accessor, record);
    }
}
