package dev.porchlight.owner;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How domains are served.
 *
 * @param requireProof Whether a domain serves guests only once its owner has proved that she holds it.
 */
@ConfigurationProperties("porchlight.domains")
record DomainSettings(@DefaultValue("false") boolean requireProof) {}
