package dev.porchlight.socket.engine.config;

/** Receives what the engine counts. Called on I/O threads: must neither block nor throw. */
public interface EngineMetrics {

    /** A session has ended. Called once for each. */
    default void closed(CloseReason reason) {}

    /**
     * A request, a packet or a connection was rejected.
     *
     * @param rule one of a fixed set of names, never anything that a client sent
     */
    default void rejected(String rule) {}
}
