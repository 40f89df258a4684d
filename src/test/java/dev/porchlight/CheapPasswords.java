package dev.porchlight;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Nearly every test registers an owner and logs in; with real hashes that would be most of the suite's time. */
@ConditionalOnProperty(name = "test.cheap-passwords", matchIfMissing = true)
@TestConfiguration(proxyBeanMethods = false)
class CheapPasswords {

    private static final int WEAKEST = 4;

    @Bean
    @Primary
    PasswordEncoder cheapPasswordEncoder() {
        return new BCryptPasswordEncoder(WEAKEST);
    }
}
