package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.Programs;
import dev.porchlight.testing.ReverseProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CaddyTest extends ReverseProxyTest {

    @Override
    ReverseProxy start(Path folder) throws Exception {
        return ReverseProxy.caddy(folder, port, sockets.port());
    }

    @Test
    void its_patience_outlasts_a_heartbeat() {
        Matcher seconds = Pattern.compile("read_body (\\d+)s\n").matcher(proxy.lines());

        assertThat(seconds.find()).isTrue();
        assertThat(Duration.ofSeconds(Long.parseLong(seconds.group(1)))).isGreaterThan(heartbeat());
    }

    /** Caddy waits for answers as long as it takes, unless it is told otherwise. */
    @Test
    void it_is_told_of_no_other_timeouts() {
        assertThat(proxy.lines()).doesNotContain("write", "idle", "_timeout");
    }

    @Test
    void the_one_of_compose_is_valid_and_has_the_same_options() throws Exception {
        Path file = Path.of("deploy", "Caddyfile");

        Programs.Result validation = Programs.run(
                Path.of("").toAbsolutePath(),
                Map.of("PORCHLIGHT_HOST", "localhost", "HOME", folder.toString()),
                60,
                Programs.require("caddy"),
                "validate",
                "--adapter",
                "caddyfile",
                "--config",
                file.toString());

        assertThat(validation.succeeded()).as(validation.output()).isTrue();
        assertThat(options(Files.readString(file))).isEqualTo(options(proxy.lines()));
    }

    private static String options(String lines) {
        return lines.substring(0, lines.indexOf("\n}\n"));
    }
}
