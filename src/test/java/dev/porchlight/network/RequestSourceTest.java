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
        "127.0.0.1, false,                       , localhost:8000,   true",
        "127.0.0.1, false, http://localhost:8000 , localhost:8000,   true",
        "::1,       false, http://[::1]:8000     , [::1]:8000,       true",
        "127.0.0.1, false, https://evil.example  , localhost:8000,   false",
        "127.0.0.1, false, null                  , localhost:8000,   false",
        "127.0.0.1, false, http://localhost:9000 , localhost:8000,   false",
        "127.0.0.1, false,                       , evil.example,     false",
        "127.0.0.1, false,                       ,,                  false",
        "127.0.0.1, true,                        , localhost:8000,   false",
        "192.0.2.1, false,                       , localhost:8000,   false"
    })
    void only_a_user_of_this_machine_is_taken_for_one(
            String address, boolean forwarded, @Nullable String origin, @Nullable String host, boolean expected)
            throws UnknownHostException {
        RequestSource source = new RequestSource(InetAddress.getByName(address), forwarded, origin, host);

        assertThat(source.isThisMachine()).isEqualTo(expected);
    }
}
