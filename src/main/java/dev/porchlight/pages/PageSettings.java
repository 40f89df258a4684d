package dev.porchlight.pages;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What pages have to know of the world outside.
 *
 * @param publicSocketUrl The address under which browsers find Socket.IO, if a proxy gives it one of its own, such as
 *     {@code https://chat.example.com}. Otherwise it is port 8080 of the host that the page is from.
 */
@ConfigurationProperties("porchlight")
record PageSettings(@DefaultValue("") String publicSocketUrl) {}
