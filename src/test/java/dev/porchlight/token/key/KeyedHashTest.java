package dev.porchlight.token.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyedHashTest {

    private final KeyedHash hash = with((byte) 1);

    @Test
    void the_same_is_the_same_and_everything_else_another() {
        assertThat(hash.of("address", "192.0.2.1"))
                .matches("[0-9a-f]{32}")
                .isEqualTo(with((byte) 1).of("address", "192.0.2.1"))
                .isNotEqualTo(hash.of("address", "192.0.2.2"))
                .isNotEqualTo(hash.of("addres", "s192.0.2.1"))
                .isNotEqualTo(hash.of("other", "192.0.2.1"));
    }

    @Test
    void who_has_another_key_cannot_tell() {
        assertThat(with((byte) 2).of("address", "192.0.2.1")).isNotEqualTo(hash.of("address", "192.0.2.1"));
    }

    private static KeyedHash with(byte secret) {
        byte[] key = new byte[32];
        key[0] = secret;
        return new KeyedHash(new SigningKeys(() -> List.of(SigningKey.of(key, null)), Clock.systemUTC()));
    }
}
