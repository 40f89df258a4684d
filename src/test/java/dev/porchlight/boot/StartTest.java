package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.porchlight.PorchlightApplication;
import dev.porchlight.socket.SocketServer;
import dev.porchlight.store.Store;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Ports;
import dev.porchlight.testing.Rest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;

/** Starting the application: with valid and invalid settings, and again on the same data. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {

    @TempDir
    Path folder;

    @Test
    void logs_its_addresses_its_data_folder_and_the_next_step(CapturedOutput output) {
        try (ConfigurableApplicationContext application = start()) {
            assertThat(output)
                    .contains("http://localhost:" + restPort(application))
                    .contains("http://localhost:" + socketPort(application))
                    .contains(folder.toString())
                    .contains("open http://localhost:" + restPort(application) + "/ in a browser");
            assertThat(rest(application).get("/actuator/health/readiness").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void listens_on_the_configured_addresses_only() {
        try (ConfigurableApplicationContext application =
                start("server.address=127.0.0.2", "porchlight.socket.address=127.0.0.3")) {
            assertThat(List.of("127.0.0.1", "127.0.0.2", "127.0.0.3"))
                    .filteredOn(address -> listens(address, restPort(application)))
                    .containsExactly("127.0.0.2");
            assertThat(List.of("127.0.0.1", "127.0.0.2", "127.0.0.3"))
                    .filteredOn(address -> listens(address, socketPort(application)))
                    .containsExactly("127.0.0.3");
        }
    }

    @Test
    void listens_on_all_addresses_by_default() {
        try (ConfigurableApplicationContext application = start()) {
            for (int port : new int[] {restPort(application), socketPort(application)}) {
                assertThat(List.of("127.0.0.1", "127.0.0.2")).allMatch(address -> listens(address, port));
            }
        }
    }

    @Test
    void serves_metrics_on_the_management_port_only() throws Exception {
        try (ConfigurableApplicationContext application = start(
                "management.server.port=0",
                "management.server.address=127.0.0.1",
                "management.endpoints.web.exposure.include=health,prometheus")) {
            makeEveryKindOfTraffic(application);

            String meters = meters(application);
            assertThat(meters)
                    .contains("jvm_memory_used_bytes", "\nporchlight_ready 1")
                    .containsPattern("\nporchlight_store_commit_seconds_count [1-9]")
                    .containsPattern("\nporchlight_store_commit_seconds_sum .*[1-9]")
                    .containsPattern("\nporchlight_store_size_bytes [1-9]");
            assertThat(rest(application).get("/actuator/prometheus").status()).isEqualTo(404);
            Set<String> names = Pattern.compile("(?m)^(\\w+)")
                    .matcher(meters)
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
            for (String file : List.of("deploy/grafana-dashboard.json", "deploy/prometheus-alerts.yml")) {
                assertThat(Pattern.compile("\\b(porchlight|jvm|process|system|disk|http)_[a-z_]+")
                                .matcher(Files.readString(Path.of(file)))
                                .results()
                                .map(MatchResult::group))
                        .as(file)
                        .hasSizeGreaterThan(5)
                        .isSubsetOf(names);
            }

            application.getBean(SocketServer.class).stop();
            assertThat(meters(application)).contains("\nporchlight_ready 0");
        }
    }

    /** Some meters are made by what they count. */
    private static void makeEveryKindOfTraffic(ConfigurableApplicationContext application) throws Exception {
        rest(application).get("/owner/nothing");
        rest(application).post("/owner/login", "x".repeat(300 * 1024));
        System.gc();
        try (ChatClient client = ChatClient.connect(socketPort(application))) {
            client.ask("checkConnection");
            client.engine().send("9");
            await().untilAsserted(() -> assertThat(application
                            .getBean(MeterRegistry.class)
                            .find("porchlight.socket.closed")
                            .counter())
                    .isNotNull());
        }
    }

    private static String meters(ConfigurableApplicationContext application) throws Exception {
        String port = application.getEnvironment().getProperty("local.management.port");
        HttpResponse<String> meters = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(meters.statusCode()).isEqualTo(200);
        return meters.body();
    }

    @Test
    void is_live_but_not_ready_without_its_store() {
        try (ConfigurableApplicationContext application = start()) {
            application.getBean(Store.class).close();

            assertThat(rest(application).get("/actuator/health/readiness").status())
                    .isEqualTo(503);
            assertThat(rest(application).get("/actuator/health/liveness").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void is_not_ready_without_its_sockets() {
        try (ConfigurableApplicationContext application = start()) {
            application.getBean(SocketServer.class).stop();

            assertThat(rest(application).get("/actuator/health/readiness").status())
                    .isEqualTo(503);
        }
    }

    @Test
    void data_survives_a_restart() throws IOException {
        String token;
        JsonNode chat;
        JsonNode history;
        JsonNode list;
        int socketPort = Ports.free();
        try (ConfigurableApplicationContext application = start("porchlight.socket.port=" + socketPort)) {
            Rest rest = rest(application);
            rest.post(
                    "/owner/register",
                    rest.json("email", "o@example.com", "password", "correct horse", "domain", "shop.example"));
            token = rest.post("/owner/login", rest.json("email", "o@example.com", "password", "correct horse"))
                    .body()
                    .get("data")
                    .get("token")
                    .asString();
            try (ChatClient client = ChatClient.connect(socketPort)) {
                chat = client.ask("getNewChat", "email", "g@example.com", "name", "Guest", "domain", "shop.example");
                for (int i = 0; i < 20; i++) {
                    client.ask("newMessage", "chatId", chat.get("chatId").asString(), "message", "m" + i);
                }
                history = history(client, chat, token).get("data");
                list = client.ask("getWaitingChats", "token", token).get("data");
            }
        }
        // Binds the same port at once, although old connections may be in TIME_WAIT.
        try (ConfigurableApplicationContext application = start("porchlight.socket.port=" + socketPort);
                ChatClient client = ChatClient.connect(socketPort)) {
            assertThat(history(client, chat, token).get("data")).isEqualTo(history);
            assertThat(client.ask("getWaitingChats", "token", token).get("data"))
                    .isEqualTo(list);
            assertThat(client.say(chat, "back again").get("message").get("seq").asInt())
                    .isEqualTo(21);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server.port=abc                            | The value of SERVER_PORT cannot be read",
                "server.port=99999                          | SERVER_PORT must be a port",
                "porchlight.force-to-disk=maybe             | The value of PORCHLIGHT_FORCE_TO_DISK cannot be read",
                "porchlight.socket.port=abc                 | The value of PORCHLIGHT_SOCKET_PORT cannot be read",
                "porchlight.socket.port=99999               | PORCHLIGHT_SOCKET_PORT must be a port",
                "porchlight.socket.max-connections=0        | PORCHLIGHT_SOCKET_MAX_CONNECTIONS must be a number",
                "porchlight.socket.unauthenticated-timeout=0s | PORCHLIGHT_SOCKET_UNAUTHENTICATED_TIMEOUT must be",
                "porchlight.socket.request-timeout=2m       | PORCHLIGHT_SOCKET_REQUEST_TIMEOUT must be a time",
                "porchlight.socket.drain=61s                | PORCHLIGHT_SOCKET_DRAIN must be a time",
                "server.address=nonsense.invalid            | The value of SERVER_ADDRESS cannot be read",
                "server.address=192.0.2.1                   | The port of REST cannot be opened (",
                "porchlight.socket.address=nonsense.invalid | The value of PORCHLIGHT_SOCKET_ADDRESS cannot be read",
                "porchlight.socket.address=192.0.2.1        | Port 0 at 192.0.2.1 cannot be opened for sockets",
                "porchlight.jwt-secret=short                | JWT_SECRET must be",
                "porchlight.mongodb-uri=nonsense            | MONGODB_URI must look like",
                "porchlight.mongodb-uri=mongodb://127.0.0.1:1 | MongoDB does not serve us",
                "porchlight.limits.chats-per-hour=0         | PORCHLIGHT_LIMITS_CHATS_PER_HOUR must be a number",
                "porchlight.limits.exempt=nonsense          | PORCHLIGHT_LIMITS_EXEMPT must be",
                "porchlight.public-url=nonsense             | PORCHLIGHT_PUBLIC_URL must be",
                "porchlight.public-socket-url=nonsense      | PORCHLIGHT_PUBLIC_SOCKET_URL must be",
                "porchlight.data=/dev/null/data             | PORCHLIGHT_DATA must be a folder",
                "porchlight.data=/dev/null                  | PORCHLIGHT_DATA must be a folder",
                "porchlight.limits.chats-per-hour=abc       | The value of PORCHLIGHT_LIMITS_CHATS_PER_HOUR cannot be"
                        + " read",
                "management.server.port=abc                 | The value of MANAGEMENT_SERVER_PORT cannot be read",
                "management.server.port=99999               | MANAGEMENT_SERVER_PORT must be a port",
                "spring.profiles.active=nonsense/x          | SPRING_PROFILES_ACTIVE must be names",
            })
    void an_invalid_setting_stops_the_start_with_a_sentence_that_names_it(String setting, String sentence) {
        assertThat(failure(setting)).startsWith(sentence).doesNotContain("short", "nonsense", "abc", "maybe");
    }

    @Test
    void a_port_in_use_stops_the_start_with_a_sentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThat(failure("server.port=" + taken.getLocalPort()))
                    .isEqualTo("Port " + taken.getLocalPort()
                            + " is taken: stop what uses it, or set SERVER_PORT to a free one.");
            assertThat(failure("porchlight.socket.port=" + taken.getLocalPort()))
                    .startsWith("Port " + taken.getLocalPort())
                    .contains("Address already in use", "PORCHLIGHT_SOCKET_PORT");
            assertThat(failure("management.server.port=" + taken.getLocalPort()))
                    .isEqualTo("Port " + taken.getLocalPort()
                            + " is taken: stop what uses it, or set MANAGEMENT_SERVER_PORT to a free one.");
        }
    }

    @Test
    void a_data_folder_in_use_stops_the_start_with_a_sentence() {
        try (ConfigurableApplicationContext first = start()) {
            assertThat(failure()).contains(folder.toString(), "is in use", "PORCHLIGHT_DATA");
            assertThat(rest(first).get("/actuator/health/readiness").status()).isEqualTo(200);
        }
    }

    @Test
    void a_damaged_store_stops_the_start_with_a_sentence() throws IOException {
        Files.write(folder.resolve("store.mv"), new byte[100_000]);
        assertThat(failure())
                .startsWith("The store in PORCHLIGHT_DATA, " + folder + "/store.mv, cannot be opened (")
                .contains("restore a backup");
    }

    @Test
    void a_failed_start_releases_the_data_folder_and_is_one_line_of_the_log(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            failure("porchlight.socket.port=" + taken.getLocalPort());
        }
        assertThat(output.getOut().lines().filter(line -> !line.contains(" INFO ")))
                .singleElement()
                .asString()
                .contains("Porchlight cannot start. Port ");
        start().close();
        assertThat(Files.list(folder)).isNotEmpty();
    }

    @Test
    void a_start_that_fails_leaves_no_process_and_no_stack() throws Exception {
        ForkedApplication failed = ForkedApplication.startInVain(folder, "--porchlight.jwt-secret=short");
        assertThat(failed.awaitExit(Duration.ofSeconds(60))).isEqualTo(1);
        assertThat(failed.output().lines().filter(line -> !line.contains(" INFO ")))
                .singleElement()
                .asString()
                .contains("Porchlight cannot start. JWT_SECRET must be");
    }

    private static boolean listens(String address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private String failure(String... settings) {
        Throwable thrown = catchThrowable(() -> start(settings).close());
        assertThat(thrown).isNotNull();
        FailureAnalysis analysis = new StartupFailureAnalyzer(environment(settings)).analyze(thrown);
        assertThat(analysis).as("%s", thrown).isNotNull();
        return analysis.getDescription();
    }

    private static MockEnvironment environment(String... settings) {
        MockEnvironment environment = new MockEnvironment();
        for (String setting : settings) {
            environment.setProperty(
                    setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        return environment;
    }

    private ConfigurableApplicationContext start(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "server.port", "0",
                "porchlight.socket.port", "0",
                "porchlight.mongodb-uri", "",
                "porchlight.data", folder.toString()));
        for (String setting : settings) {
            all.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        return new SpringApplicationBuilder(PorchlightApplication.class)
                .run(all.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    private static JsonNode history(ChatClient client, JsonNode chat, String token) {
        return client.ask("getChatMessages", "chatId", chat.get("chatId").asString(), "token", token);
    }

    private static Rest rest(ConfigurableApplicationContext application) {
        return new Rest(restPort(application));
    }

    private static int restPort(ConfigurableApplicationContext application) {
        return ((WebServerApplicationContext) application).getWebServer().getPort();
    }

    private static int socketPort(ConfigurableApplicationContext application) {
        return application.getBean(SocketServer.class).port();
    }
}
