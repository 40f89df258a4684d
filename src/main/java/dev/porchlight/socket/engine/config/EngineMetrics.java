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

    /** A connection could not be accepted, such as for want of a file descriptor; it is tried again in a second. */
    default void acceptFailed(Throwable failure) {}

    /**
     * Memory ran out while a connection was served, which is closed: direct memory, of which Netty throws by itself, or the
     * heap. The application may end the process, since nobody can tell what else was lost.
     */
    default void outOfMemory(OutOfMemoryError error) {}
}
