package dev.porchlight.web.connection;

import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Closes a connection whose request line and headers take more than 5 seconds: Tomcat's own timeout restarts with each byte. */
@RequiredArgsConstructor
final class RequestHeadTimeout implements Handler<NioChannel> {

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Handler<NioChannel> tomcat;

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
        SocketState state = tomcat.process(socket, event);
        return state == SocketState.LONG && isOverdue(socket) ? SocketState.CLOSED : state;
    }

    /** A processor that is waiting for its client and is not asynchronous is waiting for the rest of a head. */
    private static boolean isOverdue(SocketWrapperBase<NioChannel> socket) {
        return socket.getCurrentProcessor() instanceof Processor processor
                && !processor.isAsync()
                && System.nanoTime() - processor.getRequest().getStartTimeNanos() > MAX_NANOS;
    }

    @Override
    public Object getGlobal() {
        return tomcat.getGlobal();
    }

    @Override
    public void release(SocketWrapperBase<NioChannel> socket) {
        tomcat.release(socket);
    }

    @Override
    public void pause() {
        tomcat.pause();
    }

    @Override
    public void recycle() {
        tomcat.recycle();
    }
}
