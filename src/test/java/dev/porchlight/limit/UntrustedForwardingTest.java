package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.RawHttp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** A forwarding header of a peer that is not trusted gives it no other address, and ends the exemption of loopback. */
@TestPropertySource(
        properties = {"porchlight.limits.registrations-per-hour=2", "porchlight.limits.connections-per-address=2"})
class UntrustedForwardingTest extends ApplicationTest {

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: 198.51.100.", "Forwarded: for=198.51.100."})
    void of_a_handshake(String header) {
        int admitted = 0;
        for (int i = 0; i < 8; i++) {
            admitted += handshake(header + i).startsWith("HTTP/1.1 200") ? 1 : 0;
            assertThat(handshake("X-Other: 1")).startsWith("HTTP/1.1 200");
        }

        // At most: the runs with the other header share the address.
        assertThat(admitted).isLessThanOrEqualTo(2);
        assertThat(handshake(header + 9)).startsWith("HTTP/1.1 429");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded"})
    void of_a_rest_request(String header) {
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
