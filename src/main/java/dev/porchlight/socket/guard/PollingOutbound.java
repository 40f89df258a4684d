package dev.porchlight.socket.guard;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps packets until the client polls for them, and keeps at most one poll waiting for packets. A client that lets too
 * much pile up is cut off.
 */
@RequiredArgsConstructor
final class PollingOutbound implements Outbound {

    private final EventLoop eventLoop;
    private final EngineIOVersion version;
    private final GuardSettings settings;
    private final Runnable onOverflow;

    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private @Nullable HttpExchange poll;
    private boolean flushScheduled;
    private boolean closed;

    @Override
    public synchronized void write(byte[] packet) {
        if (closed) {
            return;
        }
        waiting.add(packet);
        waitingBytes += packet.length;
        if (waitingBytes > settings.maxBacklogBytes() || waiting.size() > settings.maxBacklogPackets()) {
            clear();
            closed = true;
            eventLoop.execute(onOverflow);
        } else {
            scheduleFlush();
        }
    }

    /** Takes over as the waiting poll. An older one would hang for ever, so it is told that there is nothing. */
    synchronized void poll(HttpExchange newPoll) {
        HttpExchange older = poll;
        poll = newPoll;
        if (older != null) {
            older.answer(Payloads.join(List.of(PacketWriter.NOOP), version));
        }
        if (closed && waiting.isEmpty()) {
            waiting.add(PacketWriter.CLOSE);
        }
        flush();
    }

    /** Whether this connection carried the waiting poll: then the client has gone, as it will not poll here again. */
    synchronized boolean isWaitingOn(Channel channel) {
        return poll != null && poll.channel().equals(channel);
    }

    @Override
    public synchronized boolean isWritable() {
        return !closed && waitingBytes < settings.highWaterMark();
    }

    @Override
    public synchronized boolean close() {
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
        byte[] payload = Payloads.join(waiting, version);
        clear();
        answered.answer(payload);
    }

    private void clear() {
        waiting.clear();
        waitingBytes = 0;
    }
}
