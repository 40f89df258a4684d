package dev.porchlight.pages;

/** The port on which Socket.IO listens; known once its server has started. */
@FunctionalInterface
public interface SocketPort {
    int number();
}
