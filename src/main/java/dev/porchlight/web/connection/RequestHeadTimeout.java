package dev.porchlight.web.connection;

import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Closes a connection whose request line and headers take more than 5 seconds: Tomcat's own timeout restarts with each byte. */
final class RequestHeadTimeout extends ForwardingHandler {

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);

    RequestHeadTimeout(Handler<NioChannel> tomcat) {
        super(tomcat);
    }

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
        SocketState state = super.process(socket, event);
        return state == SocketState.LONG && isOverdue(socket) ? SocketState.CLOSED : state;
    }

    /** A processor that is waiting for its client and is not asynchronous is waiting for the rest of a head. */
    private static boolean isOverdue(SocketWrapperBase<NioChannel> socket) {
        return socket.getCurrentProcessor() instanceof Processor processor
                && !processor.isAsync()
                && System.nanoTime() - processor.getRequest().getStartTimeNanos() > MAX_NANOS;
    }
}
