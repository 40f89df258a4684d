package dev.porchlight.store.embedded.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.h2.store.fs.FileBaseDefault;

/**
 * The file of the store. An interrupt of a thread that reads or writes a {@code FileChannel} closes it for all; this one
 * stays open, since commands run on their callers' threads.
 */
@RequiredArgsConstructor
final class UninterruptibleFile extends FileBaseDefault {

    /** Reads and writes happen on the thread that asks for them, and are done when the call returns. */
    private static final ExecutorService CALLER = new CallerThread();

    private final AsynchronousFileChannel file;

    static UninterruptibleFile open(Path path, boolean readOnly) throws IOException {
        EnumSet<StandardOpenOption> options = readOnly
                ? EnumSet.of(StandardOpenOption.READ)
                : EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        return new UninterruptibleFile(AsynchronousFileChannel.open(path, options, CALLER, OwnerOnly.file(path)));
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return done(file.read(target, position));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return done(file.write(source, position));
    }

    private static int done(Future<Integer> operation) throws IOException {
        try {
            return operation.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("The operation was not done when the call returned", e);
        }
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
        file.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        file.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    /** Never shut down, since all files share it. */
    private static final class CallerThread extends AbstractExecutorService {

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
