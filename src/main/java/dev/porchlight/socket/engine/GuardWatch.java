package dev.porchlight.socket.engine;

/** Hears what the guard does, to count it. Called on I/O threads: must neither wait nor throw. */
public interface GuardWatch {

    /** A session has ended. */
    default void closed(CloseReason reason) {}

    /**
     * A request, a packet or a connection was refused.
     *
     * @param rule one of a fixed set of names, never anything a client sent
     */
    default void refused(String rule) {}
}
