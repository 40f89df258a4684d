package dev.porchlight.socket.engine.packet;

/**
 * One packet that {@link PacketParser} accepted.
 *
 * @param namespace "/" if the packet names none
 * @param text the packet as the library's decoder expects it: without a name for the default namespace
 */
public record IncomingPacket(Kind kind, String namespace, String text) {

    public static final String DEFAULT_NAMESPACE = "/";

    public enum Kind {
        CLOSE,
        PING,
        PONG,
        CONNECT,
        DISCONNECT,
        EVENT,
        ACK
    }

    public boolean isForDefaultNamespace() {
        return DEFAULT_NAMESPACE.equals(namespace);
    }
}
