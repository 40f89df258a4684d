package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.RawHttp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** Without a trusted proxy, a header neither gives a request of this machine another address nor keeps it exempt. */
@TestPropertySource(
        properties = {"porchlight.limits.registrations-per-hour=2", "porchlight.limits.connections-per-address=2"})
class StrangersHeaderTest extends ApplicationTest {

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: 198.51.100.", "Forwarded: for=198.51.100."})
    void over_sockets(String header) {
        int admitted = 0;
        for (int i = 0; i < 8; i++) {
            admitted += handshake(header + i).startsWith("HTTP/1.1 200") ? 1 : 0;
            assertThat(handshake("X-Other: 1")).startsWith("HTTP/1.1 200");
        }

        // Those of the other header are from the same address.
        assertThat(admitted).isLessThanOrEqualTo(2);
        assertThat(handshake(header + 9)).startsWith("HTTP/1.1 429");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded"})
    void over_http(String header) {
        int registered = 0;
        for (int i = 0; i < 4; i++) {
            String account = rest().json(
                            "email",
                            "ada@" + header.toLowerCase() + i + ".example",
                            "password",
                            PASSWORD,
                            "domain",
                            header.toLowerCase() + i + ".example");
            registered += rest().send("POST", "/owner/register", "application/json", account, header, "198.51.100." + i)
                                    .status()
                            == 200
                    ? 1
                    : 0;
        }

        assertThat(registered).isLessThanOrEqualTo(2);
        for (int i = 0; i < 3; i++) {
            assertThat(newOwner().token()).isNotEmpty();
        }
    }

    private String handshake(String header) {
        return RawHttp.get(sockets.port(), "/socket.io/?EIO=3&transport=polling", header);
    }
}
