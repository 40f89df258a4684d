package dev.porchlight.socket.broker;

import dev.porchlight.chat.push.Push;

/** Fans pushes out to subscribed connections. */
interface Broker {

    /**
     * Queues the push for each subscribed connection of this process, on the calling thread. Never throws, and does not
     * wait for I/O: a slow consumer is disconnected, not waited for. It may wait for another delivery to the same chat, if
     * one of the two is the chat's last.
     */
    void deliver(Push push);
}
