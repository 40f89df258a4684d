package dev.porchlight.web.connection;

import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Counts the requests that a thread serves in one turn of a connection. A client whose next request arrives just after an
 * answer has two or three; one that sends ahead (pipelines) would have up to a hundred, served before those of other
 * connections.
 */
final class ThreadTurn extends ForwardingHandler {

    private static final int MAX_REQUESTS = 10;

    private static final ThreadLocal<int[]> REQUESTS = ThreadLocal.withInitial(() -> new int[1]);

    ThreadTurn(Handler<NioChannel> tomcat) {
        super(tomcat);
    }

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
        REQUESTS.get()[0] = 0;
        return super.process(socket, event);
    }

    /**
     * To be called once for each request.
     *
     * @return whether it is the last that the thread should serve
     */
    static boolean countRequest() {
        return ++REQUESTS.get()[0] >= MAX_REQUESTS;
    }
}
