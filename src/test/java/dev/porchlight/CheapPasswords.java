package dev.porchlight;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Nearly every test makes an owner and logs her in, which would be much of the time that all take. */
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
