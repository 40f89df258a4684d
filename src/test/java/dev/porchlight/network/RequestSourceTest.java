package dev.porchlight.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSourceTest {

    @ParameterizedTest
    @CsvSource({
        "localhost,             true",
        "LOCALHOST.:8000,       true",
        "127.0.0.1:8000,        true",
        "[::1]:8000,            true",
        "evil.example,          false",
        "localhost.example.com, false",
        "127.0.0.1.example.com, false",
        ",                      false"
    })
    void a_host_is_of_this_machine_by_its_name(@Nullable String host, boolean expected) throws UnknownHostException {
        RequestSource source = new RequestSource(InetAddress.getByName("192.0.2.1"), false, null, host);

        assertThat(source.hasLoopbackHost()).isEqualTo(expected);
    }
}
