package dev.porchlight.socket.engine;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps packets until the client polls for them, and keeps at most one poll waiting for packets.
 */
@RequiredArgsConstructor
final class PollingOutbound implements Outbound {

    private final Session session;
    private final EventLoop eventLoop;
    private final GuardSettings settings;
    private final Backlog backlog;

    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    /** What polls were answered with that is still on its way. */
    private int leavingBytes;

    private @Nullable HttpExchange poll;
    private @Nullable HttpExchange lastAnswered;
    private boolean flushScheduled;
    private boolean closed;
    private @Nullable Outbound successor;

    Session session() {
        return session;
    }

    @Override
    public synchronized boolean write(byte[] packet) {
        if (successor != null) {
            return successor.write(packet);
        }
        if (closed) {
            return true;
        }
        waiting.add(packet);
        waitingBytes += packet.length;
        backlog.add(packet.length);
        scheduleFlush();
        return pendingBytes() <= settings.maxBacklogBytes() && waiting.size() <= settings.maxBacklogPackets();
    }

    @Override
    public synchronized void drop() {
        closed = true;
        backlog.remove(waitingBytes);
        waiting.clear();
        waitingBytes = 0;
    }

    @Override
    public synchronized void cutOff() {
        if (successor != null) {
            successor.cutOff();
            return;
        }
        drop();
        if (lastAnswered != null) {
            lastAnswered.channel().close();
        }
        Outbound.inAMoment(eventLoop, () -> session.close(CloseReason.SLOW));
    }

    /** Takes over as the waiting poll. An older one would hang for ever, so it is told that there is nothing. */
    synchronized void poll(HttpExchange newPoll) {
        if (successor != null) {
            newPoll.refuse(Refusal.BAD_REQUEST);
            return;
        }
        endPoll();
        poll = newPoll;
        if (closed && waiting.isEmpty()) {
            waiting.add(PacketWriter.CLOSE);
        }
        flush();
    }

    /** Makes a client poll anew, or move over, if there is nothing for it. */
    synchronized void endEmptyPoll() {
        if (waiting.isEmpty()) {
            endPoll();
        }
    }

    private void endPoll() {
        if (poll != null) {
            poll.answer(join(List.of(PacketWriter.NOOP)));
            poll = null;
        }
    }

    /** A poll's connection has gone. If that poll still waits so has the client, as it will not poll here again. */
    void gone(Channel channel) {
        if (isWaitingOn(channel)) {
            session.lost(this, CloseReason.LOST);
        }
    }

    private synchronized boolean isWaitingOn(Channel channel) {
        return poll != null && poll.channel().equals(channel);
    }

    /**
     * Passes on what waits, and from now on whatever else is written here, as others may still do for a moment. To be
     * called on the successor's event loop: there, what waits is written before anything that others write to it.
     */
    synchronized void handOver(Outbound next) {
        waiting.forEach(next::write);
        drop();
        endPoll();
        successor = next;
    }

    @Override
    public synchronized boolean isWritable() {
        if (successor != null) {
            return successor.isWritable();
        }
        return !closed && pendingBytes() < settings.highWaterMark();
    }

    @Override
    public synchronized long pendingBytes() {
        return (long) waitingBytes + leavingBytes;
    }

    @Override
    public synchronized boolean close(CloseReason reason) {
        if (successor != null) {
            return successor.close(reason);
        }
        closed = true;
        // Clients of protocol 4 drop what comes in one payload with the end: last words go first, the end goes next.
        boolean lastWords = !waiting.isEmpty();
        if (poll != null && !lastWords) {
            waiting.add(PacketWriter.CLOSE);
        }
        flush();
        return !lastWords;
    }

    /** Later in the event loop, so that a burst of packets leaves in one response. */
    private void scheduleFlush() {
        if (poll != null && !flushScheduled) {
            flushScheduled = true;
            eventLoop.execute(this::flush);
        }
    }

    private synchronized void flush() {
        flushScheduled = false;
        if (poll == null || waiting.isEmpty()) {
            return;
        }
        HttpExchange answered = poll;
        poll = null;
        byte[] payload = join(waiting);
        int bytes = waitingBytes;
        waiting.clear();
        waitingBytes = 0;
        leavingBytes += bytes;
        lastAnswered = answered;
        answered.answer(payload).addListener(takenOrDropped -> left(bytes));
    }

    private synchronized void left(int bytes) {
        leavingBytes -= bytes;
        if (leavingBytes == 0) {
            lastAnswered = null;
        }
        backlog.remove(bytes);
    }

    private byte[] join(Collection<byte[]> packets) {
        return Payloads.join(packets, session.getEngineIOVersion());
    }
}
