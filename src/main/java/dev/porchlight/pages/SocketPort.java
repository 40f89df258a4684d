package dev.porchlight.pages;

/** Where Socket.IO listens on this machine. */
@FunctionalInterface
public interface SocketPort {
    int number();
}
