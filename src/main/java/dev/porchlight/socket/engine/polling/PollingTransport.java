package dev.porchlight.socket.engine.polling;

import com.corundumstudio.socketio.Transport;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.http.HttpExchange;
import dev.porchlight.socket.engine.http.HttpRejection;
import dev.porchlight.socket.engine.packet.PacketWriter;
import dev.porchlight.socket.engine.packet.PayloadCodec;
import dev.porchlight.socket.engine.session.PendingBytes;
import dev.porchlight.socket.engine.session.Session;
import dev.porchlight.socket.engine.session.SessionTransport;
import dev.porchlight.socket.engine.tcp.DelayedClose;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** Queues packets until the client polls for them. At most one poll waits for packets. */
@RequiredArgsConstructor
public final class PollingTransport implements SessionTransport {

    private final Session session;
    private final EventLoop eventLoop;
    private final EngineSettings settings;
    private final PendingBytes totalPending;

    private final Queue<byte[]> queue = new ArrayDeque<>();
    private int queuedBytes;
    /** Bytes of responses that are not yet written to the kernel. */
    private int respondedBytes;

    private final AtomicBoolean posting = new AtomicBoolean();
    private @Nullable HttpExchange poll;
    private @Nullable String pollId;
    /** Of the last poll that was answered with packets. */
    private @Nullable String answeredPoll;

    private @Nullable String lastPost;
    /** Whether this client gives each request an id of its own. */
    private boolean hasIds;
    /** The last one whose response is not yet written to the kernel. */
    private @Nullable HttpExchange lastResponded;

    private boolean flushScheduled;
    private boolean closed;
    /** The transport that the client has upgraded to, which gets later writes. */
    private @Nullable SessionTransport successor;

    /** @return whether a POST may begin: one at a time, which {@link #finishPost} ends */
    public boolean startPost(@Nullable String requestId) {
        boolean starts = posting.compareAndSet(false, true);
        if (starts) {
            notePost(requestId);
        }
        return starts;
    }

    private synchronized void notePost(@Nullable String requestId) {
        hasIds |= requestId != null && pollId != null && !requestId.equals(pollId);
        lastPost = requestId;
    }

    /** Whether the last POST, which may have been received, was this very one. */
    public synchronized boolean hasPosted(@Nullable String requestId) {
        return hasIds && requestId != null && requestId.equals(lastPost);
    }

    /** Whether the last poll that got packets was this very one. */
    public synchronized boolean hasAnswered(@Nullable String requestId) {
        return hasIds && requestId != null && requestId.equals(answeredPoll);
    }

    public void finishPost() {
        posting.set(false);
    }

    public Session session() {
        return session;
    }

    @Override
    public Transport type() {
        return Transport.POLLING;
    }

    @Override
    public synchronized boolean write(byte[] packet) {
        if (successor != null) {
            return successor.write(packet);
        }
        if (closed) {
            return true;
        }
        queue.add(packet);
        queuedBytes += packet.length;
        totalPending.add(packet.length);
        scheduleFlush();
        return pendingBytes() <= settings.maxPendingBytes() && queue.size() <= settings.maxPendingPackets();
    }

    @Override
    public synchronized void discardPending() {
        closed = true;
        totalPending.remove(queuedBytes);
        queue.clear();
        queuedBytes = 0;
    }

    @Override
    public synchronized void disconnectSlowConsumer() {
        if (successor != null) {
            successor.disconnectSlowConsumer();
            return;
        }
        discardPending();
        if (lastResponded != null) {
            lastResponded.channel().close();
        }
        DelayedClose.schedule(eventLoop, () -> session.close(CloseReason.TOO_SLOW));
    }

    /** Makes a poll the waiting one. An older one gets a NOOP, since otherwise it would never be answered. */
    public synchronized void poll(HttpExchange newPoll, @Nullable String requestId) {
        if (successor != null) {
            newPoll.reject(HttpRejection.BAD_REQUEST);
            return;
        }
        respondNoop();
        poll = newPoll;
        hasIds |= requestId != null && pollId != null && !requestId.equals(pollId);
        pollId = requestId;
        if (closed && queue.isEmpty()) {
            queue.add(PacketWriter.CLOSE);
        }
        flush();
    }

    /** Answers a waiting poll with a NOOP if nothing is queued, so that the client may upgrade between two polls. */
    public synchronized void endIdlePoll() {
        if (queue.isEmpty()) {
            respondNoop();
        }
    }

    private void respondNoop() {
        if (poll != null) {
            poll.respond(encode(List.of(PacketWriter.NOOP)));
            poll = null;
        }
    }

    /** The connection of a poll was closed. If the poll was still waiting, the client is disconnected. */
    public void connectionClosed(Channel channel) {
        if (isWaitingOn(channel)) {
            session.connectionClosed(this, CloseReason.CONNECTION_LOST);
        }
    }

    private synchronized boolean isWaitingOn(Channel channel) {
        return poll != null && poll.channel().equals(channel);
    }

    /**
     * Writes what is queued to another transport, and from now on whatever is written here. Must be called on the event
     * loop of that transport, so that nothing which others write to it overtakes the queue.
     */
    public synchronized void handOver(SessionTransport next) {
        queue.forEach(next::write);
        discardPending();
        respondNoop();
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
        return (long) queuedBytes + respondedBytes;
    }

    @Override
    public synchronized boolean close(CloseReason reason) {
        if (successor != null) {
            return successor.close(reason);
        }
        closed = true;
        // Protocol 4 clients ignore packets that come in one payload with CLOSE, so CLOSE waits for the next poll.
        boolean hasPending = !queue.isEmpty();
        if (poll != null && !hasPending) {
            queue.add(PacketWriter.CLOSE);
        }
        flush();
        return !hasPending;
    }

    /** Later on the event loop, so that a burst of packets goes into one response. */
    private void scheduleFlush() {
        if (poll != null && !flushScheduled) {
            flushScheduled = true;
            eventLoop.execute(this::flush);
        }
    }

    private synchronized void flush() {
        flushScheduled = false;
        if (poll == null || queue.isEmpty()) {
            return;
        }
        HttpExchange responded = poll;
        poll = null;
        answeredPoll = pollId;
        byte[] payload = encode(queue);
        int bytes = queuedBytes;
        queue.clear();
        queuedBytes = 0;
        respondedBytes += bytes;
        lastResponded = responded;
        responded.respond(payload).addListener(sentOrFailed -> release(responded, bytes));
    }

    private synchronized void release(HttpExchange responded, int bytes) {
        respondedBytes -= bytes;
        // Its connection may serve another client of the same proxy next.
        if (lastResponded == responded) {
            lastResponded = null;
        }
        totalPending.remove(bytes);
    }

    private byte[] encode(Collection<byte[]> packets) {
        return PayloadCodec.encode(packets, session.getEngineIOVersion());
    }
}
