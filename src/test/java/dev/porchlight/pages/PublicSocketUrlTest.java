package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.error.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicSocketUrlTest {

    @ParameterizedTest
    @CsvSource({
        "'', :8080, http://host:8080 ws://host:8080",
        "https://chat.example.com, https://chat.example.com, https://chat.example.com wss://chat.example.com",
        "https://chat.example.com/, https://chat.example.com, https://chat.example.com wss://chat.example.com",
        "' http://[::1]:90 ', http://[::1]:90, http://*:90 ws://*:90",
        "https://www.example.com/a-b, https://www.example.com/a-b, https://www.example.com wss://www.example.com",
        "https://a.example:8443/a/c_d.e~/, https://a.example:8443/a/c_d.e~, https://a.example:8443 wss://a.example:8443",
    })
    void it_may_be_below_a_path(String setting, String value, String origins) {
        PublicSocketUrl url = of(setting);

        assertThat(url.value()).isEqualTo(value);
        assertThat(url.origins("host", false)).isEqualTo(origins);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat.example.com",
                "ftp://chat.example.com",
                "https://chat.example.com/?x",
                "https://chat.example.com/#x",
                "https://chat.example.com/a b",
                "https://chat.example.com/;script-src *",
                "https://chat.example.com/'",
            })
    void anything_else_is_rejected(String setting) {
        assertThatThrownBy(() -> of(setting))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("PORCHLIGHT_PUBLIC_SOCKET_URL must be an address");
    }

    @Test
    void a_policy_has_no_IPv6_address() {
        assertThat(of("").origins("[::1]", false)).isEqualTo("http://*:8080 ws://*:8080");
        assertThat(of("").origins("[2001:db8::1]", true)).isEqualTo("https://*:8080 wss://*:8080");
    }

    private static PublicSocketUrl of(String setting) {
        return new PublicSocketUrl(new PageSettings(setting, null, "", ""), () -> 8080);
    }
}
