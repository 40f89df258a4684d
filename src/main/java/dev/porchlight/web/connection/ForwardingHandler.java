package dev.porchlight.web.connection;

import lombok.RequiredArgsConstructor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Leaves everything to Tomcat's handler of connections; subclasses add what it lacks. */
@RequiredArgsConstructor
abstract class ForwardingHandler implements Handler<NioChannel> {

    private final Handler<NioChannel> tomcat;

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
        return tomcat.process(socket, event);
    }

    @Override
    public void release(SocketWrapperBase<NioChannel> socket) {
        tomcat.release(socket);
    }

    @Override
    public Object getGlobal() {
        return tomcat.getGlobal();
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
