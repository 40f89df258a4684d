package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ReverseProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NginxTest extends ReverseProxyTest {

    @Override
    ReverseProxy start(Path folder) throws Exception {
        return ReverseProxy.nginx(folder, port, sockets.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy_read_timeout", "proxy_send_timeout"})
    void its_patience_outlasts_a_heartbeat(String setting) {
        long seconds = number(setting + " (\\d+)s;", proxy.lines());

        assertThat(Duration.ofSeconds(seconds)).isGreaterThan(heartbeat());
    }

    @Test
    void it_has_connections_and_descriptors_for_all_that_Porchlight_takes() throws Exception {
        String lines = ReverseProxy.nginxMain();

        long taken = number(
                "`PORCHLIGHT_SOCKET_MAX_CONNECTIONS` \\| `(\\d+)`", Files.readString(Path.of("docs/operations.md")));
        long connections = number("\n\\s*worker_connections (\\d+);", lines);
        // Two each: the client's, and the one that it is handed on by. Tomcat has its own bound.
        assertThat(connections).isGreaterThan(2 * (taken + 1000));
        assertThat(number("\\Aworker_rlimit_nofile (\\d+);", lines)).isGreaterThan(connections);
    }

    private static long number(String pattern, String text) {
        Matcher number = Pattern.compile(pattern).matcher(text);
        assertThat(number.find()).as(text).isTrue();
        return Long.parseLong(number.group(1));
    }
}
