package dev.porchlight.site;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which domains are served.
 *
 * @param requireProof Whether a domain serves guests only once its owner has proved to hold it.
 */
@ConfigurationProperties("porchlight.domains")
record DomainSettings(@DefaultValue("false") boolean requireProof) {}
