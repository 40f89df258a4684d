package dev.porchlight.socket.broker;

/** Sends the pushes of this process to other ones, if there are any. Never throws, and does not wait for I/O. */
public interface PushForwarder {

    void forward(EncodedPush push);
}
