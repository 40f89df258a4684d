package dev.porchlight.socket;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param port where Socket.IO clients connect; 0 takes any free one */
@ConfigurationProperties("porchlight.socket")
record SocketSettings(int port) {}
