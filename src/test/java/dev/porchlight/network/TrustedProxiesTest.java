package dev.porchlight.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.InvalidSettingException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TrustedProxiesTest {

    private final TrustedProxies proxies = trusting("10.0.0.0/8", " 127.0.0.1 ", "2001:db8::/32", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a proxy                          | 127.0.0.1   | 198.51.100.7                        | 198.51.100.7",
                "two proxies in a row             | 10.1.1.1    | 198.51.100.7, 10.2.2.2              | 198.51.100.7",
                "each in a header of its own      | 10.1.1.1    | 198.51.100.7; 10.2.2.2              | 198.51.100.7",
                "a client forges an address       | 127.0.0.1   | 8.8.8.8, 198.51.100.7               | 198.51.100.7",
                "a client forges a proxy          | 127.0.0.1   | 8.8.8.8, 10.9.9.9, 198.51.100.7     | 198.51.100.7",
                "a peer that is not trusted       | 203.0.113.9 | 198.51.100.7                        | 203.0.113.9",
                "without the header               | 127.0.0.1   |                                     | 127.0.0.1",
                "a client among the proxies       | 127.0.0.1   | 10.3.3.3                            | 10.3.3.3",
                "IPv6, with a port                | 2001:db8::1 | [2001:470::5]:4711                  | 2001:470::5",
                "IPv6, plainly                    | 2001:db8::1 | 2001:470::5                         | 2001:470::5",
                "IPv4 with a port                 | 127.0.0.1   | 198.51.100.7:4711                   | 198.51.100.7",
                "IPv4 written as IPv6             | 127.0.0.1   | ::ffff:198.51.100.7                 | 198.51.100.7",
                "not an address                   | 127.0.0.1   | 198.51.100.7, unknown               | 127.0.0.1",
                "a host name is not resolved      | 127.0.0.1   | localhost                           | 127.0.0.1",
                "nothing between commas           | 127.0.0.1   | 198.51.100.7,,                      | 198.51.100.7",
            })
    void resolves_the_clients_address(String why, String peer, String forwardedFor, String client) throws Exception {
        List<String> headers = forwardedFor == null ? List.of() : Arrays.asList(forwardedFor.split(";"));

        assertThat(proxies.clientOf(address(peer), headers)).as(why).isEqualTo(address(client));
    }

    @Test
    void warns_once_of_an_untrusted_header(CapturedOutput output) throws Exception {
        for (int i = 0; i < 3; i++) {
            proxies.clientOf(address("203.0.113.9"), List.of("198.51.100.7"));
        }

        assertThat(output.getOut().split("PORCHLIGHT_TRUSTED_PROXIES", -1)).hasSize(2);
        assertThat(output).doesNotContain("203.0.113.9").doesNotContain("198.51.100.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "/8", "::1/129"})
    void an_invalid_range_stops_the_start(String range) {
        assertThatThrownBy(() -> trusting("127.0.0.1", range))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("PORCHLIGHT_TRUSTED_PROXIES must be");
    }

    private static TrustedProxies trusting(String... ranges) {
        return new TrustedProxies(new NetworkSettings(Arrays.asList(ranges)));
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }
}
