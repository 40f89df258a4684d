package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.JavaScriptClients;
import dev.porchlight.testing.Programs.Result;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaScriptClientsTest extends ApplicationTest {

    @BeforeAll
    static void install() throws Exception {
        JavaScriptClients.install();
    }

    @ParameterizedTest
    @CsvSource({"2, websocket", "2, polling", "2, default", "4, websocket", "4, polling", "4, default"})
    void a_javascript_client_gets_every_reply(String version, String transport) throws Exception {
        Result result = JavaScriptClients.converse(
                "http://localhost:" + port, "http://localhost:" + sockets.port(), version, transport, Map.of());

        assertThat(result.output()).startsWith("ok " + version + " " + transport);
        assertThat(result.succeeded()).isTrue();
    }
}
