package dev.porchlight.web;

import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Closes a connection whose request line and headers take too long in all: Tomcat's time-out begins anew with each byte. */
@RequiredArgsConstructor
final class HeadTimeout implements Handler<NioChannel> {

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Handler<NioChannel> tomcat;

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
        SocketState state = tomcat.process(socket, event);
        return state == SocketState.LONG && isLate(socket) ? SocketState.CLOSED : state;
    }

    /** Whoever waits and is not asynchronous waits for the rest of a head. */
    private static boolean isLate(SocketWrapperBase<NioChannel> socket) {
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
