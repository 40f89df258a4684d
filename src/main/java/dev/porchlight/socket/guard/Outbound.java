package dev.porchlight.socket.guard;

/** The way out to one client over its transport. May be used from any thread; keeps the order of each thread. */
interface Outbound {

    void write(byte[] packet);

    /** Whether the client keeps up. */
    boolean isWritable();

    /** What was written and has not left yet. */
    long pendingBytes();

    /** Nobody will take any more what waits to be fetched. */
    void drop();

    /** Ends the transport of a client that is too far behind, with what it has not taken. */
    void cutOff();

    /**
     * Ends the transport after what was written before.
     *
     * @return whether that is all, or the client has yet to fetch something
     */
    boolean close(CloseReason reason);
}
