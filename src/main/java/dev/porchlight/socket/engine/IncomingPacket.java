package dev.porchlight.socket.engine;

/**
 * One packet that passed the rules.
 *
 * @param namespace the namespace it names; "/" when it names none
 * @param text the packet as the library's decoder expects it: without a name for the default namespace
 */
record IncomingPacket(Kind kind, String namespace, String text) {

    static final String DEFAULT_NAMESPACE = "/";

    enum Kind {
        CLOSE,
        PING,
        PONG,
        CONNECT,
        DISCONNECT,
        EVENT,
        ACK
    }

    boolean isForDefaultNamespace() {
        return DEFAULT_NAMESPACE.equals(namespace);
    }
}
