package dev.porchlight.store.embedded.inprocess;

import com.mongodb.ServerAddress;
import com.mongodb.connection.AsyncCompletionHandler;
import com.mongodb.internal.connection.OperationContext;
import com.mongodb.internal.connection.PowerOfTwoBufferPool;
import com.mongodb.internal.connection.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** The driver's end of a connection: to write a command runs it, and to read takes its reply. One thread at a time. */
@RequiredArgsConstructor
final class InProcessStream implements Stream {

    private final ServerAddress address;
    private final RunningCommands running;
    private final Supplier<EmbeddedChannel> accept;
    private volatile @Nullable EmbeddedChannel server;
    private @Nullable ByteBuf reply;

    @Override
    public synchronized void open(OperationContext context) {
        server = accept.get();
    }

    @Override
    public synchronized void write(List<org.bson.ByteBuf> buffers, OperationContext context) throws IOException {
        ByteBuf command = Unpooled.wrappedBuffer(
                buffers.stream().map(org.bson.ByteBuf::asNIO).toArray(ByteBuffer[]::new));
        EmbeddedChannel channel = openChannel();
        running.run(() -> channel.writeInbound(command));
    }

    @Override
    public synchronized org.bson.ByteBuf read(int length, OperationContext context) throws IOException {
        org.bson.ByteBuf target = getBuffer(length);
        try {
            int read = 0;
            while (read < length) {
                ByteBuf source = nextReply();
                int part = Math.min(length - read, source.readableBytes());
                source.readBytes(target.array(), read, part);
                read += part;
            }
            return target.position(0).limit(length);
        } catch (IOException | RuntimeException e) {
            target.release();
            throw e;
        }
    }

    private ByteBuf nextReply() throws IOException {
        ByteBuf current = reply;
        if (current != null && current.isReadable()) {
            return current;
        }
        releaseReply();
        ByteBuf next = openChannel().readOutbound();
        if (next == null) {
            throw new EOFException("There is no reply");
        }
        reply = next;
        return next;
    }

    private void releaseReply() {
        if (reply != null) {
            reply.release();
            reply = null;
        }
    }

    private EmbeddedChannel openChannel() throws IOException {
        EmbeddedChannel channel = server;
        if (channel == null || !channel.isOpen()) {
            throw new EOFException("The connection is closed");
        }
        return channel;
    }

    @Override
    public org.bson.ByteBuf getBuffer(int size) {
        return PowerOfTwoBufferPool.DEFAULT.getBuffer(size);
    }

    @Override
    public ServerAddress getAddress() {
        return address;
    }

    /** Waits for a command that is running. */
    @Override
    public synchronized void close() {
        EmbeddedChannel channel = server;
        if (channel != null) {
            channel.close();
            channel.releaseOutbound();
        }
        releaseReply();
    }

    @Override
    public boolean isClosed() {
        EmbeddedChannel channel = server;
        return channel == null || !channel.isOpen();
    }

    /** Only the reactive driver calls this and the next two. */
    @Override
    public void openAsync(OperationContext context, AsyncCompletionHandler<Void> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeAsync(
            List<org.bson.ByteBuf> buffers, OperationContext context, AsyncCompletionHandler<Void> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void readAsync(int bytes, OperationContext context, AsyncCompletionHandler<org.bson.ByteBuf> handler) {
        throw new UnsupportedOperationException();
    }
}
