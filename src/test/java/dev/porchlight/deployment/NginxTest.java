package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ReverseProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        Matcher seconds = Pattern.compile(setting + " (\\d+)s;").matcher(proxy.lines());

        assertThat(seconds.find()).isTrue();
        assertThat(Duration.ofSeconds(Long.parseLong(seconds.group(1)))).isGreaterThan(heartbeat());
    }
}
