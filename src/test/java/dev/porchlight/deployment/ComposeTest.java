package dev.porchlight.deployment;

import static dev.porchlight.testing.Programs.require;
import static dev.porchlight.testing.Programs.succeeds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The files that docker-compose reads. */
class ComposeTest {

    private static final String PROXY = "docker-compose.proxy.yml";
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|key|uri).*");

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.yml " + PROXY})
    void docker_compose_takes_them(String files) throws Exception {
        Process config = config(files, "chat.example.com");

        String complaint = new String(config.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(config.waitFor()).as(complaint).isZero();
        assertThat(complaint).isEmpty();
    }

    @Test
    void the_proxy_says_that_it_needs_a_host_name() throws Exception {
        Process config = config("docker-compose.yml " + PROXY, "");

        String complaint = new String(config.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(config.waitFor()).isNotZero();
        assertThat(complaint).contains("Set PORCHLIGHT_HOST in .env");
    }

    @Test
    void nobody_but_the_proxy_is_reached_from_elsewhere() throws IOException {
        for (Map<String, Object> service : services("docker-compose.yml")) {
            assertThat(list(service, "ports"))
                    .allMatch(port -> port.matches("\\$\\{[A-Z_]+ADDRESS:-127\\.0\\.0\\.1}:.*"));
        }
        for (Map<String, Object> service : services(PROXY)) {
            assertThat(list(service, "ports")).isSubsetOf("80:80", "443:443", "443:443/udp");
        }
    }

    @Test
    void every_service_is_bounded_and_has_no_more_rights_than_it_needs() throws IOException {
        List<Map<String, Object>> services = services("docker-compose.yml");
        services.add(services(PROXY).get(0));

        assertThat(services).hasSize(4).allSatisfy(service -> {
            assertThat(service).containsKeys("mem_limit", "restart").doesNotContainKey("privileged");
            assertThat(list(service, "cap_drop")).containsExactly("ALL");
            assertThat(service.get("logging")).asString().contains("max-size=10m", "max-file=5");
            assertThat(list(service, "security_opt")).contains("no-new-privileges:true");
        });
    }

    /** Passwords are made at the first start, and stay in files. */
    @Test
    void no_secret_is_written_down() throws IOException {
        for (String file : List.of("docker-compose.yml", PROXY)) {
            assertThat(Files.readString(Path.of(file))).doesNotContainPattern("://[^/\\s]*:[^/\\s]*@");
            for (Map<String, Object> service : services(file)) {
                assertThat(variables(service))
                        .filteredOn(variable -> SECRET.matcher(variable).matches())
                        .allMatch(variable -> !variable.contains("=")
                                || variable.matches("\\w+_FILE=/run/.*|SPRING_CONFIG_IMPORT=optional:configtree:.*"));
            }
        }
    }

    /** A variable that the documents tell an operator to set must not get lost on the way to the container. */
    @Test
    void every_variable_that_is_documented_reaches_the_application() throws IOException {
        String document = Files.readString(Path.of("docs", "operations.md"));
        assertThat(Pattern.compile("\\b(?:MANAGEMENT|LOGGING|SPRING|OTEL)_[A-Z_]+|JDK_JAVA_OPTIONS")
                        .matcher(document)
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .isNotEmpty()
                .isSubsetOf(variables(services("docker-compose.yml").get(0)));
    }

    /** With docker-compose 1.29, where that is installed: the oldest that the documents name. */
    @Test
    void every_command_that_is_documented_exists() throws Exception {
        List<String> words = new ArrayList<>(dockerCompose());
        words.add("--help");
        Process asked = new ProcessBuilder(words).start();
        String help = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (String file : List.of("docs/operations.md", "README.md", ".env.example", "docker-compose.yml", PROXY)) {
            assertThat(Pattern.compile("docker[ -]compose(?: -f \\S+)* ([a-z]+)")
                            .matcher(Files.readString(Path.of(file)))
                            .results()
                            .map(documented -> documented.group(1)))
                    .as(file)
                    .allSatisfy(name -> assertThat(help).containsPattern("(?m)^ +" + name + " "));
        }
    }

    private static List<String> dockerCompose() throws Exception {
        boolean alone = succeeds("docker-compose", "version");
        require(alone || succeeds("docker", "compose", "version"), "docker-compose is not installed");
        return alone ? List.of("docker-compose") : List.of("docker", "compose");
    }

    private static Process config(String files, String host) throws Exception {
        List<String> command = new ArrayList<>(dockerCompose());
        for (String file : files.split(" ")) {
            command.addAll(List.of("-f", file));
        }
        command.addAll(List.of("config", "-q"));
        ProcessBuilder config = new ProcessBuilder(command);
        config.environment().put("PORCHLIGHT_HOST", host);
        return config.start();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> services(String file) throws IOException {
        Map<String, Map<String, Map<String, Object>>> compose = new Yaml().load(Files.readString(Path.of(file)));
        return new ArrayList<>(compose.get("services").values());
    }

    private static List<String> list(Map<String, Object> service, String key) {
        return service.getOrDefault(key, List.of()) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of("not a list");
    }

    /** As NAME=VALUE, or NAME alone. */
    private static List<String> variables(Map<String, Object> service) {
        return service.get("environment") instanceof Map<?, ?> map
                ? map.entrySet().stream().map(String::valueOf).toList()
                : list(service, "environment");
    }
}
