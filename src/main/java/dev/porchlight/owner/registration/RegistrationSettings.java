package dev.porchlight.owner.registration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of registration.
 *
 * @param registration Who may make an account: {@code open}, anybody; {@code first}, anybody until there is one;
 *     {@code invitation}, nobody. Whoever has a link of the command {@code owners invite} may in any case.
 */
@ConfigurationProperties("porchlight")
record RegistrationSettings(@DefaultValue("open") RegistrationMode registration) {}
