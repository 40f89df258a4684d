package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ReverseProxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CaddyTest extends ReverseProxyTest {

    @Override
    ReverseProxy start(Path folder) throws Exception {
        return ReverseProxy.caddy(folder, port, sockets.port());
    }

    /** Caddy waits for as long as it takes, unless it is told otherwise. */
    @Test
    void its_patience_is_not_bounded() {
        assertThat(proxy.lines()).doesNotContain("timeout");
    }
}
