package dev.porchlight.deployment;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * The application as behind a reverse proxy on this machine, with an endpoint that says which address it sees. Limits
 * are off, since clients that come through a proxy are limited and these are in a hurry. Classes with it share one
 * application.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestPropertySource(properties = {"porchlight.trusted-proxies=127.0.0.1", "porchlight.limits.enabled=false"})
@Import(AddressController.class)
@interface BehindProxy {}
